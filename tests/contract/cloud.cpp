#include "tests/contract/cloud.h"

#include <algorithm>
#include <utility>

namespace shrike::local {
namespace {

FunctionConfiguration function(const char* program, std::string handler) {
  FunctionConfiguration configuration;
  configuration.name = "f";
  configuration.handler = std::move(handler);
  configuration.code = std::filesystem::path(SHRIKE_CONTRACT_FOLDER) / program;
  configuration.memory_mb = 1024;
  return configuration;
}

}  // namespace

FunctionConfiguration well_behaved(std::string handler) {
  return function("well_behaved", std::move(handler));
}

FunctionConfiguration life_cycle(std::string handler) {
  return function("life_cycle", std::move(handler));
}

FunctionConfiguration renewable(std::string handler) {
  return function("renewable", std::move(handler));
}

FunctionConfiguration streaming_runtime(std::string act) {
  return function("streaming_runtime", std::move(act));
}

FunctionConfiguration bad_runtime(std::string offence) {
  return function("bad_runtime", std::move(offence));
}

FunctionConfiguration patient_runtime(std::string handler) {
  return function("patient_runtime", std::move(handler));
}

FunctionConfiguration extended_runtime(std::string act) {
  return function("extended_runtime", std::move(act));
}

FunctionConfiguration concurrent_runtime() { return function("concurrent_runtime", ""); }

FunctionConfiguration snap_runtime(std::string act) {
  return function("snap_runtime", std::move(act));
}

FunctionConfiguration framing_runtime(std::string act) {
  return function("framing_runtime", std::move(act));
}

std::string_view StringBody::next() {
  return std::exchange(read_, true) ? std::string_view() : std::string_view(bytes_);
}

std::string ApiAnswer::header(std::string_view name) const {
  return std::string(headers.find(name).value_or("(none)"));
}

LambdaService& Contract::lambda() {
  if (!lambda_) {
    options_.on_log = [this](const std::string&, std::string_view line) {
      const std::lock_guard lock(mutex_);
      lines_.emplace_back(line);
      logged_.notify_all();
    };
    lambda_ = std::make_unique<LambdaService>(options_, clock_);
  }
  return *lambda_;
}

InvocationResult Contract::invoke(FunctionConfiguration function, std::string payload) {
  lambda().add_function(std::move(function));
  return invoke_again(std::move(payload));
}

InvocationResult Contract::invoke_again(std::string payload) {
  return lambda().invoke("f", std::move(payload));
}

ApiAnswer Contract::call(std::string method, std::string path, HttpHeaders headers,
                         std::string body, std::string query) {
  StringBody bytes(std::move(body));
  ServerRequest request{.method = std::move(method),
                        .path = std::move(path),
                        .query = std::move(query),
                        .headers = std::move(headers),
                        .peer_address = "127.0.0.1",
                        .body = bytes};
  auto response = lambda().handle(request);
  ApiAnswer answer{response.status, response.headers, {}};
  if (const auto* produced = std::get_if<ProducedBody>(&response.body)) {
    produced->produce([&](std::string_view piece) { answer.body += piece; });
  } else {
    answer.body = std::get<std::string>(response.body);
  }
  return answer;
}

std::vector<std::string> Contract::log() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

std::size_t Contract::count_in_log(std::string_view text) const {
  const auto lines = log();
  return static_cast<std::size_t>(
      std::count_if(lines.begin(), lines.end(),
                    [&](const std::string& line) { return line.find(text) != std::string::npos; }));
}

void Contract::wait_for_log(std::string_view text) const {
  std::unique_lock lock(mutex_);
  logged_.wait(lock, [&] {
    return std::any_of(lines_.begin(), lines_.end(), [&](const std::string& line) {
      return line.find(text) != std::string::npos;
    });
  });
}

nlohmann::json payload_of(const InvocationResult& result) {
  return nlohmann::json::parse(result.payload);
}

}  // namespace shrike::local
