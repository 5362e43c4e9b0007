#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "handlers/aws/object_names.h"

namespace shrike::local {

/// One image that a run has before it: a file that is yet to be put, or an object.
struct RunItem {
  std::filesystem::path file;  ///< empty: the object is in the bucket already
  ObjectKey key;
  bool found = false;      ///< in a folder, so that it may be no image at all
  std::string etag = {};   ///< of the object, without quotes
  std::uint64_t size = 0;  ///< of the object, in bytes
};

}  // namespace shrike::local
