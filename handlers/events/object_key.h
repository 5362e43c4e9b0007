#pragma once

#include "handlers/aws/object_names.h"

namespace shrike {

/// The key as S3 stores it. Notifications spell keys as application/x-www-form-urlencoded: `+` is a
/// space, then `%XX` is a byte. Decoded exactly once; a `%` that two hexadecimal digits do not
/// follow stays as it is. The result is bytes and may be no UTF-8.
[[nodiscard]] ObjectKey decode(const EncodedKey& encoded);

}  // namespace shrike
