// A function on our own runtime. What it does is named by _HANDLER; the contract's tests look at it
// from the other side, through Lambda's interfaces.

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "runtime/environment.h"
#include "runtime/error.h"
#include "runtime/json_handler.h"
#include "runtime/loop.h"

namespace {

using nlohmann::json;
using shrike::Context;
using shrike::Handler;
using shrike::Invocation;
using shrike::json_handler;
using shrike::Response;

std::string variable(const std::string& name) {
  return shrike::process_environment()(name).value_or("(unset)");
}

json describe(const json&, const Context& context) {
  return {{"request_id", context.request_id},
          {"deadline_ms", context.deadline.time_since_epoch().count()},
          {"function_arn", context.function_arn},
          {"trace_id", context.trace_id},
          {"tenant_id", context.tenant_id},
          {"invocation_id", context.invocation_id},
          {"client_context", context.client_context},
          {"_X_AMZN_TRACE_ID", variable("_X_AMZN_TRACE_ID")},
          {"pid", getpid()}};
}

json variables() {
  json all = json::object();
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const auto equals = text.find('=');
    all[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return all;
}

json environment(const json&, const Context&) { return variables(); }

json fail(const json& event, const Context&) {
  const std::string type = event.value("type", "");
  const std::string message = event.value("message", "");
  if (type.empty()) throw std::runtime_error(message);
  throw shrike::Error(shrike::ErrorKind::Reject, type, message);
}

json sleep(const json& event, const Context&) {
  // Where no thread of the process can answer, only Lambda can end the invocation.
  if (event.value("stopped", false)) std::raise(SIGSTOP);
  std::this_thread::sleep_for(std::chrono::milliseconds(event.at("ms").get<int>()));
  return getpid();
}

json die(const json& event, const Context&) {
  if (const int number = event.value("signal", 0); number != 0) {
    // A sanitizer's own handler would turn the signal into an exit status.
    std::signal(number, SIG_DFL);
    std::raise(number);
  }
  std::_Exit(event.at("exit").get<int>());
}

json talk(const json& event, const Context&) {
  for (const auto& line : event.at("lines")) std::cout << line.get<std::string>() << '\n';
  std::cout << std::flush;
  std::cerr << "to standard error" << std::endl;
  return nullptr;
}

json use_memory(const json& event, const Context&) {
  const auto megabytes = event.at("mb").get<std::size_t>();
  std::string memory(megabytes * 1024 * 1024, 'x');
  std::this_thread::sleep_for(std::chrono::milliseconds(event.value("ms", 0)));
  return memory.size();
}

Response repeat(const Invocation& invocation, const Context&) {
  return {std::string(std::stoul(invocation.payload), 'x'), "text/plain"};
}

Response echo(const Invocation& invocation, const Context&) {
  return {invocation.payload, invocation.content_type};
}

Handler handler_named(const std::string& name) {
  const std::map<std::string, Handler> handlers{
      {"describe", json_handler(describe)},
      {"die", json_handler(die)},
      {"echo", echo},
      {"environment", json_handler(environment)},
      {"fail", json_handler(fail)},
      {"repeat", repeat},
      {"sleep", json_handler(sleep)},
      {"start-environment",
       json_handler([start = variables()](const json&, const Context&) { return start; })},
      {"talk", json_handler(talk)},
      {"use-memory", json_handler(use_memory)},
  };
  if (name == "exit-at-init") {
    std::cout << "about to exit" << std::endl;
    std::_Exit(3);
  }
  const auto found = handlers.find(name);
  if (found != handlers.end()) return found->second;
  throw shrike::Error(shrike::ErrorKind::Reject, "Runtime.NoSuchHandler",
                      "There is no handler named '" + name + "'");
}

}  // namespace

int main() {
  return shrike::run([](shrike::Init&) { return handler_named(variable("_HANDLER")); });
}
