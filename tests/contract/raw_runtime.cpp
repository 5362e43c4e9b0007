#include "tests/contract/raw_runtime.h"

#include <charconv>
#include <iostream>

#include <nlohmann/json.hpp>

#include "runtime/environment.h"
#include "tests/unit/local/raw_client.h"

namespace shrike::contract {

std::string Answer::header(const std::string& name) const {
  const auto at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

std::uint16_t runtime_port() {
  const auto api = process_environment()("AWS_LAMBDA_RUNTIME_API").value_or("");
  const auto colon = api.rfind(':');
  std::uint16_t number = 0;
  std::from_chars(api.data() + colon + 1, api.data() + api.size(), number);
  return number;
}

Answer parse_answer(const std::string& text) {
  Answer answer;
  const auto end = text.find("\r\n\r\n");
  answer.head = text.substr(0, end == std::string::npos ? text.size() : end + 2);
  if (end != std::string::npos) answer.body = text.substr(end + 4);
  if (answer.head.starts_with("HTTP/1.1 ") && answer.head.size() > 12)
    answer.status = std::stoi(answer.head.substr(9, 3));
  return answer;
}

Answer exchange(const std::string& request) {
  local::RawClient client(runtime_port());
  client.send(request);
  return parse_answer(client.read_to_end());
}

std::string request(const std::string& line, const std::string& headers, const std::string& body) {
  return line + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: raw/1\r\nConnection: close\r\n" +
         headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

void tell(const std::string& step, const Answer& answer) {
  std::string said = answer.head.empty() ? "nothing" : "not HTTP";
  if (answer.status != 0) {
    const auto document = nlohmann::json::parse(answer.body, nullptr, false);
    const bool refused = document.is_object() && document.contains("errorType");
    said = std::to_string(answer.status) + ' ' +
           (refused ? document["errorType"].get<std::string>() : "-");
  }
  std::cout << step << ": " << said << std::endl;
}

Answer next() { return exchange(request("GET /2018-06-01/runtime/invocation/next")); }

std::string id_of(const Answer& invocation) {
  return invocation.header("Lambda-Runtime-Aws-Request-Id");
}

Answer post(const std::string& step, const std::string& path, const std::string& body,
            const std::string& headers) {
  auto answer = exchange(request("POST /2018-06-01/runtime/" + path, headers, body));
  tell(step, answer);
  return answer;
}

Answer respond(const std::string& step, const std::string& id, const std::string& body,
               const std::string& headers) {
  return post(step, "invocation/" + id + "/response", body, headers);
}

}  // namespace shrike::contract
