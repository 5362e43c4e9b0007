#include "infra/local/cli/printable.h"

#include <algorithm>

namespace shrike::local {

std::string printable(std::string text) {
  for (char& c : text) {
    if (c == '\t') {
      c = ' ';
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      c = '?';
    }
  }
  return text;
}

std::string printable_block(const std::string& text, const std::string& indent) {
  std::string block;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    auto line = text.substr(at, end - at);
    if (line.ends_with('\r')) line.pop_back();
    block += indent + printable(line) + "\n";
    at = end + 1;
  }
  return block;
}

}  // namespace shrike::local
