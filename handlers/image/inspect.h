#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "handlers/image/decode_budget.h"  // IWYU pragma: export
#include "handlers/image/facts.h"

namespace shrike {

/// Loads the image library, which the first call of this room else does: some milliseconds. It then
/// decodes with no more threads than there are processors, a share of one counting as one: on less,
/// a second thread is switched to, not run. Throws Error "Runtime.LibraryMissing" (Bug).
void load_vips(double processors);

/// Reads the header only; nothing is decoded. Throws Error, kind Reject: "Image.Empty" (no bytes),
/// "Image.Unsupported" (not one of the formats, or a kind of one that is not decoded or not shown
/// as what it is, with the reason), "Image.Corrupt" (the header cannot be read), "Image.TooLarge"
/// (reading the header would cost too much).
[[nodiscard]] ImageFacts inspect(std::string_view bytes);

/// How many of a JPEG's or PNG's first bytes are its header; nothing as long as there are fewer,
/// and of other formats. inspect() tells the same facts of the header as of the whole, but the
/// whole may yet be refused for what follows: a PNG's compressed texts behind its pixels count
/// towards "Image.TooLarge". Who went ahead by the header therefore inspects the whole as well.
[[nodiscard]] std::optional<std::size_t> header_size(std::string_view beginning);

}  // namespace shrike
