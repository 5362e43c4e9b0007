/// What Rekognition answers, read as everything that reads it.
#include <nlohmann/json.hpp>

#include "handlers/events/bounded_json.h"
#include "handlers/modules/compared_faces.h"
#include "handlers/modules/faces.h"
#include "handlers/modules/labels.h"
#include "handlers/modules/text.h"
#include "tests/fuzz/fuzz_input.h"

namespace shrike {
namespace {

using fuzz::require;
using nlohmann::json;

void check_faces(const json& answer) {
  const auto faces = compared_faces_from(answer);
  for (const auto& one : faces) {
    for (const auto& other : faces) {
      const double shared = overlap(one.box, other.box);
      require(shared >= 0 && shared <= 1, "an overlap is a share");
    }
  }
}

void read_item(const json& item) {
  static_cast<void>(age_range(item));
  static_cast<void>(foremost_emotion(item));
}

}  // namespace
}  // namespace shrike

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  return fuzz::allow_refusal([&] {
    const json answer = parse_bounded_json(fuzz::text(data, size));
    check_faces(answer);
    read_item(answer);
    // Each list that a service's answer holds is handed on as it is.
    for (const json& member : answer) {
      if (!member.is_array()) continue;
      static_cast<void>(names_of_labels(member));
      static_cast<void>(lines_of_text(member));
      for (const json& item : member) read_item(item);
    }
  });
}
