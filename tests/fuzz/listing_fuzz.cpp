/// A listing's query string, a line break, a bucket's keys, one a line.
#include <algorithm>
#include <string>
#include <vector>

#include "infra/local/s3/list_parameters.h"
#include "infra/local/s3/listing.h"
#include "tests/fuzz/fuzz_local.h"

namespace shrike::local {
namespace {

using fuzz::require;

Keys keys_of(fuzz::Input& input) {
  Keys keys;
  while (!input.empty()) {
    const std::string key(input.line());
    if (key.empty()) continue;
    KeyRecord& record = keys[key];
    record.versions.resize(1);
    // Every fifth key was deleted: a marker stands on top of it.
    if (keys.size() % 5 == 0)
      record.versions.emplace(record.versions.begin())->delete_marker = true;
  }
  return keys;
}

/// What all pages show, one after the other: keys, and common prefixes behind `prefix:`.
std::vector<std::string> all_pages(const Keys& keys, ListQuery query) {
  std::vector<std::string> shown;
  for (std::size_t pages = 0; pages <= keys.size(); ++pages) {
    const ListPage page = list_objects(keys, query);
    require(page.entries.size() + page.common_prefixes.size() <= query.limit,
            "a page keeps its limit");
    std::vector<std::string> of_page;
    for (const auto& entry : page.entries) of_page.push_back(entry.key);
    for (const auto& prefix : page.common_prefixes) of_page.push_back("prefix:" + prefix);
    shown.insert(shown.end(), of_page.begin(), of_page.end());
    if (!page.truncated) {
      std::sort(shown.begin(), shown.end());
      return shown;
    }
    require(page.last > query.after, "each page goes on behind the one before");
    query.after = page.last;
  }
  require(false, "a listing ends");
  return shown;
}

/// The same by the definition, key by key.
std::vector<std::string> by_definition(const Keys& keys, const ListQuery& query) {
  std::vector<std::string> shown;
  for (const auto& [key, record] : keys) {
    if (record.current() == nullptr || !key.starts_with(query.prefix)) continue;
    const auto found = query.delimiter.empty() ? std::string::npos
                                               : key.find(query.delimiter, query.prefix.size());
    shown.push_back(found == std::string::npos
                        ? key
                        : "prefix:" + key.substr(0, found + query.delimiter.size()));
  }
  std::sort(shown.begin(), shown.end());
  shown.erase(std::unique(shown.begin(), shown.end()), shown.end());
  return shown;
}

}  // namespace
}  // namespace shrike::local

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  using namespace shrike::local;
  fuzz::Input input(data, size);
  return fuzz::allow_fault([&] {
    const ListParameters asked(QueryParameters(input.line()), "max-keys");
    fuzz::require(asked.limit <= 1000, "nobody gets more than a thousand keys");
    const Keys keys = keys_of(input);
    ListQuery query{.prefix = asked.prefix, .delimiter = asked.delimiter};
    const auto expected = by_definition(keys, query);
    fuzz::require(all_pages(keys, query) == expected, "a listing shows what there is");
    query.limit = std::max<std::size_t>(asked.limit, 1);
    fuzz::require(all_pages(keys, query) == expected, "in pages of any size");
  });
}
