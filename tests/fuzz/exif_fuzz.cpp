#include <cstdlib>

#include "handlers/image/exif.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  const std::string entry(fuzz::text(data, size));
  static_cast<void>(exif_text(entry));
  static_cast<void>(exif_timestamp(entry, entry));
  const auto position = gps_position({entry, "N", entry, "E", entry, "0"});
  const bool on_the_globe =
      !position || (position->latitude >= -90 && position->latitude <= 90 &&
                    position->longitude >= -180 && position->longitude <= 180);
  if (!on_the_globe) std::abort();
  return 0;
}
