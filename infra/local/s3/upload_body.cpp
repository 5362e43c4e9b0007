#include "infra/local/s3/upload_body.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "handlers/aws/checksum.h"
#include "handlers/aws/sigv4.h"
#include "infra/local/s3/aws_chunked.h"
#include "infra/local/s3/digest.h"
#include "infra/local/s3/faults.h"
#include "infra/local/s3/formats.h"
#include "infra/local/s3/responses.h"
#include "runtime/base64.h"
#include "runtime/error.h"
#include "runtime/number.h"

namespace shrike::local {
namespace {

constexpr std::string_view kChecksumPrefix = "x-amz-checksum-";
constexpr std::string_view kUnsigned = "UNSIGNED-PAYLOAD";

struct AlgorithmFacts {
  std::string_view name;
  std::size_t size;  ///< bytes
};
constexpr auto kAlgorithms = std::to_array<AlgorithmFacts>(
    {{"crc32", 4}, {"crc32c", 4}, {"crc64nvme", 8}, {"sha1", 20}, {"sha256", 32}});

/// What the request says of its body's checksum.
struct Statement {
  std::string algorithm;
  std::string base64;  ///< empty until the trailer has come
  bool in_trailer = false;
};

const AlgorithmFacts& facts_of(std::string_view algorithm) {
  const auto* const found =
      std::find_if(kAlgorithms.begin(), kAlgorithms.end(),
                   [&](const AlgorithmFacts& facts) { return facts.name == algorithm; });
  if (found == kAlgorithms.end()) {
    throw faults::invalid_request(
        "Checksum algorithm provided is unsupported. Please try again with any of the valid "
        "types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
  }
  return *found;
}

void check_form(const Statement& statement) {
  if (base64_decode(statement.base64).value_or("").size() != facts_of(statement.algorithm).size) {
    throw faults::invalid_request(
        fmt::format("Value for {}{} header is invalid.", kChecksumPrefix, statement.algorithm));
  }
}

/// A header that names a checksum rather than saying how checksums are to be dealt with.
bool is_checksum_header(std::string_view name) {
  return name.starts_with(kChecksumPrefix) && name != "x-amz-checksum-mode" &&
         name != "x-amz-checksum-type" && name != "x-amz-checksum-algorithm";
}

std::optional<Statement> statement_of(const HttpHeaders& headers) {
  std::optional<Statement> statement;
  const auto take = [&](std::string_view name, std::string_view value, bool in_trailer) {
    if (statement) {
      throw faults::invalid_request(
          "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
    }
    statement = Statement{.algorithm = std::string(name.substr(kChecksumPrefix.size())),
                          .base64 = std::string(value),
                          .in_trailer = in_trailer};
    static_cast<void>(facts_of(statement->algorithm));
    if (!in_trailer) check_form(*statement);
  };
  for (const auto& [name, value] : headers) {
    const std::string lower = lower_case(name);
    if (is_checksum_header(lower)) take(lower, value, false);
    if (lower == "x-amz-trailer" && is_checksum_header(lower_case(value))) {
      take(lower_case(value), "", true);
    }
  }
  const auto announced = headers.find("x-amz-sdk-checksum-algorithm");
  if (statement && announced && lower_case(*announced) != statement->algorithm) {
    throw faults::invalid_request("Value for x-amz-sdk-checksum-algorithm header is invalid.");
  }
  return statement;
}

std::optional<std::uint64_t> number_in(const HttpHeaders& headers, std::string_view name) {
  const auto text = headers.find(name);
  return text ? parse_number<std::uint64_t>(*text) : std::nullopt;
}

bool is_streaming(const VerifiedRequest& verified) {
  return verified.payload_hash.starts_with("STREAMING-");
}

/// How long the body says that it will be, its coding taken off.
std::uint64_t stated_length(const ServerRequest& request, const VerifiedRequest& verified) {
  const auto length = number_in(
      request.headers, is_streaming(verified) ? "x-amz-decoded-content-length" : "content-length");
  if (!length) {
    throw AwsFault(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
  }
  if (*length > kMaxUpload) throw faults::entity_too_large(*length, kMaxUpload);
  return *length;
}

AwsChunkedDecoder decoder_for(const VerifiedRequest& verified) {
  const std::string& kind = verified.payload_hash;
  if (kind == "STREAMING-UNSIGNED-PAYLOAD-TRAILER") return {std::nullopt, true};
  if (kind != "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" &&
      kind != "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER") {
    throw faults::invalid_argument(
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid "
        "sha256 value.",
        "x-amz-content-sha256", kind);
  }
  const sigv4::Scope scope{.time = parse_amz_date(verified.amz_date).value_or(TimePoint{}),
                           .region = verified.region,
                           .service = verified.service};
  ChunkSigner signer{
      .seed_signature = verified.signature,
      .amz_date = verified.amz_date,
      .scope = sigv4::credential_scope(scope),
      .sign = [scope, secret = verified.signer.secret_access_key](std::string_view string_to_sign) {
        return sigv4::signature(scope, secret, string_to_sign);
      }};
  return {std::move(signer), kind.ends_with("-TRAILER")};
}

std::string_view next_piece(RequestBody& body) {
  try {
    return body.next();
  } catch (const Error& error) {
    if (error.type() != "Network.Interrupted") throw;
    throw faults::incomplete_body();
  }
}

void check_md5(const HttpHeaders& headers, const std::string& md5) {
  const auto header = headers.find("content-md5");
  if (!header) return;
  if (base64_decode(*header).value_or("").size() != md5.size()) {
    throw AwsFault(400, "InvalidDigest", "The Content-MD5 you specified was invalid.",
                   {{"Content-MD5", std::string(*header)}});
  }
  if (base64_decode(*header) != md5) {
    throw AwsFault(
        400, "BadDigest", "The Content-MD5 you specified did not match what we received.",
        {{"ExpectedDigest", std::string(*header)}, {"CalculatedDigest", base64_encode(md5)}});
  }
}

void check_sha256(const VerifiedRequest& verified, const std::string& sha256) {
  if (is_streaming(verified) || verified.payload_hash == kUnsigned) return;
  if (verified.payload_hash.size() != 2 * sha256.size()) {
    throw faults::invalid_argument(
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid "
        "sha256 value.",
        "x-amz-content-sha256", verified.payload_hash);
  }
  if (from_hex(verified.payload_hash) != sha256) {
    throw AwsFault(400, "XAmzContentSHA256Mismatch",
                   "The provided 'x-amz-content-sha256' header does not match what was computed.",
                   {{"ClientComputedContentSHA256", verified.payload_hash},
                    {"S3ComputedContentSHA256", to_hex(sha256)}});
  }
}

}  // namespace

bool states_checksum(const HttpHeaders& headers) {
  return headers.contains("content-md5") || statement_of(headers).has_value();
}

ReceivedBody receive_body(ServerRequest& request, const VerifiedRequest& verified,
                          const std::string& algorithm,
                          const std::function<void(std::string_view)>& sink,
                          ChecksumHeaders whose) {
  std::optional<Statement> statement;
  if (whose == ChecksumHeaders::OfBody) statement = statement_of(request.headers);
  const std::uint64_t length = stated_length(request, verified);
  ReceivedBody received;
  received.checksum.algorithm = statement ? statement->algorithm : algorithm;
  received.checksum_stated = statement.has_value();

  const auto checksum = make_checksum(received.checksum.algorithm);
  Digest md5(Digest::Kind::Md5);
  Digest sha256(Digest::Kind::Sha256);
  const auto take = [&](std::string_view piece) {
    received.size += piece.size();
    if (received.size > length) throw faults::incomplete_body();
    md5.update(piece);
    checksum->update(piece);
    sink(piece);
  };
  std::optional<AwsChunkedDecoder> decoder;
  if (is_streaming(verified)) decoder = decoder_for(verified);
  for (std::string_view piece = next_piece(request.body); !piece.empty();
       piece = next_piece(request.body)) {
    if (decoder) {
      decoder->feed(piece, take);
    } else {
      if (verified.payload_hash != kUnsigned) sha256.update(piece);
      take(piece);
    }
  }
  if (decoder) decoder->finish();
  if (received.size != length) throw faults::incomplete_body();

  const std::string md5_bytes = md5.finish();
  received.md5 = to_hex(md5_bytes);
  received.checksum.base64 = checksum->base64();
  check_md5(request.headers, md5_bytes);
  check_sha256(verified, sha256.finish());
  if (statement && statement->in_trailer) {
    statement->base64 =
        decoder ? std::string(decoder->trailers()
                                  .find(std::string(kChecksumPrefix) + statement->algorithm)
                                  .value_or(""))
                : "";
    check_form(*statement);
  }
  if (statement && statement->base64 != received.checksum.base64) {
    throw AwsFault(400, "BadDigest",
                   fmt::format("The {} you specified did not match the calculated checksum.",
                               algorithm_name(statement->algorithm)));
  }
  return received;
}

std::string receive_document(ServerRequest& request, const VerifiedRequest& verified,
                             std::uint64_t limit, ChecksumHeaders whose) {
  std::string document;
  const auto sink = [&](std::string_view piece) {
    if (document.size() + piece.size() > limit) {
      throw AwsFault(400, "MaxMessageLengthExceeded", "Your request was too big.",
                     {{"MaxMessageLengthBytes", std::to_string(limit)}});
    }
    document += piece;
  };
  receive_body(request, verified, "crc32", sink, whose);
  return document;
}

}  // namespace shrike::local
