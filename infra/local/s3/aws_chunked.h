#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "infra/local/s3/digest.h"
#include "runtime/http.h"

namespace shrike::local {

/// Signs the strings of a chunked body's chain: what sigv4::signature() does with the seed
/// request's scope and the secret.
struct ChunkSigner {
  std::string seed_signature;
  std::string amz_date;  ///< yyyymmddThhmmssZ
  std::string scope;     ///< yyyymmdd/region/service/aws4_request
  std::function<std::string(std::string_view string_to_sign)> sign;
};

/// Takes the aws-chunked coding off a body, piece by piece, however the pieces fall:
///
///     <hex>[;chunk-signature=<hex>]\r\n<data>\r\n … 0[;chunk-signature=<hex>]\r\n
///     [<trailer>:<value>\r\n …][x-amz-trailer-signature:<hex>\r\n]\r\n
///
/// Source: S3 API reference, "Signature Calculations for the Authorization Header: Transferring
/// Payload in Multiple Chunks". Each chunk's signature is verified at the chunk's end. Throws
/// AwsFault: IncompleteBody, InvalidRequest (not this coding), MalformedTrailerError,
/// SignatureDoesNotMatch.
class AwsChunkedDecoder {
 public:
  /// Without a signer, chunks carry no signatures.
  AwsChunkedDecoder(std::optional<ChunkSigner> signer, bool with_trailers);

  void feed(std::string_view wire, const std::function<void(std::string_view)>& sink);
  /// To be called at the end of the body: throws unless the coding ended there too.
  void finish() const;
  [[nodiscard]] const HttpHeaders& trailers() const noexcept { return trailers_; }

 private:
  enum class State { Header, Data, DataEnd, Trailer, Done };

  [[nodiscard]] std::optional<std::string> take_line(std::string_view& wire);
  void take_data(std::string_view& wire, const std::function<void(std::string_view)>& sink);
  void start_chunk(std::string_view header);
  void end_chunk();
  void take_trailer(const std::string& line);
  void verify(std::string_view string_to_sign, std::string_view claimed);

  std::optional<ChunkSigner> signer_;
  bool with_trailers_;
  State state_ = State::Header;
  std::string line_;
  std::uint64_t remaining_ = 0;
  std::string claimed_signature_;
  std::string previous_signature_;
  Digest chunk_digest_{Digest::Kind::Sha256};
  HttpHeaders trailers_;
  std::string canonical_trailers_;
  bool trailers_signed_ = false;
};

}  // namespace shrike::local
