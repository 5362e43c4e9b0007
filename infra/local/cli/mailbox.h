#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace shrike::local {

/// The folder of the letters that subscribers would get, as companion/letters.py leaves them.
class Mailbox {
 public:
  explicit Mailbox(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// The letters that came since the last call, in the order of their dispatch: whole files.
  [[nodiscard]] std::vector<std::string> take_new();

 private:
  std::filesystem::path folder_;
  std::vector<std::filesystem::path> seen_;  ///< in order
};

/// A letter as a reader shows it: who to, what about, and the text. Encoded words and parts are not
/// understood: the letters have none.
[[nodiscard]] std::string shown_letter(const std::string& letter);

}  // namespace shrike::local
