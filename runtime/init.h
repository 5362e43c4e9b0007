#pragma once

#include <functional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "runtime/clock.h"
#include "runtime/environment.h"
#include "runtime/invocation.h"
#include "runtime/log.h"
#include "runtime/middleware.h"
#include "runtime/response_stream.h"

namespace shrike {

/// A handler that returns its response, or one that streams it.
using AnyHandler = std::variant<Handler, StreamingHandler>;

using Hook = std::function<void()>;

/// Asks for a fresh process in place of this one, which is spent for the `reason` that is logged,
/// such as a library that does not return. It comes once the invocations under way are answered;
/// Lambda sees neither an exit nor an initialisation. Asked for between two invocations, it comes
/// after the next one, which this process still answers, unless there are several workers. From any
/// thread, but not after run() has returned.
using RenewProcess = std::function<void(std::string_view reason)>;

/// What a function wants done around its life, of all its workers together.
struct Hooks {
  std::vector<Hook> shutdown;
  std::vector<Hook> before_snapshot;
  std::vector<Hook> after_restore;
};

/// What is at hand while a handler is made, once for each worker. The references stay valid as long
/// as the handler lives.
class Init {
 public:
  Init(const Environment& the_environment, Clock& the_clock, Logger& the_log,
       const LogSink& the_log_sink, Hooks& hooks, std::vector<Middleware>& middlewares,
       RenewProcess the_renew)
      : environment(the_environment),
        clock(the_clock),
        log(the_log),
        log_sink(the_log_sink),
        renew(std::move(the_renew)),
        hooks_(hooks),
        middlewares_(middlewares) {}

  const Environment& environment;
  Clock& clock;
  Logger& log;  ///< of this worker alone: its lines carry the request id that the worker serves
  const LogSink& log_sink;  ///< where all of the process's lines go, Metrics' among them
  RenewProcess renew;

  /// Wraps every invocation of this worker, within what was added before.
  void use(Middleware middleware) { middlewares_.push_back(std::move(middleware)); }

  /// Runs when Lambda ends the sandbox (SIGTERM), the last one first; half a second is left then.
  /// Not before a renewal.
  /// The process registers an internal extension for it, without which Lambda sends SIGKILL alone.
  void on_shutdown(Hook hook) { hooks_.shutdown.push_back(std::move(hook)); }

  /// SnapStart. Before the snapshot, the last one first: let go of connections and secrets.
  void before_snapshot(Hook hook) { hooks_.before_snapshot.push_back(std::move(hook)); }
  /// SnapStart. After the restore, the first one first: connect, draw random numbers anew. In a
  /// renewed process too, though it passed no snapshot.
  void after_restore(Hook hook) { hooks_.after_restore.push_back(std::move(hook)); }

 private:
  Hooks& hooks_;
  std::vector<Middleware>& middlewares_;
};

/// Makes the handler: what a function does once, before its first invocation. Throws shrike::Error
/// when it cannot, such as "Runtime.ConfigInvalid" or "Runtime.NoSuchHandler". With several workers
/// (AWS_LAMBDA_MAX_CONCURRENCY) it is called once for each, so that a handler serves one invocation
/// at a time; what it captures by reference is shared by all.
using HandlerFactory = std::function<AnyHandler(Init& init)>;

/// Runs the hooks, the last one first. What one throws is logged and keeps none of the others from
/// running.
void run_backwards(const std::vector<Hook>& hooks, Logger& log);

}  // namespace shrike
