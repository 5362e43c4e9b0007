#include "infra/local/uuid.h"

#include <memory>
#include <mutex>
#include <random>

#include <fmt/format.h>

namespace shrike::local {

RandomBits random_bits() {
  struct Source {
    std::mutex mutex;
    std::mt19937_64 engine{(std::uint64_t{std::random_device{}()} << 32U) | std::random_device{}()};
  };
  return [source = std::make_shared<Source>()] {
    const std::lock_guard lock(source->mutex);
    return source->engine();
  };
}

std::string uuid(const RandomBits& random) {
  const auto high = (random() & ~std::uint64_t{0xF000}) | 0x4000U;
  const auto low = (random() & ~(std::uint64_t{0xC} << 60U)) | (std::uint64_t{0x8} << 60U);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U, (high >> 16U) & 0xFFFFU,
                     high & 0xFFFFU, low >> 48U, low & 0xFFFFFFFFFFFFU);
}

}  // namespace shrike::local
