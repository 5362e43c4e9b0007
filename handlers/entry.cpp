#include "handlers/entry.h"

#include <algorithm>

namespace shrike {

std::string_view to_string(Entry entry) noexcept {
  switch (entry) {
    case Entry::Process:
      return "process";
    case Entry::CompareFaces:
      return "compare-faces";
    case Entry::StartWorkflow:
      return "start-workflow";
    case Entry::Recognize:
      return "recognize";
    case Entry::StoreResults:
      return "store-results";
    case Entry::TrackTask:
      return "track-task";
  }
  return "process";
}

std::optional<Entry> entry_named(std::string_view name) noexcept {
  const auto* const found = std::find_if(kEntries.begin(), kEntries.end(),
                                         [name](Entry entry) { return to_string(entry) == name; });
  return found == kEntries.end() ? std::nullopt : std::optional(*found);
}

}  // namespace shrike
