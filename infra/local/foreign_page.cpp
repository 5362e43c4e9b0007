#include "infra/local/foreign_page.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <boost/beast/core/string.hpp>

namespace shrike::local {
namespace {

namespace beast = boost::beast;

bool same_name(std::string_view left, std::string_view right) {
  return beast::iequals({left.data(), left.size()}, {right.data(), right.size()});
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// `host` or `host:port` of a Host field or of an origin.
bool is_loopback(std::string_view authority) {
  std::string_view host = authority;
  const std::size_t colon =
      authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
  if (colon != std::string_view::npos) {
    host = authority.substr(0, colon);
    if (!is_port(authority.substr(colon + 1))) return false;
  }
  constexpr std::string_view kBelow = ".localhost";
  constexpr std::array<std::string_view, 3> kNames = {"localhost", "127.0.0.1", "[::1]"};
  if (host.size() > kBelow.size() && same_name(host.substr(host.size() - kBelow.size()), kBelow)) {
    return host.find_first_of("/@\\") == std::string_view::npos;
  }
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](std::string_view name) { return same_name(host, name); });
}

/// The page of an Origin or Referer: `http://localhost:3000/page`.
bool is_loopback_page(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return false;  // `null`: a sandboxed frame or a file
  url.remove_prefix(scheme + 3);
  return is_loopback(url.substr(0, url.find_first_of("/?#")));
}

}  // namespace

std::optional<ForeignPage> foreign_page(const HttpHeaders& headers) {
  const auto hosts = std::count_if(headers.begin(), headers.end(), [](const auto& field) {
    return same_name(field.first, "host");
  });
  if (hosts > 1) return ForeignPage{400, "The request names more than one host"};
  if (const auto host = headers.find("host"); host && !is_loopback(*host)) {
    return ForeignPage{421, "This host is not the local cloud's"};
  }
  const auto origin = headers.find("origin");
  const bool cross_site = headers.find("sec-fetch-site") == "cross-site";
  if (!origin && !cross_site) return std::nullopt;
  if (is_loopback_page(origin ? *origin : headers.find("referer").value_or("")))
    return std::nullopt;
  return ForeignPage{403, "A web page of elsewhere may not use the local cloud"};
}

}  // namespace shrike::local
