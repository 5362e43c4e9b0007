/// A byte that says in how large pieces, then the bytes of a telemetry descriptor.
#include <string>

#include "infra/local/lambda/telemetry_frames.h"
#include "tests/fuzz/fuzz_input.h"

namespace shrike::local {
namespace {

/// Everything that came out, in order: a record with its level, neighbouring texts as one.
std::string outcome(std::string_view bytes, std::size_t piece) {
  std::string seen;
  bool in_text = false;
  TelemetryDecoder decoder;
  const auto on_record = [&](const TelemetryRecord& record) {
    seen += "\nrecord " + std::string(record.level) + ' ' +
            std::to_string(record.time.time_since_epoch().count()) + ' ' + record.message;
    in_text = false;
  };
  const auto on_text = [&](std::string_view text) {
    if (!text.empty() && !in_text) seen += "\ntext ";
    in_text = in_text || !text.empty();
    seen += text;
  };
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    decoder.feed(bytes.substr(0, piece), on_record, on_text);
  }
  decoder.finish(on_text);
  return seen;
}

}  // namespace
}  // namespace shrike::local

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  fuzz::Input input(data, size);
  const std::size_t piece = input.byte() % 32 + 1;
  const auto bytes = input.rest();
  fuzz::require(
      local::outcome(bytes, piece) == local::outcome(bytes, std::max<std::size_t>(bytes.size(), 1)),
      "frames mean the same in pieces of any size");
  return 0;
}
