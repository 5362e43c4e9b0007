#pragma once

#include <span>
#include <string>
#include <string_view>

#include "handlers/config.h"

namespace shrike {

/// One environment variable, as the README's table and error messages describe it. A variable whose
/// default differs between entries has a row for each default.
struct ConfigVariable {
  std::string_view name;
  EntrySet required_by;  ///< where it must be set to something
  EntrySet optional_in;
  std::string_view default_value;  ///< applied when the variable is not set; empty: none
  std::string_view allowed;        ///< besides an empty value, where it is optional without default
  std::string_view description;
  /// Parses and stores a value; false, or an Error with the reason, when it is not an allowed one.
  bool (*apply)(Config& config, const std::string& value);

  [[nodiscard]] bool is_read_by(Entry entry) const noexcept {
    return required_by.contains(entry) || optional_in.contains(entry);
  }
};

/// Every variable that load_config reads, in the order of the documentation.
[[nodiscard]] std::span<const ConfigVariable> config_variables() noexcept;

}  // namespace shrike
