#pragma once

#include <string_view>

#include "handlers/aws/s3.h"

namespace shrike {

/// Reads a ListBucketResult; its keys are decoded where its EncodingType is url, as was asked for.
/// Throws Error "Service.Unavailable" (Retry) for what is not one: not whole, over 8 MiB, a key
/// that is empty or too long, a size that is no number, a list that goes on but does not say how.
[[nodiscard]] ListedPage listed_page_from(std::string_view xml);

}  // namespace shrike
