#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace shrike::vision {

/// A label in Amazon Rekognition's vocabulary: what a thing is called, and what else it then is.
struct LabelEntry {
  static constexpr std::size_t kMostParents = 5;
  static constexpr std::size_t kMostAliases = 1;

  std::string_view name;
  std::string_view category;
  std::array<std::string_view, kMostParents> parent_names = {};
  std::array<std::string_view, kMostAliases> alias_names = {};

  /// Every ancestor, not the next one alone, in alphabetical order.
  [[nodiscard]] std::span<const std::string_view> parents() const { return filled(parent_names); }
  [[nodiscard]] std::span<const std::string_view> aliases() const { return filled(alias_names); }

 private:
  static std::span<const std::string_view> filled(std::span<const std::string_view> names) {
    const auto end = std::find(names.begin(), names.end(), std::string_view());
    return names.first(static_cast<std::size_t>(end - names.begin()));
  }
};

/// The label of one of COCO's 80 classes, in the order in which detectors count them: 0 is
/// "Person". The index must be below 80.
[[nodiscard]] const LabelEntry& label_of_coco_class(std::size_t class_index);

/// By name; null where there is none.
[[nodiscard]] const LabelEntry* find_label(std::string_view name);

/// Every label: those of COCO's classes and their ancestors.
[[nodiscard]] std::span<const LabelEntry> all_labels();

/// Rekognition's label categories.
[[nodiscard]] std::span<const std::string_view> label_categories();

}  // namespace shrike::vision
