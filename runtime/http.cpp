#include "runtime/http.h"

#include <algorithm>

namespace shrike {
namespace {

// Field names are ASCII (RFC 9110 §5.1): no locale has a say in how they compare.
char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

void HttpHeaders::add(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), std::move(value));
}

void HttpHeaders::set(std::string_view name, std::string value) {
  // The name may be a view into a field that is about to go.
  Field field{std::string(name), std::move(value)};
  std::erase_if(fields_, [&](const Field& other) { return same_name(other.first, field.first); });
  fields_.push_back(std::move(field));
}

bool splits_request(std::string_view name, std::string_view value) noexcept {
  using namespace std::string_view_literals;
  return name.find_first_of("\0\r\n:"sv) != std::string_view::npos ||
         value.find_first_of("\0\r\n"sv) != std::string_view::npos;
}

std::optional<std::string_view> HttpHeaders::find(std::string_view name) const noexcept {
  const auto found = std::find_if(fields_.begin(), fields_.end(),
                                  [&](const Field& field) { return same_name(field.first, name); });
  return found == fields_.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

}  // namespace shrike
