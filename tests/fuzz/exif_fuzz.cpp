/// An EXIF entry as libvips gives it, as each of those that are read.
#include <string>

#include "handlers/image/exif.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  using fuzz::require;
  fuzz::Input input(data, size);
  const std::string entry(input.line());
  const std::string other(input.line());
  require(exif_text(entry).size() <= entry.size(), "a text is a part of its entry");
  const std::string taken_at = exif_timestamp(entry, other);
  require(taken_at.empty() || (taken_at.size() >= 19 && taken_at.size() <= 25 &&
                               taken_at.find_first_not_of("0123456789-T:+Z") == std::string::npos),
          "a date is one of ISO 8601, or none");
  if (const auto position = gps_position({entry, "N", other, "E", entry, "0"})) {
    require(position->latitude >= -90 && position->latitude <= 90 && position->longitude >= -180 &&
                position->longitude <= 180,
            "a place is on the globe");
  }
  return 0;
}
