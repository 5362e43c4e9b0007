#include "infra/local/cli/image_list.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "handlers/aws/etag.h"
#include "runtime/error.h"

namespace shrike::local {
namespace fs = std::filesystem;
namespace {

class Listing {
 public:
  ImageList list;

  void add_file(const fs::path& file) {
    list.items.push_back({.file = file, .key = free_key(file.filename().string())});
  }

  void add_folder(const fs::path& folder, const fs::path& except) {
    auto content = walk_folder(folder, except);
    for (const auto& file : content.files) {
      list.items.push_back({.file = folder / file, .key = free_key(file.string()), .found = true});
    }
    std::move(content.passed_over.begin(), content.passed_over.end(),
              std::back_inserter(list.passed_over));
    std::move(content.unreadable.begin(), content.unreadable.end(),
              std::back_inserter(list.unreadable));
  }

 private:
  ObjectKey free_key(const std::string& name) {
    auto key = name;
    for (int n = 2; !taken_.insert(key).second; ++n) key = fmt::format("{}/{}", n, name);
    return ObjectKey(key);
  }

  std::set<std::string> taken_;
};

}  // namespace

ImageList list_files(const std::vector<fs::path>& names, const fs::path& except) {
  Listing listing;
  for (const auto& name : names) {
    std::error_code ignored;
    if (fs::is_directory(name, ignored)) {
      listing.add_folder(name, except);
    } else if (fs::is_regular_file(name, ignored)) {
      listing.add_file(name);
    } else {
      throw Error(ErrorKind::Reject, "File.Unreadable",
                  fmt::format("{} is no file and no folder that can be read", name.string()));
    }
  }
  return std::move(listing.list);
}

ImageList list_objects(const S3Uri& place, ObjectClient& client) {
  ImageList list;
  std::string continuation;
  do {
    const auto page = client.list(place.bucket, place.prefix, continuation);
    for (const auto& object : page.objects) {
      if (object.key.str().ends_with('/')) continue;
      list.items.push_back({.file = {},
                            .key = object.key,
                            .etag = without_quotes(object.etag),
                            .size = object.size});
    }
    continuation = page.continuation;
  } while (!continuation.empty());
  return list;
}

}  // namespace shrike::local
