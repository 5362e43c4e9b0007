#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "runtime/host.h"
#include "runtime/init.h"

namespace shrike {

/// Makes Lambda say that it will end the sandbox. A runtime by itself is killed without a word; one
/// with an extension gets SIGTERM first, half a second before. So this registers an internal
/// extension that asks for no events, waits in its /event/next on a thread, and runs the hooks when
/// the signal comes, upon which the process exits with 0.
///
/// One a process. Register it during init, before the first /next; a renewed process goes on with
/// the registration of the one before.
class ShutdownExtension {
 public:
  /// Throws Error "Runtime.ExtensionRefused" when the extension cannot be registered.
  ShutdownExtension(const Host& host, const std::string& api, std::vector<Hook> hooks);
  ~ShutdownExtension();

  ShutdownExtension(const ShutdownExtension&) = delete;
  ShutdownExtension& operator=(const ShutdownExtension&) = delete;
  ShutdownExtension(ShutdownExtension&&) = delete;
  ShutdownExtension& operator=(ShutdownExtension&&) = delete;

  /// What the Extensions API knows it by.
  [[nodiscard]] const std::string& id() const noexcept { return id_; }

 private:
  void await_signal(const std::stop_token& stop);
  void await_event(const std::stop_token& stop, const std::string& api);

  Logger log_;
  std::vector<Hook> hooks_;
  std::unique_ptr<StreamingTransport> transport_;
  std::string id_;
  std::jthread events_;
  std::jthread signals_;
};

}  // namespace shrike
