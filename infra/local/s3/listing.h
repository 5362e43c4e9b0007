#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "infra/local/s3/model.h"

namespace shrike::local {

/// A page of a bucket's keys, by S3's rules: byte order, keys below the same delimiter after the
/// prefix rolled up into one common prefix, which counts as one entry.
struct ListQuery {
  std::string prefix = {};
  std::string delimiter = {};
  std::string after = {};  ///< a key or a common prefix: the page starts behind it
  std::size_t limit = 1000;
};

struct ListEntry {
  std::string key;
  ObjectVersion version = {};
  bool latest = true;
};

struct ListPage {
  std::vector<ListEntry> entries;
  std::vector<std::string> common_prefixes;
  bool truncated = false;
  std::string last;             ///< the last key or common prefix of the page
  std::string last_version_id;  ///< of list_versions()
};

/// The newest versions, without the keys whose newest is a delete marker.
[[nodiscard]] ListPage list_objects(const Keys& keys, const ListQuery& query);

/// All versions and delete markers, newest first within a key. The page starts behind the version
/// `after_version_id` of the key `query.after`, deleted meanwhile or not, or behind all of that key
/// where it is empty.
[[nodiscard]] ListPage list_versions(const Keys& keys, const ListQuery& query,
                                     const std::string& after_version_id);

}  // namespace shrike::local
