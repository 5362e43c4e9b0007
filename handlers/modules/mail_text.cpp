#include "handlers/modules/mail_text.h"

#include <algorithm>
#include <array>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/modules/utf8.h"

namespace shrike {
namespace {

/// Breaks of a line or a paragraph that are no control characters: U+2028, U+2029.
constexpr std::array<std::string_view, 2> kSeparators{"\u2028", "\u2029"};

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

/// The first character of UTF-8 text that is not empty.
std::string_view first_character(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && !begins_character(text[length])) ++length;
  return text.substr(0, length);
}

/// U+0000 … U+001F, U+007F … U+009F, and separators.
bool is_control(std::string_view character) {
  if (character.size() == 1) {
    const auto byte = static_cast<unsigned char>(character.front());
    return byte < 0x20 || byte == 0x7F;
  }
  const bool c1 = character.size() == 2 && character[0] == '\xC2' &&
                  static_cast<unsigned char>(character[1]) < 0xA0;
  return c1 || std::find(kSeparators.begin(), kSeparators.end(), character) != kSeparators.end();
}

/// The byte at which character number `characters` begins.
std::size_t offset_of(std::string_view text, std::size_t characters) {
  std::size_t offset = 0;
  while (characters-- > 0 && offset < text.size()) {
    offset += first_character(text.substr(offset)).size();
  }
  return offset;
}

}  // namespace

std::string one_line(std::string_view bytes) {
  const auto text = nlohmann::json::parse(to_json_text(bytes)).get<std::string>();
  std::string line;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view character = first_character(rest);
    line += is_control(character) ? " " : character;
    rest.remove_prefix(character.size());
  }
  return line;
}

std::string shortened(std::string_view text, std::size_t characters) {
  const std::size_t count = character_count(text);
  if (count <= characters) return std::string(text);
  if (characters == 0) return {};
  const std::size_t kept = characters - 1;
  const std::size_t tail = kept / 2;
  const std::string_view head = text.substr(0, offset_of(text, kept - tail));
  return std::string(head) + "…" + std::string(text.substr(offset_of(text, count - tail)));
}

std::size_t character_count(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::string subject_with_key(std::string_view before, const ObjectKey& key,
                             std::string_view after) {
  const std::size_t room = kMaxSubjectCharacters - character_count(before) - character_count(after);
  return fmt::format("{}{}{}", before, shortened(one_line(key.str()), room), after);
}

std::string uri_of(const BucketName& bucket, const ObjectKey& key) {
  return fmt::format("s3://{}/{}", bucket.str(), one_line(key.str()));
}

std::string utc(TimePoint time) {
  const std::time_t seconds =
      std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(seconds));
}

}  // namespace shrike
