#include "handlers/modules/recognition_mail.h"

#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/modules/foreign_json.h"
#include "handlers/modules/mail_text.h"

namespace shrike {
namespace {

using nlohmann::json;

constexpr std::size_t kLabelsInSubject = 3;
constexpr std::size_t kMostInBody = 50;
constexpr std::size_t kLongestItem = 160;

/// The text at `name`, on one line and not too long for a mail's.
std::string text_of(const json& item, const char* name) {
  return shortened(one_line(text_at(item, name)), kLongestItem);
}

std::string labels_in_subject(const json& document) {
  std::string text;
  std::size_t count = 0;
  for (const json& label : list_at(document, "labels")) {
    if (count++ == kLabelsInSubject) break;
    text += (text.empty() ? "" : ", ") + text_of(label, "Name");
  }
  return text;
}

/// "Person, Dog; 2 faces", at most half of a subject.
std::string found_of(const json& document) {
  std::string found = labels_in_subject(document);
  if (const std::size_t faces = list_at(document, "faces").size(); faces > 0) {
    found += fmt::format("{}{} face{}", found.empty() ? "" : "; ", faces, faces == 1 ? "" : "s");
  }
  return shortened(found.empty() ? "nothing" : found, kMaxSubjectCharacters / 2);
}

/// The image as a whole was refused.
const json* image_refusal(const json& document) {
  for (const json& refusal : list_at(document, "refused")) {
    if (text_at(refusal, "what") == "image") return &refusal;
  }
  return nullptr;
}

void add_labels(std::string& body, const json& document) {
  const json& labels = list_at(document, "labels");
  if (labels.empty()) return;
  body += "\nLabels:\n";
  for (std::size_t i = 0; i < labels.size() && i < kMostInBody; ++i) {
    body += fmt::format("  {} {:.1f} %\n", text_of(labels[i], "Name"),
                        rounded_at(labels[i], "Confidence"));
  }
}

void add_refusals(std::string& body, const json& document) {
  const json& refusals = list_at(document, "refused");
  if (refusals.empty()) return;
  body += "\nRefused:\n";
  for (std::size_t i = 0; i < refusals.size() && i < kMostInBody; ++i) {
    body += fmt::format("  {}: {} ({})\n", text_of(refusals[i], "what"),
                        text_of(refusals[i], "reason"), text_of(refusals[i], "type"));
  }
}

}  // namespace

Notification recognition_mail(const RecognitionResult& result, const ObjectRef& stored,
                              const std::string& topic_arn) {
  const json& document = result.document;
  const bool refused = image_refusal(document) != nullptr;
  std::string body =
      fmt::format("Image   {}\nResult  {}\n", uri_of(result.object.bucket, result.object.key),
                  uri_of(stored.bucket, stored.key));
  add_labels(body, document);
  if (const std::size_t faces = list_at(document, "faces").size(); faces > 0) {
    body += fmt::format("\nFaces: {}\n", faces);
  }
  add_refusals(body, document);
  return {
      topic_arn,
      refused ? subject_with_key("Image refused: ", result.object.key)
              : subject_with_key("Recognised ", result.object.key, ": " + found_of(document)),
      std::move(body),
      {{"outcome", refused ? "refused" : "recognized"}, {"bucket", result.object.bucket.str()}}};
}

}  // namespace shrike
