#include "handlers/image/leniency.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace shrike {
namespace {

// libjpeg's messages, jerror.h of libjpeg-turbo and mozjpeg.
constexpr std::array<std::string_view, 5> kHarmlessWarnings{
    "Invalid SOS parameters for sequential JPEG", "unknown JFIF revision number",
    "Unknown Adobe color transform code", "Inconsistent progression sequence", "bad ICC marker"};
constexpr std::string_view kExtraneousBytes = "extraneous bytes before marker 0x";
constexpr std::string_view kFromProfile = "VipsIcc: ";

/// Between segments they are padding. Before a restart, or before the end of a picture that is
/// decoded as it comes, they are pixels that were not understood.
bool are_padding(std::string_view marker, const ImageFacts& facts) {
  const bool restart = marker.size() >= 2 && marker[0] == 'd' && marker[1] <= '7';
  const bool end = marker.starts_with("d9");
  return !restart && (!end || facts.progressive);
}

bool is_harmless(std::string_view message, const ImageFacts& facts) {
  const auto extraneous = message.find(kExtraneousBytes);
  if (extraneous != std::string_view::npos) {
    return are_padding(message.substr(extraneous + kExtraneousBytes.size()), facts);
  }
  return std::any_of(
      kHarmlessWarnings.begin(), kHarmlessWarnings.end(),
      [&](std::string_view text) { return message.find(text) != std::string_view::npos; });
}

}  // namespace

Leniency forgiving(const Error& error, const ImageFacts& facts, Leniency so_far) {
  if (error.type() != "Image.Corrupt") return so_far;
  const std::string_view message = error.message();
  Leniency more = so_far;
  if (facts.icc_profile && message.find(kFromProfile) != std::string_view::npos) {
    more.profile = true;
  } else if (facts.format == Format::Jpeg && is_harmless(message, facts)) {
    more.warnings = true;
  }
  return more;
}

}  // namespace shrike
