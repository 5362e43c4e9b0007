/// An object's key: where its bytes lie below the bucket's folder.
#include <algorithm>
#include <filesystem>
#include <string>

#include "infra/local/s3/key_path.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  using fuzz::require;
  constexpr std::size_t kLongestName = 255;
  const std::string key(fuzz::text(data, size));
  const std::filesystem::path path = local::path_of_key(key);
  require(path.is_relative(), "a key's path is relative");
  for (const auto& element : path) {
    const std::string& name = element.native();
    require(!name.empty() && name != "." && name != "..", "no segment leads elsewhere");
    require(name.size() <= kLongestName, "a file system can hold each segment");
    require(name.find('\0') == std::string::npos, "a segment is text to the system");
  }
  require(path.filename() != local::kFolderObject, "the object of a folder has that name alone");
  const std::filesystem::path folder = "/data/bucket";
  const auto inside = (folder / path).lexically_normal();
  require(std::mismatch(folder.begin(), folder.end(), inside.begin(), inside.end()).first ==
                  folder.end() &&
              inside != folder,
          "no key leaves its bucket's folder");
  require(local::key_of_path(path) == key, "a path is its key again");
  return 0;
}
