#include "infra/local/cli/folder.h"

#include <algorithm>
#include <system_error>

namespace shrike::local {
namespace fs = std::filesystem;
namespace {

/// The folders still to be read are a list and not the stack: nobody's nesting is too deep.
class Walk {
 public:
  Walk(const fs::path& folder, const fs::path& except) : except_(except), waiting_{folder} {
    while (!waiting_.empty()) {
      const auto next = std::move(waiting_.back());
      waiting_.pop_back();
      read(next);
    }
  }

  FolderContent content;

 private:
  void read(const fs::path& folder) {
    std::error_code failure;
    fs::directory_iterator entry(folder, failure);
    for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) take(*entry);
    if (failure) content.unreadable.push_back({folder, failure.message()});
  }

  void take(const fs::directory_entry& entry) {
    std::error_code failure;
    const auto status = entry.symlink_status(failure);
    if (failure) {
      content.unreadable.push_back({entry.path(), failure.message()});
    } else if (fs::is_symlink(status)) {
      content.passed_over.push_back({entry.path(), "a symbolic link"});
    } else if (fs::is_directory(status)) {
      if (!fs::equivalent(entry.path(), except_, failure)) waiting_.push_back(entry.path());
    } else if (fs::is_regular_file(status)) {
      content.files.push_back(entry.path());
    } else {
      content.passed_over.push_back({entry.path(), "no regular file"});
    }
  }

  fs::path except_;
  std::vector<fs::path> waiting_;
};

bool by_path(const PassedOver& left, const PassedOver& right) {
  return left.path.native() < right.path.native();
}

}  // namespace

FolderContent walk_folder(const fs::path& folder, const fs::path& except) {
  auto content = Walk(folder, except).content;
  for (auto& file : content.files) file = file.lexically_relative(folder);
  std::sort(
      content.files.begin(), content.files.end(),
      [](const fs::path& left, const fs::path& right) { return left.native() < right.native(); });
  std::sort(content.passed_over.begin(), content.passed_over.end(), by_path);
  std::sort(content.unreadable.begin(), content.unreadable.end(), by_path);
  return content;
}

}  // namespace shrike::local
