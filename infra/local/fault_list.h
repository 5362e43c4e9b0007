#pragma once

#include <string_view>
#include <vector>

namespace shrike::local {

/// What a list of faults names, in its order, parted by commas or blanks: pieces of `text`, none of
/// them empty.
[[nodiscard]] std::vector<std::string_view> split_fault_list(std::string_view text);

}  // namespace shrike::local
