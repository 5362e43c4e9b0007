#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace shrike {

/// The functions that the one binary can be; _HANDLER says which.
enum class Entry : std::uint8_t {
  Process,
  CompareFaces,
  StartWorkflow,
  Recognize,
  StoreResults,
  TrackTask,
};

/// In the order of the documentation; the first is what an empty _HANDLER means.
inline constexpr std::array kEntries{Entry::Process,   Entry::CompareFaces, Entry::StartWorkflow,
                                     Entry::Recognize, Entry::StoreResults, Entry::TrackTask};

/// As _HANDLER spells it: "compare-faces".
[[nodiscard]] std::string_view to_string(Entry entry) noexcept;

/// Nothing when there is no entry of that name.
[[nodiscard]] std::optional<Entry> entry_named(std::string_view name) noexcept;

/// Some of the entries.
class EntrySet {
 public:
  constexpr EntrySet(std::initializer_list<Entry> entries) noexcept {
    for (const Entry entry : entries) bits_ |= bit(entry);
  }

  [[nodiscard]] constexpr bool contains(Entry entry) const noexcept {
    return (bits_ & bit(entry)) != 0;
  }

 private:
  static constexpr std::uint32_t bit(Entry entry) noexcept {
    return std::uint32_t{1} << static_cast<std::uint32_t>(entry);
  }

  std::uint32_t bits_ = 0;
};

}  // namespace shrike
