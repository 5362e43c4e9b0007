#pragma once

namespace shrike::local {

/// Keeps SIGINT and SIGTERM from ending the process, in this thread and those it starts, so that
/// wait_for_end() can. Make one before the first thread.
class EndSignals {
 public:
  /// Throws Error "Process.Signals" (Bug).
  EndSignals();

  /// Returns when the process is asked to end.
  void wait_for_end() const;

  /// Whether the process has been asked to end since the last call; does not wait.
  [[nodiscard]] bool end_was_asked() const;
};

}  // namespace shrike::local
