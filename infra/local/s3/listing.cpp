#include "infra/local/s3/listing.h"

#include <algorithm>
#include <iterator>

namespace shrike::local {
namespace {

/// The common prefix that a key is rolled up into, empty where it is not.
std::string rolled_up(const std::string& key, const ListQuery& query) {
  if (query.delimiter.empty()) return {};
  const std::size_t found = key.find(query.delimiter, query.prefix.size());
  return found == std::string::npos ? std::string{} : key.substr(0, found + query.delimiter.size());
}

/// Fills a page entry by entry; false when it is full.
class PageFiller {
 public:
  PageFiller(ListPage& page, std::size_t limit) : page_(page), limit_(limit) {}

  bool add(ListEntry entry) {
    if (full()) return false;
    page_.last = entry.key;
    page_.last_version_id = entry.version.version_id;
    page_.entries.push_back(std::move(entry));
    return true;
  }

  bool add_prefix(const std::string& prefix) {
    if (!page_.common_prefixes.empty() && page_.common_prefixes.back() == prefix) return true;
    if (full()) return false;
    page_.last = prefix;
    page_.last_version_id.clear();
    page_.common_prefixes.push_back(prefix);
    return true;
  }

 private:
  bool full() {
    page_.truncated = page_.entries.size() + page_.common_prefixes.size() >= limit_;
    return page_.truncated;
  }

  ListPage& page_;
  std::size_t limit_;
};

/// Walks the keys with the prefix, from `start` on, as long as `take` says so.
template <class Take>
void walk(const Keys& keys, const ListQuery& query, const Take& take) {
  const std::string& start = std::max(query.prefix, query.after);
  for (auto it = keys.lower_bound(start); it != keys.end(); ++it) {
    const auto& [key, record] = *it;
    if (!key.starts_with(query.prefix)) return;
    const std::string prefix = rolled_up(key, query);
    // A page that ended with a common prefix goes on behind all of its keys.
    if (!prefix.empty() && prefix <= query.after) continue;
    if (!take(key, record, prefix)) return;
  }
}

/// The first version behind the one with that id. Where that has been deleted since, its id still
/// tells when it was written; not so `null`, which all that remain are taken to be behind: rather
/// listed twice than never.
std::vector<ObjectVersion>::const_iterator behind(const std::vector<ObjectVersion>& versions,
                                                  const std::string& id) {
  const auto found =
      std::find_if(versions.begin(), versions.end(),
                   [&](const ObjectVersion& version) { return version.version_id == id; });
  if (found != versions.end()) return std::next(found);
  if (id == kNullVersion) return versions.begin();
  return std::find_if(versions.begin(), versions.end(), [&](const ObjectVersion& version) {
    return version_id_start(version.sequencer) < id;
  });
}

}  // namespace

ListPage list_objects(const Keys& keys, const ListQuery& query) {
  ListPage page;
  if (query.limit == 0) return page;
  PageFiller filler(page, query.limit);
  walk(keys, query,
       [&](const std::string& key, const KeyRecord& record, const std::string& prefix) {
         if (record.current() == nullptr || key == query.after) return true;
         if (!prefix.empty()) return filler.add_prefix(prefix);
         return filler.add({.key = key, .version = *record.current()});
       });
  return page;
}

ListPage list_versions(const Keys& keys, const ListQuery& query,
                       const std::string& after_version_id) {
  ListPage page;
  if (query.limit == 0) return page;
  PageFiller filler(page, query.limit);
  walk(keys, query,
       [&](const std::string& key, const KeyRecord& record, const std::string& prefix) {
         if (record.versions.empty()) return true;
         if (!prefix.empty()) return filler.add_prefix(prefix);
         auto version = record.versions.begin();
         if (key == query.after) {
           if (after_version_id.empty()) return true;
           version = behind(record.versions, after_version_id);
         }
         for (; version != record.versions.end(); ++version) {
           const bool latest = version == record.versions.begin();
           if (!filler.add({.key = key, .version = *version, .latest = latest})) return false;
         }
         return true;
       });
  return page;
}

}  // namespace shrike::local
