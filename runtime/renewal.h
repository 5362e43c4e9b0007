#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "runtime/environment.h"
#include "runtime/failure.h"
#include "runtime/host.h"
#include "runtime/log.h"

namespace shrike {

/// The renewal of a process in place: when it is spent, because a handler cannot be had back or
/// because a handler asked for it, a fresh image of the same program takes over under the same
/// process id. Lambda sees no exit and no initialisation; the fresh image asks for the next
/// invocation within milliseconds.
///
/// It comes once every worker has left, each having answered what it had under way. With several
/// workers (AWS_LAMBDA_MAX_CONCURRENCY) the others take no more meanwhile, and end what they have:
/// at the latest their deadlines end it. An invocation that is handed out in the very moment in
/// which a worker stops waiting for one is lost to its caller until its deadline.
///
/// Where a worker failed, the process ends instead, as it would without: what it lost, such as the
/// Runtime API, a fresh image would not find either.
///
/// Hooks for a shutdown do not run: what is stuck may hold what they need.
class Renewal {
 public:
  /// The host is to outlive it.
  Renewal(std::size_t workers, const Host& host);

  /// The process is to be renewed as soon as its workers have answered. From any thread; of several
  /// reasons, the first is logged.
  void ask(std::string_view reason);
  [[nodiscard]] bool asked() const noexcept { return asked_.load(std::memory_order_acquire); }

  /// Stopped when a renewal is asked for: nobody takes another invocation.
  [[nodiscard]] std::stop_source& stop() noexcept { return stop_; }

  /// The fresh image takes part in the Extensions API under this identifier.
  void carry_extension(std::string id);

  /// A worker serves no more; the last one of them to leave renews the process, where that was
  /// asked for. Returns where it was not, or others still serve.
  void leave();
  /// The same for a worker that ends in a failure.
  void leave_failed(Failure failure);
  /// The same for a worker whose handler does not return. Where one failed, the last of them ends
  /// the process here, with that failure in the log: nobody can wait for the handler's thread.
  void leave_stuck();

  /// For a worker whose invocation was ended over its head: it must touch nothing any more. Returns
  /// only where the host's replace_process does, which is a test's.
  void wait_for_the_end();

 private:
  void leave_locked(std::unique_lock<std::mutex>& lock);
  void renew();
  [[noreturn]] void end(const Failure& failure);

  const Host& host_;
  std::atomic<bool> asked_ = false;
  std::stop_source stop_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t serving_;
  std::optional<Failure> failure_;
  bool stuck_ = false;
  std::string reason_;
  std::string extension_id_;
  bool over_ = false;
};

/// Whether this image took over from another one: the sandbox is initialised, its extensions are
/// registered, a snapshot has been passed.
[[nodiscard]] bool is_renewed(const Environment& environment);

/// The identifier that the image before was registered with as an extension; empty for none.
[[nodiscard]] std::string carried_extension(const Environment& environment);

}  // namespace shrike
