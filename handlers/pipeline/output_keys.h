#pragma once

#include <string>
#include <string_view>

#include "handlers/aws/object_names.h"
#include "handlers/image/format.h"

namespace shrike {

/// Where the outputs of an input key go: `<prefix><key>/<name>.<extension>` for a rendition and
/// `<prefix><key>/metadata.json`. The input key stays whole, its suffix included, and what follows
/// it holds no slash: two keys never share an output, be they `a.jpg` and `a.png` or `a` and `a/b`.
///
/// A function of the key alone, so that an address that was handed out shows the newest version.
/// Keys of several input buckets do share outputs: give each an OUTPUT_PREFIX or a bucket.
class OutputKeys {
 public:
  /// Throws Error "Object.KeyTooLong" (Reject) when an output key could exceed S3's 1,024 bytes.
  OutputKeys(std::string_view prefix, const ObjectKey& input);

  [[nodiscard]] ObjectKey rendition(std::string_view name, Format format) const;
  [[nodiscard]] ObjectKey metadata() const;
  /// What all of them begin with.
  [[nodiscard]] const std::string& folder() const noexcept { return folder_; }
  /// Of another result; `name` has at most 32 characters.
  [[nodiscard]] ObjectKey document(std::string_view name) const;

 private:
  std::string folder_;
};

}  // namespace shrike
