#include "handlers/modules/face_report.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace shrike {
namespace {

using nlohmann::json;

constexpr int kReportSchemaVersion = 1;
constexpr std::size_t kMostLikenesses = 10;
/// The same picture gives the same boxes; as an object and as a JPEG of ours, nearly so. Boxes of
/// two faces share far less.
constexpr double kSameFace = 0.5;

ImageFace& face_at(std::vector<ImageFace>& faces, const ComparedFace& compared) {
  const auto found = std::find_if(faces.begin(), faces.end(), [&](const ImageFace& face) {
    return overlap(face.box, compared.box) > kSameFace;
  });
  if (found != faces.end()) return *found;
  return faces.emplace_back(ImageFace{compared.box, compared.confidence, {}});
}

void sort_by_similarity(std::vector<Likeness>& likeness) {
  std::sort(likeness.begin(), likeness.end(), [](const Likeness& left, const Likeness& right) {
    return left.similarity != right.similarity ? left.similarity > right.similarity
                                               : left.reference < right.reference;
  });
}

void sort_from_left_to_right(std::vector<ImageFace>& faces) {
  std::sort(faces.begin(), faces.end(), [](const ImageFace& left, const ImageFace& right) {
    return left.box.left != right.box.left ? left.box.left < right.box.left
                                           : left.box.top < right.box.top;
  });
}

double best_similarity(const ImageFace& face) {
  // Below any: Rekognition sees no likeness.
  return face.likeness.empty() ? -1 : face.likeness.front().similarity;
}

double rounded(double percent) { return std::round(percent * 100) / 100; }

json box_of(const FaceBox& box) {
  return {{"left", box.left}, {"top", box.top}, {"width", box.width}, {"height", box.height}};
}

json likeness_of(const Likeness& likeness) {
  return {{"reference", likeness.reference.str()}, {"similarity", rounded(likeness.similarity)}};
}

json face_of(const ImageFace& face) {
  json likeness = json::array();
  for (const Likeness& one : face.likeness) {
    if (likeness.size() == kMostLikenesses) break;
    likeness.push_back(likeness_of(one));
  }
  return {{"box", box_of(face.box)},
          {"confidence", rounded(face.confidence)},
          {"likeness", std::move(likeness)}};
}

json source_of(const ComparedImage& image) {
  json source{{"bucket", image.object.bucket.str()}, {"key", image.object.key.str()}};
  if (!image.object.version.empty()) source["versionId"] = image.object.version.str();
  if (!image.etag.empty()) source["etag"] = image.etag;
  if (!image.sequencer.empty()) source["sequencer"] = image.sequencer;
  return source;
}

json references_of(const FaceReport& report) {
  json skipped = json::array();
  for (const SkippedReference& one : report.skipped) {
    skipped.push_back({{"key", one.reference.str()}, {"type", one.type}, {"reason", one.reason}});
  }
  return {{"bucket", report.reference_bucket.str()},
          {"compared", report.compared},
          {"skipped", std::move(skipped)}};
}

}  // namespace

std::string_view to_string(FaceOutcome outcome) noexcept {
  switch (outcome) {
    case FaceOutcome::Match:
      return "match";
    case FaceOutcome::BelowThreshold:
      return "below-threshold";
    case FaceOutcome::NoFace:
      return "no-face";
    case FaceOutcome::NoReferences:
      return "no-references";
  }
  return "no-references";
}

const ImageFace* FaceReport::best() const noexcept {
  const auto found = std::max_element(faces.begin(), faces.end(),
                                      [](const ImageFace& left, const ImageFace& right) {
                                        return best_similarity(left) < best_similarity(right);
                                      });
  return found == faces.end() || found->likeness.empty() ? nullptr : &*found;
}

void conclude(FaceReport& report, const std::vector<ReferenceComparison>& comparisons) {
  report.faces.clear();
  report.compared = comparisons.size();
  for (const ReferenceComparison& comparison : comparisons) {
    for (const ComparedFace& compared : comparison.faces) {
      ImageFace& face = face_at(report.faces, compared);
      if (compared.similarity) {
        face.likeness.push_back({comparison.reference, *compared.similarity});
      }
    }
  }
  sort_from_left_to_right(report.faces);
  for (ImageFace& face : report.faces) sort_by_similarity(face.likeness);

  const ImageFace* best = report.best();
  if (comparisons.empty()) {
    report.outcome = FaceOutcome::NoReferences;
  } else if (report.faces.empty()) {
    report.outcome = FaceOutcome::NoFace;
  } else {
    const bool match = best != nullptr && best_similarity(*best) >= report.threshold;
    report.outcome = match ? FaceOutcome::Match : FaceOutcome::BelowThreshold;
  }
}

json face_document(const FaceReport& report) {
  json document{{"schemaVersion", kReportSchemaVersion},
                {"outcome", to_string(report.outcome)},
                {"source", source_of(report.image)},
                {"threshold", report.threshold},
                {"faces", json::array()},
                {"references", references_of(report)}};
  for (const ImageFace& face : report.faces) document["faces"].push_back(face_of(face));
  if (const ImageFace* best = report.best()) {
    document["best"] = likeness_of(best->likeness.front());
    document["best"]["face"] = best - report.faces.data();
  }
  return document;
}

}  // namespace shrike
