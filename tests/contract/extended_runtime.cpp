// A runtime with an internal extension, over a bare socket. _HANDLER names what it does; what it
// lives through goes to the log. As an external extension, which its program's name says, it
// registers for INVOKE and SHUTDOWN and logs its events.

#include <csignal>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <thread>

#include <unistd.h>

#include "runtime/environment.h"
#include "tests/contract/raw_runtime.h"

namespace {

using namespace shrike::contract;

Answer join(const std::string& step, const std::string& name, const std::string& events) {
  auto answer =
      exchange(request("POST /2020-01-01/extension/register",
                       "Lambda-Extension-Name: " + name + "\r\n", "{\"events\":[" + events + "]}"));
  tell(step, answer);
  return answer;
}

std::string identifier(const Answer& registered) {
  return "Lambda-Extension-Identifier: " + registered.header("Lambda-Extension-Identifier") +
         "\r\n";
}

Answer next_event(const std::string& identity) {
  return exchange(request("GET /2020-01-01/extension/event/next", identity));
}

/// Waits in event/next for ever, in a thread of its own.
void park(const std::string& identity) {
  std::thread([identity] { static_cast<void>(next_event(identity)); }).detach();
}

[[noreturn]] void serve() {
  while (true) {
    const auto invocation = next();
    respond("response", id_of(invocation), std::to_string(getpid()),
            "Content-Type: application/json\r\nLambda-Runtime-Invocation-Id: " +
                invocation.header("Lambda-Runtime-Invocation-Id") + "\r\n");
  }
}

/// Ends on SIGTERM, or not at all, in a thread that waits for it.
void on_sigterm(const std::function<void()>& act) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::thread([set, act] {
    int number = 0;
    sigwait(&set, &number);
    std::cout << "got SIGTERM" << std::endl;
    act();
  }).detach();
}

void clean_up() {
  on_sigterm([] { std::_Exit(0); });
  park(identifier(join("register", "inside", "")));
  serve();
}

void ignore_sigterm() {
  on_sigterm([] {});
  park(identifier(join("register", "inside", "")));
  serve();
}

void without_extension() {
  on_sigterm([] { std::_Exit(0); });
  serve();
}

void refused() {
  join("shutdown", "inside", "\"SHUTDOWN\"");
  park(identifier(join("register", "inside", "")));
  join("same name", "inside", "");
  static_cast<void>(id_of(next()));
  join("late", "other", "");
  std::_Exit(0);
}

void watch_invocations() {
  const auto identity = identifier(join("register", "inside", "\"INVOKE\""));
  std::thread([identity] {
    while (true) {
      const auto event = next_event(identity);
      if (event.status != 200) return;
      std::cout << "event " << event.body << std::endl;
    }
  }).detach();
  serve();
}

void fail_at_init() {
  const auto identity = identifier(join("register", "inside", ""));
  tell("init error", exchange(request("POST /2020-01-01/extension/init/error",
                                      identity + "Lambda-Extension-Function-Error-Type: "
                                                 "Extension.NoLicence\r\n")));
  serve();
}

int be_external(const std::string& name) {
  const auto identity = identifier(join("external register", name, "\"INVOKE\",\"SHUTDOWN\""));
  while (true) {
    const auto event = next_event(identity);
    if (event.status != 200) return 1;
    const bool shutdown = event.body.find("SHUTDOWN") != std::string::npos;
    std::cout << name << (shutdown ? " shuts down" : " sees an invocation") << std::endl;
    if (shutdown) return 0;
  }
}

}  // namespace

int main(int, char** arguments) {
  const auto name = std::filesystem::path(*arguments).filename().string();
  if (name != "bootstrap") return be_external(name);
  const std::map<std::string, std::function<void()>> acts{
      {"clean-up", clean_up},
      {"fail-at-init", fail_at_init},
      {"ignore-sigterm", ignore_sigterm},
      {"refused", refused},
      {"serve", [] { serve(); }},
      {"watch-invocations", watch_invocations},
      {"without-extension", without_extension},
  };
  acts.at(shrike::process_environment()("_HANDLER").value_or(""))();
  return 0;
}
