#include "infra/local/fault_list.h"

#include <algorithm>

namespace shrike::local {

std::vector<std::string_view> split_fault_list(std::string_view text) {
  constexpr std::string_view kSeparators = ", \t\r\n";
  std::vector<std::string_view> faults;
  while (true) {
    const auto begin = text.find_first_not_of(kSeparators);
    if (begin == std::string_view::npos) return faults;
    text.remove_prefix(begin);
    const auto end = std::min(text.find_first_of(kSeparators), text.size());
    faults.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

}  // namespace shrike::local
