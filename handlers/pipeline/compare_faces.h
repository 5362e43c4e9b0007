#pragma once

#include <optional>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "handlers/config.h"
#include "handlers/modules/compare_faces.h"
#include "handlers/modules/face_references.h"
#include "handlers/modules/lru_cache.h"
#include "handlers/pipeline/object_pipeline.h"
#include "handlers/pipeline/publish.h"
#include "handlers/pipeline/record_handler.h"

namespace shrike {

/// What the entry `compare-faces` does with one object: compares it with the reference images, and
/// tells the topic. The document is the report (face_document).
///
/// With an OUTPUT_BUCKET the report is put there too, as `<key>/face-match.json`, and says what has
/// been told: a duplicate of an event tells nothing again, and a late one changes nothing. Without
/// one, only what this sandbox has told is known.
class CompareFacesHandler final : public RecordHandler {
 public:
  /// All that is referred to must outlive it.
  CompareFacesHandler(const Config& config, Services services, Topic& topic);

  /// Throws Error: "Image.…" and "Object.…" (Reject) for what is no image or cannot be had, put
  /// down as `refused` where results go; "Event.OwnOutput" (Reject), "Event.Outdated" (Ignore), and
  /// what comparing and telling throw.
  [[nodiscard]] RecordResult handle(const S3Record& record, const RecordScope& scope) override;

 private:
  [[nodiscard]] FaceReport compare(const S3Record& record, const RecordScope& scope);
  [[nodiscard]] RecordResult refuse(const S3Record& record, const Error& error,
                                    const RecordScope& scope);
  [[nodiscard]] Publication publication_of(const S3Record& record, const std::string& body,
                                           const RecordScope& scope);
  [[nodiscard]] bool tell(const S3Record& record, const FaceReport& report,
                          const nlohmann::json& document, const RecordScope& scope);
  void notify(const FaceReport& report, const RecordScope& scope);

  const Config& config_;
  Services services_;
  Topic& topic_;
  FaceReferences references_;
  FaceComparer comparer_;
  /// The sequencer of the last event that was told of, by bucket and key.
  LruCache<std::pair<BucketName, ObjectKey>, std::string> told_{10'000};
};

}  // namespace shrike
