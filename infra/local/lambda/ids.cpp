#include "infra/local/lambda/ids.h"

#include <memory>
#include <mutex>
#include <random>

#include <fmt/chrono.h>
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

std::string trace_header(TimePoint now, const RandomBits& random) {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  return fmt::format("Root=1-{:08x}-{:08x}{:016x};Parent={:016x};Sampled=0", seconds,
                     random() >> 32U, random(), random());
}

std::string log_stream_name(TimePoint now, const RandomBits& random) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  return fmt::format("{:%Y/%m/%d}/[$LATEST]{:016x}{:016x}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), random(),
                     random());
}

}  // namespace shrike::local
