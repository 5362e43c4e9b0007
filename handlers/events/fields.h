#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "handlers/aws/object_names.h"

namespace shrike::fields {

/// Typed access to foreign JSON. Each throws Error "Event.Malformed" (Reject) naming the field when
/// it is of another type than asked for.

/// A member that is an object, which must be there.
[[nodiscard]] const nlohmann::json& object(const nlohmann::json& parent, std::string_view name);

/// The value itself, which must be an object; `name` is what the error calls it.
[[nodiscard]] const nlohmann::json& as_object(const nlohmann::json& value, std::string_view name);

/// A string that must be there and not be empty.
[[nodiscard]] std::string text(const nlohmann::json& parent, std::string_view name);

/// A string; empty when absent or null.
[[nodiscard]] std::string optional_text(const nlohmann::json& parent, std::string_view name);

/// A count; nothing when absent or null.
[[nodiscard]] std::optional<std::uint64_t> optional_count(const nlohmann::json& parent,
                                                          std::string_view name);

/// A sequencer; empty when absent or null.
[[nodiscard]] std::string sequencer(const nlohmann::json& parent, std::string_view name);

/// A bucket's name.
[[nodiscard]] BucketName bucket(const nlohmann::json& parent, std::string_view name);

/// Throws Error "Event.Malformed" when the key is longer than S3's 1,024 bytes.
void require_key_length(std::string_view key);

}  // namespace shrike::fields
