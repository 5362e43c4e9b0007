#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace shrike::vision {

/// What the classes of a recognition network stand for: class 0 is CTC's blank, then one a line of
/// its dictionary, then the space. Only the letters, digits and signs of languages in Latin script
/// count; other dictionaries' forms of them ("，", "”") read as the plain one.
class CharacterSet {
 public:
  /// A class that may be read, and the class that it is read as.
  struct Readable {
    std::size_t index;
    std::size_t reads_as;
  };

  /// `dictionary` is UTF-8, a character a line. Throws Error "Model.Invalid" (Reject) for one that
  /// has no Latin letter or more characters than any script has.
  explicit CharacterSet(std::string_view dictionary);

  /// Blank and space counted.
  [[nodiscard]] std::size_t size() const { return characters_.size(); }
  [[nodiscard]] const std::string& character(std::size_t index) const { return characters_[index]; }
  /// The blank, which reads as itself, comes first.
  [[nodiscard]] const std::vector<Readable>& readable() const { return readable_; }

 private:
  std::vector<std::string> characters_;
  std::vector<Readable> readable_;
};

}  // namespace shrike::vision
