#include "infra/local/cli/summary.h"

#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/cli/printable.h"

namespace shrike::local {
namespace {

using nlohmann::json;

std::string kilobytes(double bytes) { return fmt::format("{:.1f} kB", bytes / 1000); }

std::string line(std::string_view title, std::string_view text) {
  return fmt::format("  {:<11} {}\n", title, text);
}

std::string headline(std::string_view name, const json& metadata) {
  if (!metadata.contains("image")) return fmt::format("{}\n", name);
  const auto& image = metadata["image"];
  const auto size = metadata.value(json::json_pointer("/source/size"), 0.0);
  return fmt::format("{} · {} {}×{}, {}\n", name, image.value("format", ""),
                     image.value("width", 0), image.value("height", 0), kilobytes(size));
}

std::string labels(const json& metadata) {
  if (!metadata.contains("labels")) return "";
  std::vector<std::string> found;
  for (const auto& label : metadata["labels"]) {
    const auto instances = label.value("Instances", json::array()).size();
    found.push_back(fmt::format("{} {:.1f} %{}", label.value("Name", ""),
                                label.value("Confidence", 0.0),
                                instances > 1 ? fmt::format(" (×{})", instances) : ""));
  }
  return line("labels", found.empty() ? "none above the threshold"
                                      : fmt::format("{}", fmt::join(found, ", ")));
}

std::string renditions(const json& metadata) {
  std::string text;
  for (const auto& rendition : metadata.value("renditions", json::array())) {
    text += line(text.empty() ? "renditions" : "",
                 fmt::format("{:<8} {}×{} {}{}, {}", rendition.value("name", ""),
                             rendition.value("width", 0), rendition.value("height", 0),
                             rendition.value("format", ""),
                             rendition.value("pages", 1) > 1
                                 ? fmt::format(", {} frames", rendition.value("pages", 1))
                                 : "",
                             kilobytes(rendition.value("bytes", 0.0))));
  }
  return text;
}

std::string timings(const json& metadata) {
  std::vector<std::string> steps;
  const auto measured = metadata.value("timings", json::object());
  for (const auto& [step, milliseconds] : measured.items()) {
    steps.push_back(fmt::format("{} {} ms", step, milliseconds.get<double>()));
  }
  return steps.empty() ? "" : line("timings", fmt::format("{}", fmt::join(steps, " · ")));
}

std::string refusals(const json& metadata) {
  std::string text;
  for (const auto& refusal : metadata.value("refused", json::array())) {
    text += line("refused",
                 printable(fmt::format("{}: {} ({})", refusal.value("what", ""),
                                       refusal.value("reason", ""), refusal.value("type", ""))));
  }
  return text;
}

}  // namespace

std::string summary(std::string_view name, const json& metadata, const InvocationResult& result) {
  const auto title = printable(std::string(name));
  auto text = metadata.is_object()
                  ? headline(title, metadata) + labels(metadata) + renditions(metadata) +
                        timings(metadata) + refusals(metadata)
                  : fmt::format("{}\n", title) + line("answer", printable(result.payload));
  return text + "  " + printable(result.report) + "\n";
}

}  // namespace shrike::local
