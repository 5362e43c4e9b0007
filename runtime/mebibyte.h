#pragma once

#include <cstdint>

namespace shrike {

/// The bytes of what Lambda and Shrike's settings call a megabyte.
inline constexpr std::uint64_t kMebibyte = 1'048'576;

}  // namespace shrike
