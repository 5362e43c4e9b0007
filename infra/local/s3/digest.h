#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace shrike::local {

/// MD5 and SHA-256 over bytes that come piece by piece: what S3 knows a body by, beside the
/// checksums of handlers/aws/checksum.h.
class Digest {
 public:
  enum class Kind { Md5, Sha256 };

  explicit Digest(Kind kind);
  void update(std::string_view bytes);
  /// The raw bytes. Once, at the end.
  [[nodiscard]] std::string finish();

 private:
  struct Free {
    void operator()(void* context) const noexcept;
  };
  std::unique_ptr<void, Free> context_;
};

/// Lower-case.
[[nodiscard]] std::string to_hex(std::string_view bytes);
/// Empty where it is not hex.
[[nodiscard]] std::string from_hex(std::string_view text);

}  // namespace shrike::local
