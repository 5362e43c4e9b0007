// A runtime that streams its responses over a bare socket. _HANDLER names what it does; what the
// Runtime API said to it goes to the log. An event may name a `gate`, a named pipe: the runtime
// waits there until somebody opens it for writing.

#include <csignal>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <thread>

#include <nlohmann/json.hpp>

#include "runtime/environment.h"
#include "tests/contract/raw_runtime.h"
#include "tests/unit/local/raw_client.h"

namespace {

using namespace shrike::contract;
using nlohmann::json;

/// A response that is under way.
class Stream {
 public:
  explicit Stream(const std::string& id, const std::string& headers = {})
      : client_(runtime_port()) {
    client_.send("POST /2018-06-01/runtime/invocation/" + id +
                 "/response HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                 "Lambda-Runtime-Function-Response-Mode: streaming\r\n"
                 "Transfer-Encoding: chunked\r\n"
                 "Trailer: Lambda-Runtime-Function-Error-Type, "
                 "Lambda-Runtime-Function-Error-Body\r\n" +
                 headers + "\r\n");
  }

  void write(const std::string& piece) {
    std::string size;
    for (auto rest = piece.size(); rest > 0; rest /= 16) {
      size.insert(size.begin(), "0123456789abcdef"[rest % 16]);
    }
    client_.send(size + "\r\n" + piece + "\r\n");
  }
  void end(const std::string& trailers = {}) {
    client_.send("0\r\n" + trailers + "\r\n");
    tell_answer();
  }
  void break_off() {
    client_.half_close();
    tell_answer();
  }
  void tell_answer() { tell("stream", parse_answer(client_.read_to_end())); }

 private:
  shrike::local::RawClient client_;
};

void wait_at_gate(const json& event) { std::ifstream(event.at("gate").get<std::string>()); }

void pieces(const std::string& id, const json&) {
  Stream stream(id);
  for (const auto* piece : {"one ", "two ", "three"}) stream.write(piece);
  stream.end();
}

void gated(const std::string& id, const json& event) {
  Stream stream(id);
  stream.write("first ");
  wait_at_gate(event);
  stream.write("second");
  stream.end();
}

void error_at_end(const std::string& id, const json&) {
  Stream stream(id);
  stream.write("half");
  // {"errorType":"Feed.Dry","errorMessage":"no more"}
  stream.end(
      "Lambda-Runtime-Function-Error-Type: Function.FeedDry\r\n"
      "Lambda-Runtime-Function-Error-Body: "
      "eyJlcnJvclR5cGUiOiJGZWVkLkRyeSIsImVycm9yTWVzc2FnZSI6Im5vIG1vcmUifQ==\r\n");
}

void broken_off(const std::string& id, const json&) {
  Stream stream(id);
  stream.write("half");
  stream.break_off();
}

void crash(const std::string& id, const json& event) {
  Stream stream(id);
  stream.write("half");
  wait_at_gate(event);
  std::raise(SIGKILL);
}

void stall(const std::string& id, const json&) {
  Stream stream(id);
  stream.write("half");
  std::this_thread::sleep_for(std::chrono::hours(1));
}

/// As many MiB as the event says.
void megabytes(const std::string& id, const json& event) {
  Stream stream(id);
  const std::string piece(1024 * 1024, 'x');
  for (int left = event.at("count").get<int>(); left > 0; --left) stream.write(piece);
  stream.end();
}

void nothing(const std::string& id, const json&) {
  Stream stream(id);
  stream.end();
}

void prelude(const std::string& id, const json&) {
  Stream stream(id, "Content-Type: application/vnd.awslambda.http-integration-response\r\n");
  stream.write(R"({"statusCode":201,"headers":{"content-type":"text/plain"},"cookies":["a=b"]})");
  stream.write(std::string(8, '\0'));
  stream.write("body");
  stream.end();
}

void whole(const std::string& id, const json&) { respond("whole", id, "\"whole\""); }

void fail(const std::string& id, const json&) {
  post("error", "invocation/" + id + "/error",
       R"({"errorType":"Feed.Empty","errorMessage":"none"})",
       "Lambda-Runtime-Function-Error-Type: Function.FeedEmpty\r\n");
}

void sideways(const std::string& id, const json&) {
  respond("sideways", id, "\"no\"", "Lambda-Runtime-Function-Response-Mode: sideways\r\n");
  respond("whole", id, "\"whole\"");
}

}  // namespace

int main() {
  const std::map<std::string, std::function<void(const std::string& id, const json& event)>> acts{
      {"broken-off", broken_off},
      {"crash", crash},
      {"error-at-end", error_at_end},
      {"fail", fail},
      {"gated", gated},
      {"megabytes", megabytes},
      {"nothing", nothing},
      {"pieces", pieces},
      {"prelude", prelude},
      {"sideways", sideways},
      {"stall", stall},
      {"whole", whole},
  };
  const auto& act = acts.at(shrike::process_environment()("_HANDLER").value_or(""));
  while (true) {
    const auto invocation = next();
    if (invocation.status != 200) return 1;
    act(id_of(invocation), json::parse(invocation.body));
  }
}
