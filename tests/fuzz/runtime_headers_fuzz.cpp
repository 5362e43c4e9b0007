/// A header's value, or a failure's type and message, from wherever it comes.
#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "runtime/wire.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  using fuzz::require;
  const std::string value(fuzz::text(data, size));
  const Failure failure{value, value, {{value, 1, value}}};
  // Of a few bytes, which is enough: it takes its time.
  std::string long_value;
  while (value.size() <= 4 && long_value.size() < 300'000) long_value += value + '.';
  for (const auto& told : {failure, Failure{long_value, long_value, {{value, 1, value}}}}) {
    const std::string document = wire::error_document(told);
    require(document.size() <= 1'048'576 && nlohmann::json::parse(document).is_object(),
            "what is posted is JSON that the service takes, whatever the function said");
  }
  const std::string cause = wire::xray_cause(failure, value);
  require(cause.size() <= 65'536 && nlohmann::json::parse(cause).is_object(),
          "a cause is JSON that the service does not crop");
  for (const auto& line : {cause, wire::error_type_header(value), wire::header_value(value)}) {
    require(line.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos,
            "what goes into a header is one line");
  }
  const HttpHeaders headers{{wire::header::kRequestId, value}, {wire::header::kDeadline, value}};
  return fuzz::allow_refusal([&] {
    const std::string url = wire::response_url("127.0.0.1:9001", wire::request_id(headers));
    const std::string_view path = std::string_view(url).substr(url.find("/2018-06-01"));
    require(std::count(path.begin(), path.end(), '/') == 5, "a request id is one segment");
    require(wire::deadline(headers, TimePoint{}) >= TimePoint{},
            "a deadline is no time before all");
  });
}
