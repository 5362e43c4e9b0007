#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "handlers/events/parse_event.h"

namespace shrike::fixtures {

inline std::filesystem::path folder() {
  return std::filesystem::path(SHRIKE_SOURCE_DIR) / "tests/fixtures/events";
}

/// An event as AWS sends it, from tests/fixtures/events.
inline nlohmann::json event(const std::string& name) {
  std::ifstream file(folder() / (name + ".json"));
  if (!file) throw std::runtime_error("no fixture " + name);
  return nlohmann::json::parse(file);
}

inline std::vector<std::string> names() {
  std::vector<std::string> result;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    result.push_back(entry.path().stem().string());
  }
  return result;
}

inline Event parsed(const nlohmann::json& document) { return parse_event(document.dump()); }
inline Event parsed(const std::string& name) { return parsed(event(name)); }

/// The one record of an event that has one.
inline S3Record only_record(const Event& event) {
  if (event.items.size() != 1 || event.items[0].records.size() != 1 ||
      !event.items[0].malformed.empty()) {
    throw std::runtime_error("not one record");
  }
  return event.items[0].records[0];
}

}  // namespace shrike::fixtures
