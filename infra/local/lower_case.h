#pragma once

#include <string>
#include <string_view>

namespace shrike::local {

/// A-Z as a-z and every other byte as it is: names of headers, actions and condition keys know no
/// case.
[[nodiscard]] std::string lower_case(std::string_view text);

}  // namespace shrike::local
