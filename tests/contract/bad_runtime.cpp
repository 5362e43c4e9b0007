// A runtime that breaks the contract on purpose, over a bare socket. _HANDLER names the offence;
// what the Runtime API said to it goes to the log, a line `step: status errorType` each.

#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <thread>

#include "runtime/environment.h"
#include "tests/contract/raw_runtime.h"
#include "tests/unit/local/raw_client.h"

namespace {

using namespace shrike::contract;
using shrike::local::RawClient;

const std::string kErrorType = "Lambda-Runtime-Function-Error-Type: Runtime.Custom\r\n";
const std::string kErrorBody = R"({"errorType":"Runtime.Custom","errorMessage":"no"})";

void answer_before_next() {
  respond("response before next", "some-id");
  respond("response", id_of(next()));
}

void wrong_id() {
  const auto id = id_of(next());
  respond("wrong id", "00000000-0000-4000-8000-000000000000");
  respond("response", id);
}

void answer_twice() {
  const auto id = id_of(next());
  respond("response", id);
  respond("response again", id, "\"second\"");
  post("error after response", "invocation/" + id + "/error", "{}");
}

void late_init_error() {
  const auto id = id_of(next());
  post("init error after next", "init/error", kErrorBody, kErrorType);
  respond("response", id);
}

void ask_twice() {
  const auto first = next();
  const auto second = next();
  std::cout << "same invocation: " << (id_of(first) == id_of(second) ? "yes" : "no") << std::endl;
  respond("response", id_of(second));
}

void stale_nonce() {
  const auto id = id_of(next());
  respond("stale invocation id", id, "\"stale\"", "Lambda-Runtime-Invocation-Id: stale\r\n");
  respond("response", id);
}

void too_large() {
  const auto id = id_of(next());
  respond("too large", id, std::string(6'291'557, 'x'));
  post("error after too large", "invocation/" + id + "/error", "{}");
}

void cut_short() {
  const auto id = id_of(next());
  RawClient client(runtime_port());
  client.send("POST /2018-06-01/runtime/invocation/" + id +
              "/response HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n\"half");
  client.half_close();
  static_cast<void>(client.read_to_end());
}

void exit_after_answer() {
  respond("response", id_of(next()));
  std::_Exit(1);
}

void linger_after_answer() {
  respond("response", id_of(next()));
  std::this_thread::sleep_for(std::chrono::hours(1));
}

void unknown_error_type() {
  const auto id = id_of(next());
  post("error", "invocation/" + id + "/error", "not JSON at all",
       "Lambda-Runtime-Function-Error-Type: whatever\r\n");
}

void init_error_and_on() {
  post("init error", "init/error", R"({"errorType":"Runtime.Custom","errorMessage":"no"})",
       "Lambda-Runtime-Function-Error-Type: Runtime.Custom\r\n");
  tell("next after init error", next());
}

void error_without_message() {
  post("error", "invocation/" + id_of(next()) + "/error", "{}", kErrorType);
}

void unknown_mode() {
  const auto id = id_of(next());
  respond("unknown mode", id, "1", "Lambda-Runtime-Function-Response-Mode: buffered\r\n");
  respond("response", id);
}

void control_byte_in_header() {
  const auto id = id_of(next());
  post("control byte", "invocation/" + id + "/error", kErrorBody,
       "Lambda-Runtime-Function-Xray-Error-Cause: {\"a\":\"\x7F\"}\r\n" + kErrorType);
  respond("response", id);
}

void bare() {
  const auto first = exchange(
      "GET /2018-06-01/runtime/invocation/next?a=b HTTP/1.1\r\nHost: 127.0.0.1\r\n"
      "Connection: close\r\nContent-Length: 2\r\n\r\n{}");
  static_cast<void>(
      exchange("GET /2018-06-01/runtime/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n"
               "Connection: close\r\n\r\n"));
  post("error", "invocation/" + id_of(first) + "/error", kErrorBody);
}

void long_causes() {
  const auto id = id_of(next());
  for (const std::size_t size : {70'000U, 65'000U}) {
    post("cause of " + std::to_string(size), "invocation/" + id + "/error", kErrorBody,
         "Lambda-Runtime-Function-Xray-Error-Cause: " + std::string(size, 'x') + "\r\n" +
             kErrorType);
  }
}

void init_error_and_exit() {
  post("init error", "init/error", kErrorBody, kErrorType);
  std::_Exit(0);
}

void never_ask() { std::this_thread::sleep_for(std::chrono::hours(1)); }

}  // namespace

int main() {
  const std::map<std::string, std::function<void()>> offences{
      {"answer-before-next", answer_before_next},
      {"answer-twice", answer_twice},
      {"ask-twice", ask_twice},
      {"bare", bare},
      {"control-byte-in-header", control_byte_in_header},
      {"cut-short", cut_short},
      {"error-without-message", error_without_message},
      {"exit-after-answer", exit_after_answer},
      {"init-error-and-exit", init_error_and_exit},
      {"init-error-and-on", init_error_and_on},
      {"late-init-error", late_init_error},
      {"linger-after-answer", linger_after_answer},
      {"long-causes", long_causes},
      {"never-ask", never_ask},
      {"stale-nonce", stale_nonce},
      {"too-large", too_large},
      {"unknown-error-type", unknown_error_type},
      {"unknown-mode", unknown_mode},
      {"wrong-id", wrong_id},
  };
  offences.at(shrike::process_environment()("_HANDLER").value_or(""))();
  static_cast<void>(next());  // the invocation ends with it
  return 0;
}
