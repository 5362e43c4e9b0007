#include "infra/local/s3/aws_chunked.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <openssl/crypto.h>

#include "handlers/aws/sigv4.h"
#include "infra/local/s3/faults.h"
#include "infra/local/s3/formats.h"
#include "runtime/number.h"

namespace shrike::local {
namespace {

constexpr std::size_t kLongestLine = 8UL * 1024;
constexpr std::size_t kMostTrailers = 64;
constexpr std::string_view kSignatureExtension = "chunk-signature=";
constexpr std::string_view kTrailerSignature = "x-amz-trailer-signature";

AwsFault malformed_chunk() { return faults::invalid_request("The chunk header is malformed."); }

AwsFault malformed_trailer() {
  return {400, "MalformedTrailerError",
          "The request contained trailing data that was not well-formed or did not conform to our "
          "published schema."};
}

}  // namespace

AwsChunkedDecoder::AwsChunkedDecoder(std::optional<ChunkSigner> signer, bool with_trailers)
    : signer_(std::move(signer)), with_trailers_(with_trailers) {
  if (signer_) previous_signature_ = signer_->seed_signature;
}

void AwsChunkedDecoder::feed(std::string_view wire,
                             const std::function<void(std::string_view)>& sink) {
  while (!wire.empty()) {
    if (state_ == State::Done) throw malformed_chunk();
    if (state_ == State::Data) {
      take_data(wire, sink);
      continue;
    }
    const std::optional<std::string> line = take_line(wire);
    if (!line) return;
    switch (state_) {
      case State::Header:
        start_chunk(*line);
        break;
      case State::DataEnd:
        if (!line->empty()) throw malformed_chunk();
        end_chunk();
        state_ = State::Header;
        break;
      case State::Trailer:
        take_trailer(*line);
        break;
      case State::Data:
      case State::Done:
        break;
    }
  }
}

void AwsChunkedDecoder::finish() const {
  if (state_ != State::Done) throw faults::incomplete_body();
}

/// A line without its end, once that has come.
std::optional<std::string> AwsChunkedDecoder::take_line(std::string_view& wire) {
  const std::size_t feed = wire.find('\n');
  const std::string_view piece = wire.substr(0, feed);
  if (line_.size() + piece.size() > kLongestLine) throw malformed_chunk();
  line_ += piece;
  wire.remove_prefix(std::min(wire.size(), piece.size() + 1));
  if (feed == std::string_view::npos) return std::nullopt;
  if (!line_.ends_with('\r')) throw malformed_chunk();
  line_.pop_back();
  return std::exchange(line_, {});
}

void AwsChunkedDecoder::take_data(std::string_view& wire,
                                  const std::function<void(std::string_view)>& sink) {
  const std::string_view data = wire.substr(0, remaining_);
  wire.remove_prefix(data.size());
  remaining_ -= data.size();
  if (signer_) chunk_digest_.update(data);
  sink(data);
  if (remaining_ == 0) state_ = State::DataEnd;
}

void AwsChunkedDecoder::start_chunk(std::string_view header) {
  const std::size_t size_length = std::min(header.find(';'), header.size());
  const auto size = parse_number<decltype(remaining_)>(header.substr(0, size_length), 16);
  if (!size) throw malformed_chunk();
  remaining_ = *size;
  claimed_signature_.clear();
  std::string_view extension = header.substr(std::min(size_length + 1, header.size()));
  if (extension.starts_with(kSignatureExtension)) {
    claimed_signature_ = extension.substr(kSignatureExtension.size());
  }
  chunk_digest_ = Digest(Digest::Kind::Sha256);
  if (remaining_ > 0) {
    state_ = State::Data;
    return;
  }
  end_chunk();
  state_ = State::Trailer;
}

void AwsChunkedDecoder::end_chunk() {
  if (!signer_) return;
  verify(
      fmt::format("AWS4-HMAC-SHA256-PAYLOAD\n{}\n{}\n{}\n{}\n{}", signer_->amz_date, signer_->scope,
                  previous_signature_, sigv4::sha256_hex(""), to_hex(chunk_digest_.finish())),
      claimed_signature_);
}

void AwsChunkedDecoder::take_trailer(const std::string& line) {
  if (line.empty()) {
    if (signer_ && with_trailers_ && !trailers_signed_) throw malformed_trailer();
    state_ = State::Done;
    return;
  }
  const std::size_t colon = line.find(':');
  // Nothing may follow the signature that is to cover it.
  if (!with_trailers_ || trailers_signed_ || colon == 0 || colon == std::string::npos ||
      trailers_.size() >= kMostTrailers) {
    throw malformed_trailer();
  }
  const std::string name = lower_case(std::string_view(line).substr(0, colon));
  const std::size_t begin = line.find_first_not_of(' ', colon + 1);
  const std::string value = begin == std::string::npos ? "" : line.substr(begin);
  if (name != kTrailerSignature) {
    canonical_trailers_ += fmt::format("{}:{}\n", name, value);
    trailers_.add(name, value);
    return;
  }
  trailers_signed_ = true;
  if (!signer_) return;
  verify(fmt::format("AWS4-HMAC-SHA256-TRAILER\n{}\n{}\n{}\n{}", signer_->amz_date, signer_->scope,
                     previous_signature_, sigv4::sha256_hex(canonical_trailers_)),
         value);
}

void AwsChunkedDecoder::verify(std::string_view string_to_sign, std::string_view claimed) {
  const std::string expected = signer_->sign(string_to_sign);
  if (claimed.size() != expected.size() ||
      CRYPTO_memcmp(claimed.data(), expected.data(), expected.size()) != 0) {
    throw AwsFault(403, "SignatureDoesNotMatch",
                   "The request signature we calculated does not match the signature you "
                   "provided. Check your key and signing method.",
                   {{"StringToSign", std::string(string_to_sign)},
                    {"SignatureProvided", std::string(claimed)}});
  }
  previous_signature_ = expected;
}

}  // namespace shrike::local
