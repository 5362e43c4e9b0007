#pragma once

#include <string>

namespace shrike {

/// An ETag as S3's notifications have it; its headers and documents have it in quotes.
[[nodiscard]] inline std::string without_quotes(std::string etag) {
  std::erase(etag, '"');
  return etag;
}

}  // namespace shrike
