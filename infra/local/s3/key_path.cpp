#include "infra/local/s3/key_path.h"

#include <cctype>

#include "runtime/percent.h"

namespace shrike::local {
namespace {

constexpr std::size_t kLongestName = 255;
constexpr std::size_t kPieceLength = 240;

bool is_hex(char digit) { return std::isxdigit(static_cast<unsigned char>(digit)) != 0; }

/// A `%` that decoding would take for an escape or for the mark of a piece.
bool is_ambiguous(std::string_view segment, std::size_t percent) {
  return percent + 1 == segment.size() ||
         (percent + 2 < segment.size() && is_hex(segment[percent + 1]) &&
          is_hex(segment[percent + 2]));
}

std::string escape(std::string_view segment) {
  if (segment.empty()) return "%2F";
  if (segment == ".") return "%2E";
  if (segment == "..") return "%2E%2E";
  std::string name;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (segment[i] == '\0') {
      name += "%00";
    } else if (segment[i] == '%' && is_ambiguous(segment, i)) {
      name += "%25";
    } else {
      name += segment[i];
    }
  }
  return name;
}

}  // namespace

std::filesystem::path path_of_key(std::string_view key) {
  std::filesystem::path path;
  while (true) {
    const std::size_t slash = key.find('/');
    const std::string escaped = escape(key.substr(0, slash));
    std::string_view name = escaped;
    while (name.size() > kLongestName) {
      // Pieces are joined before they are decoded: an escape may be cut in two.
      path /= std::string(name.substr(0, kPieceLength)) + '%';
      name.remove_prefix(kPieceLength);
    }
    path /= name;
    if (slash == std::string_view::npos) return path;
    key.remove_prefix(slash + 1);
  }
}

std::string key_of_path(const std::filesystem::path& path) {
  std::string key;
  std::string pieces;
  for (const std::filesystem::path& element : path) {
    pieces += element.native();
    if (pieces.ends_with('%')) {
      pieces.pop_back();
      continue;
    }
    if (pieces != "%2F") key += percent_decode(pieces);
    key += '/';
    pieces.clear();
  }
  if (!key.empty()) key.pop_back();
  return key;
}

}  // namespace shrike::local
