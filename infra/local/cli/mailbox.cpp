#include "infra/local/cli/mailbox.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "infra/local/load_file.h"

namespace shrike::local {
namespace {

/// Of the header lines, those that a reader shows.
bool is_shown(const std::string& line) {
  constexpr std::array<std::string_view, 3> kShown = {"From: ", "To: ", "Subject: "};
  return std::any_of(kShown.begin(), kShown.end(),
                     [&](std::string_view name) { return line.starts_with(name); });
}

}  // namespace

std::vector<std::string> Mailbox::take_new() {
  if (!std::filesystem::exists(folder_)) return {};
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    if (entry.path().extension() == ".eml") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  std::vector<std::filesystem::path> fresh;
  std::set_difference(found.begin(), found.end(), seen_.begin(), seen_.end(),
                      std::back_inserter(fresh));
  seen_ = std::move(found);
  std::vector<std::string> letters;
  letters.reserve(fresh.size());
  for (const auto& path : fresh) letters.push_back(load_file(path));
  return letters;
}

std::string shown_letter(const std::string& letter) {
  std::string shown;
  bool keeps = false;  // of a header that goes on in the next line
  std::size_t at = 0;
  while (at < letter.size()) {
    const auto end = std::min(letter.find('\n', at), letter.size());
    auto line = letter.substr(at, end - at);
    if (line.ends_with('\r')) line.pop_back();
    at = end + 1;
    if (line.empty()) break;
    const bool goes_on = line.starts_with(' ') || line.starts_with('\t');
    keeps = goes_on ? keeps : is_shown(line);
    if (!keeps) continue;
    if (goes_on && !shown.empty()) shown.pop_back();
    shown += line + "\n";
  }
  return shown + "\n" + letter.substr(std::min(at, letter.size()));
}

}  // namespace shrike::local
