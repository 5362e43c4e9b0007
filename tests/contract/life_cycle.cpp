// Functions on our own runtime that use more of it than a handler: streams, hooks, a crash. What it
// does is named by _HANDLER.

#include <condition_variable>
#include <csignal>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>
#include <shrike/runtime.h>
#include <unistd.h>

namespace {

using shrike::AnyHandler;
using shrike::Context;
using shrike::Init;
using shrike::Invocation;
using shrike::Response;
using shrike::ResponseStream;
using shrike::StreamingHandler;

void stream(const Invocation&, const Context& context, ResponseStream& out) {
  out.set_content_type("text/plain");
  out.write("one ");
  out.write("two ");
  out.write(context.request_id);
}

void stream_http(const Invocation&, const Context&, ResponseStream& out) {
  out.set_http({.status_code = 418, .headers = {{"x-pot", "tea"}}, .cookies = {"a=b"}});
  out.write("short and stout");
}

void fail_midway(const Invocation&, const Context&, ResponseStream& out) {
  out.write("half");
  throw shrike::Error(shrike::ErrorKind::Reject, "Feed.Dry", "no more");
}

void fail_at_once(const Invocation&, const Context&, ResponseStream&) {
  throw std::runtime_error("nothing yet");
}

void stream_nothing(const Invocation&, const Context&, ResponseStream&) {}

/// Answers once as many as the event says are here at the same time.
Response meet(const Invocation& invocation, const Context&) {
  static std::mutex mutex;
  static std::condition_variable arrived;
  static int here = 0;
  std::unique_lock lock(mutex);
  ++here;
  arrived.notify_all();
  arrived.wait(lock, [&] { return here >= std::stoi(invocation.payload); });
  return {std::to_string(getpid())};
}

Response echo(const Invocation& invocation, const Context&) { return {invocation.payload}; }

Response crash(const Invocation&, const Context&) {
  std::raise(SIGSEGV);
  return {};
}

AnyHandler with_shutdown_hooks(Init& init) {
  init.on_shutdown([&log = init.log] { log.info("the first hook, last"); });
  init.on_shutdown([&log = init.log] { log.info("the last hook, first"); });
  return echo;
}

AnyHandler with_snapshot_hooks(Init& init) {
  init.before_snapshot([&log = init.log] { log.info("before the snapshot"); });
  init.after_restore([&log = init.log] { log.info("after the restore"); });
  return echo;
}

AnyHandler with_a_failing_restore(Init& init) {
  init.after_restore(
      [] { throw shrike::Error(shrike::ErrorKind::Reject, "Cache.Cold", "not there any more"); });
  return echo;
}

/// Each says so in two lines, which stay one record where Lambda takes frames.
AnyHandler logging(Init& init) {
  return [&log = init.log](const Invocation& invocation, const Context&) {
    log.info("first\nsecond");
    return Response{invocation.payload};
  };
}

AnyHandler handler_named(const std::string& name, Init& init) {
  const std::map<std::string, AnyHandler> handlers = {
      {"echo", echo},
      {"meet", meet},
      {"fail-at-once", StreamingHandler(fail_at_once)},
      {"fail-midway", StreamingHandler(fail_midway)},
      {"stream", StreamingHandler(stream)},
      {"stream-http", StreamingHandler(stream_http)},
      {"stream-nothing", StreamingHandler(stream_nothing)},
  };
  if (name == "crash") return crash;
  if (name == "logging") return logging(init);
  if (name == "failing-restore") return with_a_failing_restore(init);
  if (name == "shutdown-hooks") return with_shutdown_hooks(init);
  if (name == "snapshot-hooks") return with_snapshot_hooks(init);
  return handlers.at(name);
}

}  // namespace

int main() {
  return shrike::run(
      [](Init& init) { return handler_named(init.environment("_HANDLER").value_or(""), init); });
}
