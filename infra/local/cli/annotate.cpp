#include "infra/local/cli/annotate.h"

#include <fstream>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/image/annotate.h"
#include "handlers/image/inspect.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr int kMaxSide = 1600;

std::vector<Annotation> boxes_of(const json& metadata) {
  std::vector<Annotation> boxes;
  for (const auto& label : metadata.value("labels", json::array())) {
    for (const auto& instance : label.value("Instances", json::array())) {
      const auto& box = instance.at("BoundingBox");
      boxes.push_back({.left = box.at("Left"),
                       .top = box.at("Top"),
                       .width = box.at("Width"),
                       .height = box.at("Height"),
                       .caption = fmt::format("{} {:.0f} %", label.at("Name").get<std::string>(),
                                              instance.at("Confidence").get<double>())});
    }
  }
  return boxes;
}

}  // namespace

void write_annotated(std::string_view image, const json& metadata,
                     const std::filesystem::path& path) {
  if (!metadata.contains("image")) return;
  const auto picture = annotate(image, inspect(image), kMaxSide, boxes_of(metadata));
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file.write(picture.data(), static_cast<std::streamsize>(picture.size()));
  if (!file.flush()) {
    throw Error(ErrorKind::Reject, "File.Unwritable",
                fmt::format("{} cannot be written", path.string()));
  }
}

}  // namespace shrike::local
