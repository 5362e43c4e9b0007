#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "handlers/aws/object_names.h"
#include "runtime/clock.h"

namespace shrike {

/// SNS: "less than 100 characters long", without line breaks and control characters.
inline constexpr std::size_t kMaxSubjectCharacters = 99;

/// Foreign bytes, such as a key, as text on one line: U+FFFD for what is not UTF-8, a space for a
/// control character or a line separator.
[[nodiscard]] std::string one_line(std::string_view bytes);

/// At most so many characters (code points) of UTF-8 text: what is too long loses its middle, which
/// an ellipsis stands for. The ends of a key tell most.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t characters);

/// A subject of at most kMaxSubjectCharacters: `before`, the key as far as it fits, `after`.
[[nodiscard]] std::string subject_with_key(std::string_view before, const ObjectKey& key,
                                           std::string_view after = "");

/// `s3://bucket/key` on one line, for a person to read.
[[nodiscard]] std::string uri_of(const BucketName& bucket, const ObjectKey& key);

/// `2026-11-21 12:04:43 UTC`
[[nodiscard]] std::string utc(TimePoint time);

/// Characters (code points) of UTF-8 text.
[[nodiscard]] std::size_t character_count(std::string_view text) noexcept;

}  // namespace shrike
