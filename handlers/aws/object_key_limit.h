#pragma once

#include <cstddef>

namespace shrike {

/// S3 User Guide, "Naming Amazon S3 objects".
inline constexpr std::size_t kMaxKeyBytes = 1024;

}  // namespace shrike
