#include "handlers/aws/checksum.h"

#include <array>

#include <openssl/evp.h>

#include "handlers/aws/crc.h"
#include "runtime/base64.h"
#include "runtime/error.h"

namespace shrike {
namespace {

template <class Crc>
class CrcChecksum final : public Checksum {
 public:
  void update(std::string_view bytes) override { crc_.update(bytes); }

  std::string base64() override {
    const auto value = crc_.value();
    std::string bytes;
    for (std::size_t bits = sizeof(value) * 8; bits > 0; bits -= 8) {
      bytes += static_cast<char>(value >> (bits - 8) & 0xFFU);
    }
    return base64_encode(bytes);
  }

 private:
  Crc crc_;
};

class ShaChecksum final : public Checksum {
 public:
  explicit ShaChecksum(const EVP_MD* algorithm) : context_(EVP_MD_CTX_new()) {
    check(context_ != nullptr && EVP_DigestInit_ex(context_.get(), algorithm, nullptr) == 1);
  }

  void update(std::string_view bytes) override {
    check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
  }

  std::string base64() override {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    check(EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1);
    return base64_encode({reinterpret_cast<const char*>(digest.data()), size});
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  };

  static void check(bool succeeded) {
    if (!succeeded) throw Error(ErrorKind::Bug, "Crypto.Failed", "OpenSSL refused a digest");
  }

  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

}  // namespace

std::unique_ptr<Checksum> make_checksum(std::string_view algorithm) {
  if (algorithm == "crc32") return std::make_unique<CrcChecksum<Crc32>>();
  if (algorithm == "crc32c") return std::make_unique<CrcChecksum<Crc32c>>();
  if (algorithm == "crc64nvme") return std::make_unique<CrcChecksum<Crc64Nvme>>();
  if (algorithm == "sha1") return std::make_unique<ShaChecksum>(EVP_sha1());
  if (algorithm == "sha256") return std::make_unique<ShaChecksum>(EVP_sha256());
  return nullptr;
}

std::optional<StatedChecksum> stated_checksum(const HttpHeaders& headers) {
  if (headers.find("x-amz-checksum-type") == "COMPOSITE") return std::nullopt;
  for (const auto* algorithm : {"crc32", "crc32c", "crc64nvme", "sha1", "sha256"}) {
    const auto value = headers.find(std::string("x-amz-checksum-") + algorithm);
    // Older answers mark a composite by the count of its parts alone: `<base64>-3`.
    if (!value || value->find('-') != std::string_view::npos) continue;
    return StatedChecksum{algorithm, std::string(*value), make_checksum(algorithm)};
  }
  return std::nullopt;
}

}  // namespace shrike
