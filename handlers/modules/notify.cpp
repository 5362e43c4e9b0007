#include "handlers/modules/notify.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "handlers/modules/faces.h"
#include "handlers/modules/foreign_json.h"
#include "handlers/modules/mail_text.h"
#include "handlers/modules/text.h"

namespace shrike {
namespace {

using nlohmann::json;

/// Of each list: a message has at most 262,144 bytes, and a reader less patience.
constexpr std::size_t kMostInList = 10;
constexpr std::size_t kLongestInList = 120;

const json* found_by(Detector detector, const ImageReport& report) {
  const auto entry = report.found.find(detector);
  return entry == report.found.end() ? nullptr : &entry->second.found;
}

bool is_refused(const ImageReport& report) {
  return std::any_of(report.refused.begin(), report.refused.end(),
                     [](const Refusal& refusal) { return refusal.what == "image"; });
}

bool is_flagged(const ImageReport& report) {
  const json* const moderation = found_by(Detector::Moderation, report);
  return moderation != nullptr && !moderation->empty();
}

std::string in_list(std::string_view text) { return shortened(one_line(text), kLongestInList); }

/// "one, two, and 3 more". Only what is shown is described: lists may be long, and so their texts.
template <class List, class Describe>
std::string listed(const List& list, const Describe& describe) {
  if (list.empty()) return "none";
  std::vector<std::string> shown;
  for (const auto& element : list) {
    if (shown.size() == kMostInList) break;
    shown.push_back(in_list(describe(element)));
  }
  auto line = fmt::format("{}", fmt::join(shown, ", "));
  if (list.size() > shown.size()) line += fmt::format(", and {} more", list.size() - shown.size());
  return line;
}

std::vector<std::string> names_of(const json& labels) {
  std::vector<std::string> names;
  for (const json& label : labels) {
    if (names.size() == kMostInList) break;
    std::string name = in_list(text_at(label, "Name"));
    if (!name.empty()) names.push_back(std::move(name));
  }
  return names;
}

std::string with_confidence(const json& label) {
  return fmt::format("{} {:.1f} %", in_list(text_at(label, "Name")),
                     rounded_at(label, "Confidence"));
}

const std::string& as_it_is(const std::string& text) { return text; }

std::string faces_line(const json& faces) {
  std::vector<std::string> described;
  for (const json& face : faces) {
    std::vector<std::string> traits{text_at(object_at(face, "Gender"), "Value"), age_range(face),
                                    foremost_emotion(face)};
    std::erase_if(traits, [](const std::string& trait) { return trait.empty(); });
    if (!traits.empty()) described.push_back(fmt::format("{}", fmt::join(traits, " ")));
  }
  auto line = std::to_string(faces.size());
  if (!described.empty()) line += fmt::format(" ({})", listed(described, as_it_is));
  return line;
}

std::string finding(Detector detector, const json& found) {
  switch (detector) {
    case Detector::Labels:
      return fmt::format("Labels:      {}\n", listed(found, with_confidence));
    case Detector::Faces:
      return fmt::format("Faces:       {}\n", faces_line(found));
    case Detector::Text:
      return fmt::format("Text:        {}\n", listed(lines_of_text(found), as_it_is));
    case Detector::Moderation:
      return fmt::format("Moderation:  {}\n", listed(found, with_confidence));
  }
  return {};
}

std::string image_line(const ImageReport& report) {
  if (!report.facts) return {};
  const ImageFacts& facts = *report.facts;
  return fmt::format("Format:      {}, {} x {} pixels, {} bytes\n", traits(facts.format).name,
                     facts.width, facts.height, report.size.value_or(0));
}

std::string subject_of(const ImageReport& report) {
  const std::string_view before = is_refused(report)   ? "Image refused: "
                                  : is_flagged(report) ? "Image to review: "
                                                       : "Image processed: ";
  return subject_with_key(before, report.object.key);
}

std::string message_of(const ImageReport& report, const ReportedOutputs& outputs, TimePoint time) {
  std::string text =
      fmt::format("Image:       {}\n", uri_of(report.object.bucket, report.object.key));
  if (!report.object.version.empty()) {
    text += fmt::format("Version:     {}\n", one_line(report.object.version.str()));
  }
  text += fmt::format("Processed:   {}\n{}\n", utc(time), image_line(report));
  for (const auto& [detector, detection] : report.found) text += finding(detector, detection.found);
  for (const Refusal& refusal : report.refused) {
    text += fmt::format("Not done:    {}: {} ({})\n", refusal.what, one_line(refusal.reason),
                        refusal.type);
  }
  text += "\nRenditions:\n";
  for (const StoredRendition& rendition : report.renditions) {
    text += fmt::format("  {} x {}  {}\n", rendition.width, rendition.height,
                        uri_of(outputs.bucket, rendition.key));
  }
  if (report.renditions.empty()) text += "  none\n";
  return text + fmt::format("Metadata:\n  {}\n", uri_of(outputs.bucket, outputs.metadata));
}

}  // namespace

Notification notification_of(const ImageReport& report, const ReportedOutputs& outputs,
                             const std::string& topic_arn, TimePoint time) {
  Notification notification{topic_arn, subject_of(report), message_of(report, outputs, time)};
  notification.attributes = {{"status", is_refused(report) ? "refused" : "processed"},
                             {"bucket", report.object.bucket.str()}};
  const auto add_list = [&](const char* name, std::vector<std::string> names) {
    if (!names.empty()) notification.lists.emplace(name, std::move(names));
  };
  if (const json* labels = found_by(Detector::Labels, report)) {
    add_list("labels", names_of(*labels));
  }
  if (const json* faces = found_by(Detector::Faces, report)) {
    notification.attributes["faces"] = std::to_string(faces->size());
  }
  if (const json* moderation = found_by(Detector::Moderation, report)) {
    notification.attributes["moderation"] = moderation->empty() ? "clean" : "flagged";
    add_list("moderationLabels", names_of(*moderation));
  }
  return notification;
}

}  // namespace shrike
