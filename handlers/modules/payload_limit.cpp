#include "handlers/modules/payload_limit.h"

#include <array>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/modules/detector.h"
#include "handlers/modules/utf8.h"

namespace shrike {
namespace {

using nlohmann::json;

/// A member of the members of a list.
struct Detail {
  const char* list;
  const char* member;
};

/// Least first: what few read, and much of it.
constexpr std::array kDetails{
    Detail{"faces", "Landmarks"},   Detail{"labels", "Instances"}, Detail{"text", "Geometry"},
    Detail{"labels", "Categories"}, Detail{"labels", "Aliases"},   Detail{"faces", "Emotions"},
    Detail{"labels", "Parents"},    Detail{"faces", "Quality"},    Detail{"moderation", "Parents"}};

bool fits(const json& document, std::size_t bytes) {
  return to_json_text(document).size() <= bytes;
}

/// Whether there was anything to erase.
bool erase_detail(json& document, const Detail& detail) {
  const auto list = document.find(detail.list);
  if (list == document.end()) return false;
  std::size_t erased = 0;
  for (json& item : *list) {
    if (item.is_object()) erased += item.erase(detail.member);
  }
  return erased > 0;
}

/// The detectors' list that takes most; null when all are empty.
json* largest_list(json& document, std::string& name) {
  json* largest = nullptr;
  std::size_t most = 0;
  for (const Detector detector : kDetectors) {
    const auto list = document.find(std::string(to_string(detector)));
    if (list == document.end() || list->empty()) continue;
    const std::size_t size = to_json_text(*list).size();
    if (size <= most) continue;
    most = size;
    largest = &*list;
    name = to_string(detector);
  }
  return largest;
}

}  // namespace

void fit_into(json& document, std::size_t bytes) {
  if (fits(document, bytes)) return;
  std::vector<std::string> details;
  std::map<std::string, std::size_t> ends;
  const auto say_so = [&] {
    document["leftOut"] = details;
    for (const auto& [list, kept] : ends) {
      document["leftOut"].push_back(fmt::format("{} from number {}", list, kept + 1));
    }
  };
  for (const Detail& detail : kDetails) {
    if (!erase_detail(document, detail)) continue;
    details.push_back(fmt::format("{}.{}", detail.list, detail.member));
    say_so();
    if (fits(document, bytes)) return;
  }
  std::string name;
  while (json* list = largest_list(document, name)) {
    list->erase(list->begin() + static_cast<json::difference_type>(list->size() / 2), list->end());
    ends[name] = list->size();
    say_so();
    if (fits(document, bytes)) return;
  }
}

}  // namespace shrike
