/// fuzz_seeds FOLDER: runs every file of FOLDER/<target>/ through that target, each seed's
/// beginnings too. Ends with 1 where a target has no seeds; what does not hold ends the process
/// where it is.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

#define SHRIKE_FUZZ_TARGET(name) \
  extern "C" int fuzz_##name(const std::uint8_t* data, std::size_t size);
#include "fuzz_targets.inc"
#undef SHRIKE_FUZZ_TARGET

namespace {

namespace fs = std::filesystem;

struct Target {
  const char* name;
  int (*run)(const std::uint8_t* data, std::size_t size);
};

#define SHRIKE_FUZZ_TARGET(name) Target{#name, fuzz_##name},
constexpr std::array kTargets{
#include "fuzz_targets.inc"
};
#undef SHRIKE_FUZZ_TARGET

/// So many beginnings of a seed are run besides the whole of it.
constexpr std::size_t kCuts = 16;

std::vector<std::uint8_t> bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void replay(const Target& target, const fs::path& seed) {
  // The last line before a crash says which seed it was.
  std::printf("%s/%s\n", target.name, seed.filename().c_str());
  std::fflush(stdout);
  const auto bytes = bytes_of(seed);
  target.run(bytes.data(), bytes.size());
  const std::size_t step = std::max<std::size_t>(bytes.size() / kCuts, 1);
  for (std::size_t size = 0; size < bytes.size(); size += step) {
    // Of its own length, so that AddressSanitizer sees a read behind the cut.
    const std::vector<std::uint8_t> cut(bytes.begin(),
                                        bytes.begin() + static_cast<std::ptrdiff_t>(size));
    target.run(cut.data(), cut.size());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: fuzz_seeds FOLDER [TARGET]\n");
    return 2;
  }
  const std::string_view wanted = argc == 3 ? argv[2] : "";
  int status = 0;
  for (const Target& target : kTargets) {
    if (!wanted.empty() && wanted != target.name) continue;
    const fs::path folder = fs::path(argv[1]) / target.name;
    if (!fs::is_directory(folder) || fs::is_empty(folder)) {
      std::fprintf(stderr, "%s has no seeds\n", target.name);
      status = 1;
      continue;
    }
    for (const auto& seed : fs::directory_iterator(folder)) replay(target, seed.path());
  }
  return status;
}
