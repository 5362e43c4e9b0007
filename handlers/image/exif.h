#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "handlers/image/facts.h"

namespace shrike {

// libvips gives an EXIF entry as text: `value (value for a person, type, n components, m bytes)`,
// with rationals as `numerator/denominator`. These functions read that text. They take whatever a
// file may hold and never throw: what makes no sense is absent.

/// The text of an ASCII entry, without padding; empty where the entry is of another type.
[[nodiscard]] std::string exif_text(std::string_view entry);

/// A date such as `2024:07:31 18:05:09` as ISO 8601, `2024-07-31T18:05:09`, followed by the offset
/// (`+02:00`, or `Z`) where `offset` is one. Both are entries. Empty for anything that is no date,
/// such as the `0000:00:00 00:00:00` of a camera whose clock was never set.
[[nodiscard]] std::string exif_timestamp(std::string_view date, std::string_view offset);

/// The GPS entries of a picture; any may be empty.
struct GpsEntries {
  std::string latitude;
  std::string latitude_ref;
  std::string longitude;
  std::string longitude_ref;
  std::string altitude;
  std::string altitude_ref;
};

/// Degrees, minutes and seconds to decimal degrees. Nothing unless latitude and longitude, with
/// their hemispheres, are both there and on the globe; an altitude that makes no sense is left out.
[[nodiscard]] std::optional<GpsPosition> gps_position(const GpsEntries& entries);

}  // namespace shrike
