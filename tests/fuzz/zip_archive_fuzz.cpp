/// A ZIP archive: it fills one folder, within its limit, and nothing else.
#include <filesystem>
#include <string>

#include <unistd.h>

#include "infra/local/zip_archive.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

namespace fs = std::filesystem;

/// A folder of this process, taken away with what is in it.
class Scratch {
 public:
  Scratch() : path_(fs::temp_directory_path() / ("shrike-fuzz-zip-" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  Scratch(Scratch&&) = delete;
  Scratch& operator=(Scratch&&) = delete;

  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  constexpr std::uint64_t kLimit = 64 * 1024;
  const Scratch scratch;
  const auto folder = scratch.path() / "out";
  fuzz::allow_refusal([&] { local::unpack_zip(fuzz::text(data, size), folder, kLimit); });
  for (const auto& entry : fs::directory_iterator(scratch.path())) {
    fuzz::require(entry.path() == folder, "nothing is written beside the folder");
  }
  if (!fs::exists(folder)) return 0;
  std::uint64_t unpacked = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    fuzz::require(!entry.is_symlink(), "no link leads out of it");
    if (entry.is_regular_file()) unpacked += entry.file_size();
  }
  fuzz::require(unpacked <= kLimit, "and no more than was allowed");
  return 0;
}
