/// Bytes: as base64, as UTF-8.
#include <string>

#include "handlers/modules/utf8.h"
#include "infra/local/s3/formats.h"
#include "runtime/base64.h"
#include "runtime/signal_safe_text.h"
#include "tests/fuzz/fuzz_input.h"

namespace shrike {
namespace {

bool is_utf8_by_sequences(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t length = utf8_sequence(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

}  // namespace
}  // namespace shrike

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  using fuzz::require;
  const auto bytes = fuzz::text(data, size);
  require(base64_decode(base64_encode(bytes)) == std::string(bytes),
          "base64 gives back what it was given");
  if (const auto decoded = base64_decode(bytes)) {
    require(base64_encode(*decoded) == bytes, "a text of base64 is the only one of its bytes");
  }
  const bool utf8 = is_utf8_by_sequences(bytes);
  require(is_utf8(bytes) == utf8, "JSON's library and ours agree on what UTF-8 is");
  require(local::is_utf8(bytes) == utf8, "and so does the local S3");
  return 0;
}
