/// A GIF: where its blocks end.
#include <string>

#include "handlers/image/gif_blocks.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  const std::string bytes(fuzz::text(data, size));
  const GifEnd end = gif_end(bytes);
  if (end == GifEnd::Trailer) {
    fuzz::require(gif_end(bytes + "behind") == end, "what follows a trailer changes nothing");
  }
  if (end == GifEnd::BetweenBlocks) {
    fuzz::require(gif_end(bytes + ';') == GifEnd::Trailer, "a trailer is all that is missing");
  }
  return 0;
}
