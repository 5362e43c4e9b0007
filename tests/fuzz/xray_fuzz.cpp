/// A trace header, a name, an annotation's key and value, a message.
#include <string>

#include <nlohmann/json.hpp>

#include "runtime/xray_document.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  using fuzz::require;
  constexpr std::size_t kLargestDatagram = 65'507;
  fuzz::Input input(data, size);
  const auto trace = parse_xray_trace(input.line());
  if (trace) {
    require(trace->root.size() == 35 && trace->parent.size() == 16, "ids are of their form");
  }
  XraySubsegment subsegment{.id = "0123456789abcdef",
                            .trace_id = trace ? trace->root : std::string(),
                            .parent_id = trace ? trace->parent : std::string(),
                            .name = std::string(input.line())};
  const std::string key(input.line());
  subsegment.annotations[key] = std::string(input.line());
  subsegment.metadata["note"] = nlohmann::json(std::string(input.line()))
                                    .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  // Once as it is, once longer than a datagram.
  for (const std::size_t times : {1U, 40'000U}) {
    std::string message;
    while (message.size() < times) message += std::string(input.rest()) + '.';
    subsegment.failure = Failure{key, message, {{message, 1, key}}};
    const std::string datagram = xray_datagram(subsegment, key);
    require(datagram.size() <= kLargestDatagram, "the daemon takes the datagram");
    const auto header_end = datagram.find('\n');
    require(header_end != std::string::npos, "its header is a line");
    require(nlohmann::json::parse(datagram.substr(header_end + 1)).is_object(),
            "its document is JSON");
  }
  return 0;
}
