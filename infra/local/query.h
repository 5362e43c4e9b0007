#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shrike::local {

/// The parameters of a raw query string, percent-decoded once. `+` is a plus, as SigV4 has it; a
/// parameter without `=` has an empty value. Names compare with case.
class QueryParameters {
 public:
  explicit QueryParameters(std::string_view raw);

  /// The first of that name.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const noexcept;
  [[nodiscard]] bool contains(std::string_view name) const noexcept {
    return find(name).has_value();
  }
  [[nodiscard]] std::string value_or_empty(std::string_view name) const {
    return std::string(find(name).value_or(std::string_view{}));
  }

  [[nodiscard]] auto begin() const noexcept { return parameters_.begin(); }
  [[nodiscard]] auto end() const noexcept { return parameters_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

}  // namespace shrike::local
