/// A byte of options; content type; the headers of an HTTP response, an empty line; its body.
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "infra/local/lambda/runtime_answer.h"
#include "runtime/base64.h"
#include "runtime/wire.h"
#include "tests/fuzz/fuzz_local.h"
#include "tests/unit/local/fixtures.h"

namespace shrike {
namespace {

using fuzz::require;
using nlohmann::json;

/// A body that ends with trailers, as the runtime's own streams do.
class TrailedBody final : public local::RequestBody {
 public:
  TrailedBody(std::string bytes, std::size_t piece_size, HttpHeaders trailers)
      : body_(std::move(bytes), piece_size), trailers_(std::move(trailers)) {}

  std::string_view next() override { return body_.next(); }
  [[nodiscard]] HttpHeaders trailers() const override { return trailers_; }

 private:
  local::TextBody body_;
  HttpHeaders trailers_;
};

void check_prelude(const HttpHeaders& headers, int status) {
  HttpPrelude prelude{.status_code = status};
  for (const auto& [name, value] : headers) {
    prelude.headers[name] = value;
    prelude.cookies.push_back(value);
  }
  const std::string text = wire::http_prelude(prelude);
  const auto end = text.find('\0');
  require(end + 8 == text.size(), "eight zero bytes end a prelude, and none stands before");
  require(json::parse(text.substr(0, end)).at("statusCode") == status, "it is JSON");
}

void check_trailers(const Failure& failure) {
  for (const auto& [name, value] : wire::error_trailers(failure)) {
    require(value.find_first_of("\r\n") == std::string::npos, "a trailer is one line");
    if (name != wire::header::kErrorBody) continue;
    const auto document = base64_decode(value);
    require(document && json::parse(*document).contains("errorType"), "it carries the error");
  }
}

void check_answer(std::string_view content_type, std::string_view bytes, std::size_t piece,
                  const HttpHeaders& trailers) {
  TrailedBody body(std::string(bytes), piece, trailers);
  local::ServerRequest request{.method = "POST",
                               .path = "/2018-06-01/runtime/invocation/1/response",
                               .query = {},
                               .headers = {{"Content-Type", std::string(content_type)},
                                           {local::kResponseMode, local::kStreaming}},
                               .peer_address = "127.0.0.1",
                               .body = body};
  const auto answer = local::read_response(request, nullptr);
  const bool failed =
      trailers.contains(wire::header::kErrorType) || trailers.contains(wire::header::kErrorBody);
  require(failed == (answer.kind == local::RuntimeAnswer::Kind::Error),
          "a stream that ends with an error is one");
  if (!failed) require(answer.body == bytes, "any other is what was written");
}

}  // namespace
}  // namespace shrike

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  fuzz::Input input(data, size);
  const unsigned choice = input.byte();
  const std::string content_type(input.line());
  const HttpHeaders headers = fuzz::read_headers(input);
  const auto bytes = input.rest();
  const Failure failure{content_type, std::string(bytes)};
  check_prelude(headers, static_cast<int>(choice) + 200);
  check_trailers(failure);
  return fuzz::allow_refusal([&] {
    check_answer(content_type, bytes, choice % 16 + 1, headers);
    check_answer(content_type, bytes, choice % 16 + 1, wire::error_trailers(failure));
  });
}
