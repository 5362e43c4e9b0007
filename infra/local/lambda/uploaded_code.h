#pragma once

#include <filesystem>
#include <utility>

namespace shrike::local {

/// The folder that a function's uploaded code is unpacked in. It goes with its last owner, the
/// function's last sandbox.
class UploadedCode {
 public:
  explicit UploadedCode(std::filesystem::path folder) : folder_(std::move(folder)) {}
  ~UploadedCode();

  UploadedCode(const UploadedCode&) = delete;
  UploadedCode& operator=(const UploadedCode&) = delete;
  UploadedCode(UploadedCode&&) = delete;
  UploadedCode& operator=(UploadedCode&&) = delete;

  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }

 private:
  std::filesystem::path folder_;
};

}  // namespace shrike::local
