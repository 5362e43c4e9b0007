#include "bench/limit/jpeg_limit.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <stdexcept>

#include <turbojpeg.h>

namespace shrike::bench {
namespace {

constexpr int kQuality = 80;
constexpr int kChannels = 3;

void require(int result, void* handle) {
  if (result != 0) throw std::runtime_error(tjGetErrorStr2(handle));
}

std::size_t bytes_of(PixelSize size) {
  return static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) * kChannels;
}

/// As libjpeg rounds.
int reduced(int side, int reduction) { return (side + reduction - 1) / reduction; }

void pick_nearest(const unsigned char* from, PixelSize source, unsigned char* to,
                  PixelSize target) {
  for (int y = 0; y < target.height; ++y) {
    const auto* const row =
        from +
        bytes_of({source.width, static_cast<int>(std::int64_t{y} * source.height / target.height)});
    for (int x = 0; x < target.width; ++x) {
      const auto nearest = std::int64_t{x} * source.width / target.width;
      std::memcpy(to, row + nearest * kChannels, kChannels);
      to += kChannels;
    }
  }
}

}  // namespace

PixelSize fit_within(PixelSize source, int width) {
  const double scale =
      std::min(1.0, static_cast<double>(width) / std::max(source.width, source.height));
  const auto scaled = [&](int side) {
    return std::max(1, static_cast<int>(std::lround(side * scale)));
  };
  return {scaled(source.width), scaled(source.height)};
}

void JpegLimit::Close::operator()(void* handle) const { tjDestroy(handle); }

JpegLimit::JpegLimit(std::string_view jpeg)
    : jpeg_(jpeg), decoder_(tjInitDecompress()), encoder_(tjInitCompress()) {
  if (!decoder_ || !encoder_) throw std::runtime_error(tjGetErrorStr2(nullptr));
  int subsampling = 0;
  int colour_space = 0;
  require(
      tjDecompressHeader3(decoder_.get(), reinterpret_cast<const unsigned char*>(jpeg_.data()),
                          jpeg_.size(), &size_.width, &size_.height, &subsampling, &colour_space),
      decoder_.get());
}

int JpegLimit::reduction_for(PixelSize thumbnail) const noexcept {
  for (const int reduction : {8, 4, 2}) {
    if (size_.width >= thumbnail.width * reduction &&
        size_.height >= thumbnail.height * reduction) {
      return reduction;
    }
  }
  return 1;
}

void JpegLimit::decode(int reduction) {
  decoded_size_ = {reduced(size_.width, reduction), reduced(size_.height, reduction)};
  decoded_.resize(bytes_of(decoded_size_));
  require(tjDecompress2(decoder_.get(), reinterpret_cast<const unsigned char*>(jpeg_.data()),
                        jpeg_.size(), decoded_.data(), decoded_size_.width, 0, decoded_size_.height,
                        TJPF_RGB, TJFLAG_ACCURATEDCT),
          decoder_.get());
}

std::size_t JpegLimit::encode(PixelSize thumbnail) {
  picked_.resize(bytes_of(thumbnail));
  pick_nearest(decoded_.data(), decoded_size_, picked_.data(), thumbnail);
  encoded_.resize(tjBufSize(thumbnail.width, thumbnail.height, TJSAMP_420));
  auto* output = encoded_.data();
  unsigned long size = encoded_.size();
  require(
      tjCompress2(encoder_.get(), picked_.data(), thumbnail.width, 0, thumbnail.height, TJPF_RGB,
                  &output, &size, TJSAMP_420, kQuality, TJFLAG_ACCURATEDCT | TJFLAG_NOREALLOC),
      encoder_.get());
  return size;
}

}  // namespace shrike::bench
