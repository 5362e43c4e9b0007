#include "handlers/modules/face_mail.h"

#include <cmath>
#include <iterator>
#include <string_view>

#include <fmt/format.h>

#include "handlers/modules/mail_text.h"

namespace shrike {
namespace {

constexpr std::size_t kReferenceInSubject = 40;
/// In lists, which many names share: a message has at most 262,144 bytes.
constexpr std::size_t kNameInList = 80;
constexpr std::size_t kRunnersUp = 3;
constexpr std::size_t kMostSkipped = 20;

/// Cut, not rounded: 79.96 is below a threshold of 80, and must read so.
std::string percent(double value, int decimals) {
  const double scale = std::pow(10, decimals);
  return fmt::format("{:.{}f} %", std::floor(value * scale + 1e-6) / scale, decimals);
}

std::string fraction(double value) { return fmt::format("{:.0f} %", value * 100); }

std::string name_of(const ObjectKey& reference) {
  const std::string& key = reference.str();
  return one_line(std::string_view(key).substr(key.rfind('/') + 1));
}

std::string in_list(const Likeness& likeness) {
  return fmt::format("{} {}", shortened(name_of(likeness.reference), kNameInList),
                     percent(likeness.similarity, 1));
}

std::string subject_of(const FaceReport& report) {
  const ObjectKey& key = report.image.object.key;
  const ImageFace* best = report.best();
  const std::string similarity = best ? percent(best->likeness.front().similarity, 0) : "";
  const std::string reference =
      best ? shortened(name_of(best->likeness.front().reference), kReferenceInSubject) : "";
  switch (report.outcome) {
    case FaceOutcome::Match:
      return subject_with_key(fmt::format("Face match {}: {} in ", similarity, reference), key);
    case FaceOutcome::BelowThreshold:
      return subject_with_key(
          "No face match: ", key,
          best ? fmt::format(", closest {} {}", reference, similarity) : ", like no reference");
    case FaceOutcome::NoFace:
      return subject_with_key("No face in ", key);
    case FaceOutcome::NoReferences:
      return subject_with_key("No reference to compare with: ", key);
  }
  return subject_with_key("", key);
}

std::string headline_of(const FaceReport& report) {
  const ImageFace* best = report.best();
  switch (report.outcome) {
    case FaceOutcome::Match:
      return fmt::format("A face is {} similar to {}.",
                         percent(best->likeness.front().similarity, 1),
                         name_of(best->likeness.front().reference));
    case FaceOutcome::BelowThreshold:
      return best ? fmt::format("No face is similar enough; the closest is {} to {}.",
                                percent(best->likeness.front().similarity, 1),
                                name_of(best->likeness.front().reference))
                  : "No face is like any reference.";
    case FaceOutcome::NoFace:
      return "There is no face in the image.";
    case FaceOutcome::NoReferences:
      return "There is no reference that the image could be compared with.";
  }
  return {};
}

std::string place_of(const FaceReport& report, const ImageFace& face) {
  return fmt::format(
      "{} of {} from the left: {} from the left edge, {} from the top, {} wide, {} high",
      &face - report.faces.data() + 1, report.faces.size(), fraction(face.box.left),
      fraction(face.box.top), fraction(face.box.width), fraction(face.box.height));
}

void add_faces(std::string& body, const FaceReport& report) {
  if (report.faces.empty()) return;
  body += "\nEach face, from the left, and whom it resembles most:\n";
  std::size_t number = 0;
  for (const ImageFace& face : report.faces) {
    std::string list;
    for (std::size_t i = 0; i < face.likeness.size() && i < kRunnersUp; ++i) {
      list += (i == 0 ? "" : ", ") + in_list(face.likeness[i]);
    }
    body += fmt::format("  {}  {}\n", ++number, list.empty() ? "nobody" : list);
  }
}

void add_references(std::string& body, const FaceReport& report) {
  body += fmt::format("\nReferences compared: {}\n", report.compared);
  if (report.skipped.empty()) return;
  body += fmt::format("Left out: {}\n", report.skipped.size());
  for (std::size_t i = 0; i < report.skipped.size() && i < kMostSkipped; ++i) {
    const SkippedReference& skipped = report.skipped[i];
    body += fmt::format("  {}: {}\n", shortened(one_line(skipped.reference.str()), kNameInList),
                        shortened(one_line(skipped.reason), 2 * kNameInList));
  }
  if (report.skipped.size() > kMostSkipped) body += "  …\n";
}

std::string body_of(const FaceReport& report, TimePoint time) {
  std::string body = headline_of(report) + "\n\n";
  const auto add = [&body](std::string_view name, std::string_view value) {
    body += fmt::format("{:<11}{}\n", name, value);
  };
  add("Image", uri_of(report.image.object.bucket, report.image.object.key));
  if (!report.image.object.version.empty())
    add("Version", one_line(report.image.object.version.str()));
  if (const ImageFace* best = report.best()) {
    add("Reference", uri_of(report.reference_bucket, best->likeness.front().reference));
    add("Face", place_of(report, *best));
  }
  add("Threshold", fmt::format("{} %", report.threshold));
  add("Time", utc(time));
  add_faces(body, report);
  add_references(body, report);
  return body;
}

}  // namespace

Notification face_mail(const FaceReport& report, const std::string& topic_arn, TimePoint time) {
  return {topic_arn,
          subject_of(report),
          body_of(report, time),
          {{"outcome", std::string(to_string(report.outcome))},
           {"bucket", report.image.object.bucket.str()}}};
}

}  // namespace shrike
