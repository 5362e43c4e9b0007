#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace shrike {

/// An encoded image in memory. Copies share the bytes, so that a decode that is given up can go on
/// reading them: filled before it is copied, read only from then on.
class ImageBytes {
 public:
  ImageBytes() = default;
  ImageBytes(std::string bytes) : bytes_(std::make_shared<std::string>(std::move(bytes))) {}
  ImageBytes(const char* text) : ImageBytes(std::string(text)) {}

  operator std::string_view() const noexcept { return *bytes_; }
  [[nodiscard]] std::size_t size() const noexcept { return bytes_->size(); }
  [[nodiscard]] bool empty() const noexcept { return bytes_->empty(); }

  void reserve(std::size_t size) { bytes_->reserve(size); }
  void resize(std::size_t size) { bytes_->resize(size); }
  ImageBytes& operator+=(std::string_view chunk) {
    *bytes_ += chunk;
    return *this;
  }

 private:
  std::shared_ptr<std::string> bytes_ = std::make_shared<std::string>();
};

}  // namespace shrike
