#include "handlers/aws/sigv4.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "handlers/aws/ascii_lower.h"
#include "runtime/error.h"
#include "runtime/percent.h"

namespace shrike::sigv4 {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

using Digest = std::array<unsigned char, 32>;

std::string hex(const Digest& digest) { return fmt::format("{:02x}", fmt::join(digest, "")); }

template <class Bytes>
Digest hmac(const Bytes& key, std::string_view text) {
  Digest digest{};
  const auto key_bytes = std::as_bytes(std::span(key));
  const auto text_bytes = std::as_bytes(std::span(text));
  if (HMAC(EVP_sha256(), key_bytes.data(), static_cast<int>(key_bytes.size()),
           reinterpret_cast<const unsigned char*>(text_bytes.data()), text_bytes.size(),
           digest.data(), nullptr) == nullptr) {
    throw Error(ErrorKind::Bug, "Crypto.Failed", "OpenSSL refused an HMAC-SHA256");
  }
  return digest;
}

std::string scope_date(TimePoint time) { return amz_date(time).substr(0, 8); }

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// RFC 3986, section 5.2.4, and double slashes collapsed as AWS has it.
std::string normalise(std::string_view path) {
  std::vector<std::string_view> kept;
  for (const auto segment : split(path, '/')) {
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (!segment.empty() && segment != ".") {
      kept.push_back(segment);
    }
  }
  const bool folder = path.ends_with('/') && !kept.empty();
  return fmt::format("/{}{}", fmt::join(kept, "/"), folder ? "/" : "");
}

std::string canonical_path(std::string_view path, PathStyle style) {
  if (path.empty()) return "/";
  return style == PathStyle::S3 ? uri_encode(percent_decode(path), true)
                                : uri_encode(normalise(path), true);
}

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const auto part : split(query, '&')) {
    if (part.empty()) continue;
    const auto equals = part.find('=');
    const auto value =
        equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1);
    auto name = uri_encode(percent_decode(part.substr(0, equals)), false);
    if (name == "X-Amz-Signature") continue;
    parameters.emplace_back(std::move(name), uri_encode(percent_decode(value), false));
  }
  std::sort(parameters.begin(), parameters.end());
  std::string result;
  for (const auto& [name, value] : parameters) {
    if (!result.empty()) result += '&';
    result.append(name).append("=").append(value);
  }
  return result;
}

/// Trimmed, with inner runs of blanks and line folds as one space.
std::string canonical_value(std::string_view value) {
  constexpr std::string_view kBlanks = " \t\r\n";
  std::string result;
  while (true) {
    const auto begin = value.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return result;
    value.remove_prefix(begin);
    const auto word = value.substr(0, value.find_first_of(kBlanks));
    if (!result.empty()) result += ' ';
    result += word;
    value.remove_prefix(word.size());
  }
}

void sort_each_once(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

void set_header(Request& request, std::string_view name, std::string value) {
  std::erase_if(request.headers,
                [&](const auto& field) { return ascii_lower(field.first) == ascii_lower(name); });
  request.headers.emplace_back(name, std::move(value));
}

std::string sign_canonical(const Request& request, const Scope& scope,
                           const Credentials& credentials, PathStyle style,
                           const std::vector<std::string>& signed_headers) {
  return signature(scope, credentials.secret_access_key,
                   string_to_sign(scope, canonical_request(request, style, signed_headers)));
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  Digest digest{};
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw Error(ErrorKind::Bug, "Crypto.Failed", "OpenSSL refused a SHA-256");
  }
  return hex(digest);
}

std::string amz_date(TimePoint time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string uri_encode(std::string_view bytes, bool keep_slash) {
  return percent_encode(bytes, keep_slash ? "/" : "");
}

std::string credential_scope(const Scope& scope) {
  return fmt::format("{}/{}/{}/aws4_request", scope_date(scope.time), scope.region, scope.service);
}

std::string canonical_request(const Request& request, PathStyle style,
                              const std::vector<std::string>& signed_headers) {
  auto names = signed_headers;
  sort_each_once(names);
  std::string headers;
  for (const auto& name : names) {
    headers.append(name).append(":");
    bool first = true;
    for (const auto& [field, value] : request.headers) {
      if (ascii_lower(field) != name) continue;
      if (!std::exchange(first, false)) headers += ',';
      headers += canonical_value(value);
    }
    headers += '\n';
  }
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, canonical_path(request.path, style),
                     canonical_query(request.query), headers, fmt::join(names, ";"),
                     request.payload_hash);
}

std::string string_to_sign(const Scope& scope, std::string_view canonical_request) {
  return fmt::format("{}\n{}\n{}\n{}", kAlgorithm, amz_date(scope.time), credential_scope(scope),
                     sha256_hex(canonical_request));
}

std::string signature(const Scope& scope, std::string_view secret_access_key,
                      std::string_view string_to_sign) {
  const auto date_key = hmac(std::string("AWS4").append(secret_access_key), scope_date(scope.time));
  const auto region_key = hmac(date_key, scope.region);
  const auto service_key = hmac(region_key, scope.service);
  const auto signing_key = hmac(service_key, "aws4_request");
  return hex(hmac(signing_key, string_to_sign));
}

std::vector<std::string> headers_to_sign(const Request& request) {
  constexpr auto kUnsigned = std::to_array<std::string_view>(
      {"authorization", "connection", "expect", "te", "trailer", "transfer-encoding", "upgrade",
       "user-agent", "x-amzn-trace-id"});
  std::vector<std::string> names;
  for (const auto& field : request.headers) {
    auto name = ascii_lower(field.first);
    if (std::find(kUnsigned.begin(), kUnsigned.end(), name) == kUnsigned.end()) {
      names.push_back(std::move(name));
    }
  }
  sort_each_once(names);
  return names;
}

void sign(Request& request, const Scope& scope, const Credentials& credentials, PathStyle style) {
  set_header(request, "X-Amz-Date", amz_date(scope.time));
  if (!credentials.session_token.empty()) {
    set_header(request, "X-Amz-Security-Token", credentials.session_token);
  }
  if (style == PathStyle::S3) set_header(request, "X-Amz-Content-Sha256", request.payload_hash);
  const auto names = headers_to_sign(request);
  set_header(request, "Authorization",
             fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", kAlgorithm,
                         credentials.access_key_id, credential_scope(scope), fmt::join(names, ";"),
                         sign_canonical(request, scope, credentials, style, names)));
}

void presign(Request& request, const Scope& scope, const Credentials& credentials, PathStyle style,
             std::chrono::seconds expires) {
  const auto names = headers_to_sign(request);
  const auto add = [&](std::string_view name, std::string_view value) {
    request.query +=
        fmt::format("{}{}={}", request.query.empty() ? "" : "&", name, uri_encode(value, false));
  };
  add("X-Amz-Algorithm", kAlgorithm);
  add("X-Amz-Credential", fmt::format("{}/{}", credentials.access_key_id, credential_scope(scope)));
  add("X-Amz-Date", amz_date(scope.time));
  add("X-Amz-Expires", std::to_string(expires.count()));
  if (!credentials.session_token.empty()) add("X-Amz-Security-Token", credentials.session_token);
  add("X-Amz-SignedHeaders", fmt::format("{}", fmt::join(names, ";")));
  add("X-Amz-Signature", sign_canonical(request, scope, credentials, style, names));
}

}  // namespace shrike::sigv4
