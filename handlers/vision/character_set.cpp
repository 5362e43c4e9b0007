#include "handlers/vision/character_set.h"

#include <algorithm>
#include <map>

#include "handlers/vision/model_error.h"

namespace shrike::vision {
namespace {

constexpr std::size_t kMostCharacters = 100'000;

/// U+0250, where the Latin blocks of Unicode end, begins with the byte 0xC9 and 0x90.
constexpr std::string_view kAfterLatin = "\xC9\x90";

/// The plain form of a character that a reader of English would not tell from it; itself otherwise.
std::string plain(const std::string& character) {
  static const std::map<std::string, std::string, std::less<>> typographic = {
      {"“", "\""}, {"”", "\""}, {"„", "\""}, {"‘", "'"}, {"’", "'"},  {"–", "-"},
      {"—", "-"},  {"−", "-"},  {"‐", "-"},  {"‑", "-"}, {"、", ","}, {"。", "."}};
  if (const auto found = typographic.find(character); found != typographic.end())
    return found->second;
  // Full-width U+FF01 … U+FF5E are ASCII 0x21 … 0x7E.
  if (character.size() == 3 && character[0] == '\xEF') {
    const auto second = static_cast<unsigned char>(character[1]);
    const auto third = static_cast<unsigned char>(character[2]);
    const int offset = (second - 0xBC) * 0x40 + (third - 0x81);
    if ((second == 0xBC || second == 0xBD) && offset >= 0 && offset <= 0x5D)
      return {static_cast<char>(0x21 + offset)};
  }
  return character;
}

bool is_latin(const std::string& character) {
  return !character.empty() && character.size() <= 2 && character < kAfterLatin;
}

}  // namespace

CharacterSet::CharacterSet(std::string_view dictionary) {
  characters_.emplace_back();
  while (!dictionary.empty()) {
    const auto end = std::min(dictionary.find('\n'), dictionary.size());
    auto line = dictionary.substr(0, end);
    dictionary.remove_prefix(std::min(end + 1, dictionary.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    characters_.emplace_back(line);
    if (characters_.size() > kMostCharacters)
      throw invalid_model("its dictionary has more characters than any script");
  }
  characters_.emplace_back(" ");

  std::map<std::string, std::size_t, std::less<>> by_character;
  for (std::size_t i = 1; i < characters_.size(); ++i)
    if (is_latin(characters_[i])) by_character.try_emplace(characters_[i], i);
  if (by_character.count("e") == 0) throw invalid_model("its dictionary is not of Latin script");

  readable_.push_back({0, 0});
  for (std::size_t i = 1; i < characters_.size(); ++i)
    if (const auto found = by_character.find(plain(characters_[i])); found != by_character.end())
      readable_.push_back({i, found->second});
}

}  // namespace shrike::vision
