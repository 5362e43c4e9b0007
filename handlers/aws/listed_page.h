#pragma once

#include <string_view>

#include "handlers/aws/s3.h"

namespace shrike {

/// Reads a ListBucketResult with `EncodingType` url. Throws Error "Service.Unavailable" (Retry) for
/// what is not one.
[[nodiscard]] ListedPage listed_page_from(std::string_view xml);

}  // namespace shrike
