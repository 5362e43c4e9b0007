// A runtime that breaks the contract on purpose, over a bare socket. _HANDLER names the offence;
// what the Runtime API said to it goes to the log, a line `step: status errorType` each.

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <thread>

#include <nlohmann/json.hpp>

#include "runtime/environment.h"
#include "tests/unit/local/raw_client.h"

namespace {

using shrike::local::RawClient;

struct Answer {
  int status = 0;
  std::string head;
  std::string body;

  [[nodiscard]] std::string header(const std::string& name) const {
    const auto at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
};

std::uint16_t port() {
  const auto api = shrike::process_environment()("AWS_LAMBDA_RUNTIME_API").value_or("");
  const auto colon = api.rfind(':');
  std::uint16_t number = 0;
  std::from_chars(api.data() + colon + 1, api.data() + api.size(), number);
  return number;
}

Answer exchange(const std::string& request) {
  RawClient client(port());
  client.send(request);
  const auto text = client.read_to_end();
  Answer answer;
  const auto end = text.find("\r\n\r\n");
  answer.head = text.substr(0, end == std::string::npos ? text.size() : end + 2);
  if (end != std::string::npos) answer.body = text.substr(end + 4);
  if (answer.head.size() > 12) answer.status = std::stoi(answer.head.substr(9, 3));
  return answer;
}

std::string request(const std::string& line, const std::string& headers, const std::string& body) {
  return line + " HTTP/1.1\r\nHost: runtime\r\nConnection: close\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

void tell(const std::string& step, const Answer& answer) {
  const auto document = nlohmann::json::parse(answer.body, nullptr, false);
  const bool refused = document.is_object() && document.contains("errorType");
  std::cout << step << ": " << answer.status << ' '
            << (refused ? document["errorType"].get<std::string>() : "-") << std::endl;
}

Answer next() {
  return exchange(
      "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: runtime\r\n"
      "Connection: close\r\n\r\n");
}

std::string id_of(const Answer& invocation) {
  return invocation.header("Lambda-Runtime-Aws-Request-Id");
}

Answer post(const std::string& step, const std::string& path, const std::string& body,
            const std::string& headers = {}) {
  auto answer = exchange(request("POST /2018-06-01/runtime/" + path, headers, body));
  tell(step, answer);
  return answer;
}

Answer respond(const std::string& step, const std::string& id, const std::string& body = "\"ok\"",
               const std::string& headers = {}) {
  return post(step, "invocation/" + id + "/response", body, headers);
}

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
  post("init error after next", "init/error", "{}");
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
  RawClient client(port());
  client.send("POST /2018-06-01/runtime/invocation/" + id +
              "/response HTTP/1.1\r\nHost: runtime\r\nContent-Length: 1000\r\n\r\n\"half");
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

void never_ask() { std::this_thread::sleep_for(std::chrono::hours(1)); }

}  // namespace

int main() {
  const std::map<std::string, std::function<void()>> offences{
      {"answer-before-next", answer_before_next},
      {"answer-twice", answer_twice},
      {"ask-twice", ask_twice},
      {"cut-short", cut_short},
      {"exit-after-answer", exit_after_answer},
      {"init-error-and-on", init_error_and_on},
      {"late-init-error", late_init_error},
      {"linger-after-answer", linger_after_answer},
      {"never-ask", never_ask},
      {"stale-nonce", stale_nonce},
      {"too-large", too_large},
      {"unknown-error-type", unknown_error_type},
      {"wrong-id", wrong_id},
  };
  offences.at(shrike::process_environment()("_HANDLER").value_or(""))();
  static_cast<void>(next());  // the invocation ends with it
  return 0;
}
