#include <cstdlib>

#include <nlohmann/json.hpp>

#include "runtime/wire.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  const std::string value(fuzz::text(data, size));
  const HttpHeaders headers{{"Lambda-Runtime-Aws-Request-Id", value},
                            {"Lambda-Runtime-Deadline-Ms", value}};
  const Failure failure{value, value};
  // What is posted must be JSON, and what goes into a header one line, whatever the function said.
  static_cast<void>(nlohmann::json::parse(wire::error_document(failure)));
  for (const auto& line : {wire::xray_cause(failure, value), wire::error_type_header(value),
                           wire::header_value(value)}) {
    if (line.find_first_of("\r\n") != std::string::npos) std::abort();
  }
  return fuzz::allow_refusal([&] {
    static_cast<void>(wire::response_url("127.0.0.1:9001", wire::request_id(headers)));
    static_cast<void>(wire::deadline(headers, TimePoint{}));
  });
}
