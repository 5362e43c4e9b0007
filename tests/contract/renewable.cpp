// Functions on our own runtime whose process is spent: what the event says, they do, and they tell
// of the image that serves it. _HANDLER names the hooks that they have besides.

#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <shrike/runtime.h>
#include <unistd.h>

namespace {

using nlohmann::json;
using shrike::AnyHandler;
using shrike::Context;
using shrike::Init;
using shrike::Invocation;
using shrike::Response;
using shrike::ResponseStream;
using shrike::StreamingHandler;

[[noreturn]] void hang() {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable never;
  while (true) never.wait(lock);
}

long open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return std::distance(begin(all), end(all));
}

bool blocks(int signal) {
  sigset_t mask{};
  sigprocmask(SIG_SETMASK, nullptr, &mask);
  return sigismember(&mask, signal) == 1;
}

/// What a process is left with by careless code.
void be_careless() {
  static_cast<void>(open("/dev/null", O_RDONLY));  // NOLINT: it stays open, across an exec too
  sigset_t some{};
  sigemptyset(&some);
  sigaddset(&some, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &some, nullptr);
  setenv("CARELESS", "yes", 1);
}

/// One of an image's handlers.
class Function {
 public:
  explicit Function(Init& init) : renew_(init.renew), log_(init.log) {
    const auto& environment = init.environment;
    born_with_ = {{"trace", environment("_X_AMZN_TRACE_ID").has_value()},
                  {"careless", environment("CARELESS").has_value()},
                  {"blocksSigterm", blocks(SIGTERM)}};
  }

  Response operator()(const Invocation& invocation, const Context&) {
    const json event = json::parse(invocation.payload);
    const std::string act = event.value("do", "");
    log_.info("begun " + act);
    if (act == "hang") hang();
    if (act == "wait") std::ifstream(event.at("gate").get<std::string>());
    if (act == "renew") {
      be_careless();
      renew_("the event says so");
    }
    return {json{{"pid", getpid()},
                 {"served", ++served_},
                 {"descriptors", open_descriptors()},
                 {"bornWith", born_with_}}
                .dump()};
  }

 private:
  shrike::RenewProcess renew_;
  shrike::Logger& log_;
  json born_with_;
  int served_ = 0;
};

void stream(const Invocation& invocation, const Context&, ResponseStream& out) {
  const json event = json::parse(invocation.payload);
  out.set_content_type("text/plain");
  const std::string act = event.value("do", "");
  if (act == "hang") hang();
  out.write(std::to_string(getpid()));
  if (act == "hang-midway") hang();
  if (act == "never-end") {
    while (true) out.write(std::string(1 << 20, 'x'));
  }
}

AnyHandler handler_named(const std::string& name, Init& init) {
  if (name == "stream") return StreamingHandler(stream);
  if (name == "shutdown-hook") {
    init.on_shutdown([&log = init.log] { log.info("shut down"); });
  }
  if (name == "snapshot-hooks") {
    init.before_snapshot([&log = init.log] { log.info("before the snapshot"); });
    init.after_restore([&log = init.log] { log.info("after the restore"); });
  }
  // Shared because a std::function must be copyable.
  return
      [function = std::make_shared<Function>(init)](const auto& invocation, const auto& context) {
        return (*function)(invocation, context);
      };
}

}  // namespace

int main() {
  return shrike::run(
      [](Init& init) { return handler_named(init.environment("_HANDLER").value_or(""), init); });
}
