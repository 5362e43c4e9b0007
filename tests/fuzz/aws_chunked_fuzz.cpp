/// A byte of options, then a body: once as it comes off the wire, once as what a client codes.
#include <string>
#include <vector>

#include <fmt/format.h>

#include "handlers/aws/sigv4.h"
#include "infra/local/s3/aws_chunked.h"
#include "tests/fuzz/fuzz_local.h"

namespace shrike::local {
namespace {

using fuzz::require;

const std::string kDate = "20261121T033829Z";
const std::string kScope = "20261121/us-east-1/s3/aws4_request";
constexpr const char* kSeed = "seed";

/// Stands for HMAC-SHA256: any text that only this string gives.
std::string sign(std::string_view string_to_sign) { return sigv4::sha256_hex(string_to_sign); }

struct Options {
  bool is_signed = false;
  bool trailers = false;
  std::size_t piece = 1;

  explicit Options(unsigned byte)
      : is_signed((byte & 1U) != 0), trailers((byte & 2U) != 0), piece((byte >> 2U) + 1) {}

  [[nodiscard]] AwsChunkedDecoder decoder() const {
    if (!is_signed) return {std::nullopt, trailers};
    return {ChunkSigner{kSeed, kDate, kScope, sign}, trailers};
  }
};

/// The bytes that came out, and how it ended.
std::string outcome(std::string_view wire, std::size_t piece, const Options& options) {
  AwsChunkedDecoder decoder = options.decoder();
  std::string bytes;
  try {
    while (!wire.empty()) {
      decoder.feed(wire.substr(0, piece), [&](std::string_view data) { bytes += data; });
      wire.remove_prefix(std::min(piece, wire.size()));
    }
    decoder.finish();
    return bytes + "\n" + std::to_string(decoder.trailers().size());
  } catch (const AwsFault& fault) {
    return bytes + "\n" + fault.code();
  }
}

/// As a client writes it, in chunks of `options.piece` bytes.
std::string coded(std::string_view body, const Options& options) {
  std::string wire;
  std::string previous = kSeed;
  const auto add_chunk = [&](std::string_view data) {
    wire += fmt::format("{:x}", data.size());
    if (options.is_signed) {
      previous = sign(fmt::format("AWS4-HMAC-SHA256-PAYLOAD\n{}\n{}\n{}\n{}\n{}", kDate, kScope,
                                  previous, sigv4::sha256_hex(""), sigv4::sha256_hex(data)));
      wire += ";chunk-signature=" + previous;
    }
    wire += "\r\n";
    if (!data.empty()) wire += fmt::format("{}\r\n", data);
  };
  for (auto rest = body; !rest.empty(); rest.remove_prefix(std::min(rest.size(), options.piece))) {
    add_chunk(rest.substr(0, options.piece));
  }
  add_chunk({});
  if (options.trailers) {
    const std::string trailer = "x-amz-checksum-crc32:AAAAAA==";
    wire += trailer + "\r\n";
    if (options.is_signed) {
      wire += "x-amz-trailer-signature:" +
              sign(fmt::format("AWS4-HMAC-SHA256-TRAILER\n{}\n{}\n{}\n{}", kDate, kScope, previous,
                               sigv4::sha256_hex(trailer + "\n"))) +
              "\r\n";
    }
  }
  return wire + "\r\n";
}

}  // namespace
}  // namespace shrike::local

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike::local;
  using shrike::fuzz::require;
  shrike::fuzz::Input input(data, size);
  const Options options(input.byte());
  const auto bytes = input.rest();
  require(outcome(bytes, bytes.size(), options) == outcome(bytes, options.piece, options),
          "a body means the same in pieces of any size");
  const std::string wire = coded(bytes, options);
  require(outcome(wire, options.piece, options) ==
              std::string(bytes) + "\n" + (options.trailers ? "1" : "0"),
          "a body that was coded is the body again");
  return 0;
}
