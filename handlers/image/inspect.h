#pragma once

#include <string_view>

#include "handlers/image/decode_budget.h"  // IWYU pragma: export
#include "handlers/image/facts.h"

namespace shrike {

/// Reads the header only; nothing is decoded. Throws Error, kind Reject: "Image.Empty" (no bytes),
/// "Image.Unsupported" (not one of the formats, or one that this build cannot decode or no browser
/// shows, with the reason), "Image.Corrupt" (the header cannot be read), "Image.TooLarge" (reading
/// the header would cost too much).
[[nodiscard]] ImageFacts inspect(std::string_view bytes);

}  // namespace shrike
