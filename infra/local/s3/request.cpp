#include "infra/local/s3/request.h"

#include <algorithm>
#include <cctype>

#include "infra/local/s3/faults.h"
#include "infra/local/s3/formats.h"
#include "runtime/percent.h"

namespace shrike::local {
namespace {

constexpr std::size_t kLongestKey = 1024;

/// The bucket that the host names, empty where it names none.
std::string bucket_of_host(std::string_view host) {
  constexpr std::string_view kLocal = ".localhost";
  const std::string name = lower_case(host.substr(0, host.find(':')));
  if (!name.ends_with(kLocal)) return {};
  std::string_view bucket = std::string_view(name).substr(0, name.size() - kLocal.size());
  // `bucket.s3` or `bucket.s3.eu-west-1`; `s3` alone is the service.
  const std::size_t service = bucket.rfind(".s3");
  if (service != std::string_view::npos &&
      (service + 3 == bucket.size() || bucket[service + 3] == '.')) {
    bucket = bucket.substr(0, service);
  }
  if (bucket == "s3" || bucket.starts_with("s3.")) return {};
  return std::string(bucket);
}

}  // namespace

S3Address parse_address(std::string_view host, std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  S3Address address{.bucket = bucket_of_host(host), .key = {}};
  if (address.bucket.empty()) {
    const std::size_t slash = path.find('/');
    address.bucket = percent_decode(path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
  }
  address.key = percent_decode(path);
  if (!is_utf8(address.key)) {
    throw AwsFault(400, "InvalidURI", "Couldn't parse the specified URI.",
                   {{"URI", std::string(path)}});
  }
  if (address.key.size() > kLongestKey) {
    throw AwsFault(400, "KeyTooLongError", "Your key is too long",
                   {{"Size", std::to_string(address.key.size())},
                    {"MaxSizeAllowed", std::to_string(kLongestKey)}});
  }
  return address;
}

void check_bucket_name(const std::string& name) {
  const auto allowed = [](unsigned char character) {
    return std::islower(character) != 0 || std::isdigit(character) != 0 || character == '-' ||
           character == '.';
  };
  const auto alphanumeric = [](unsigned char character) { return std::isalnum(character) != 0; };
  const bool looks_like_an_address =
      std::count(name.begin(), name.end(), '.') == 3 &&
      std::all_of(name.begin(), name.end(), [](unsigned char character) {
        return std::isdigit(character) != 0 || character == '.';
      });
  if (name.size() < 3 || name.size() > 63 || !std::all_of(name.begin(), name.end(), allowed) ||
      !alphanumeric(static_cast<unsigned char>(name.front())) ||
      !alphanumeric(static_cast<unsigned char>(name.back())) ||
      name.find("..") != std::string::npos || looks_like_an_address) {
    throw faults::invalid_bucket_name(name);
  }
}

}  // namespace shrike::local
