#pragma once

#include <nlohmann/json.hpp>

#include "handlers/config.h"
#include "handlers/modules/ports.h"
#include "handlers/modules/recognition.h"
#include "runtime/clock.h"
#include "runtime/environment.h"
#include "runtime/invocation.h"
#include "runtime/log.h"

namespace shrike {

/// What the entry `store-results` works with. All of it must outlive the function.
struct StoreServices {
  ObjectStore& store;
  Topic& topic;
  const Clock& clock;
  Logger& logger;
};

/// The entry `store-results`, a task of a workflow: puts what was recognised, or why an image was
/// refused (read_recognition), as `<key>/recognition.json` into RESULTS_BUCKET, and tells the topic
/// when there is one.
///
/// Answers `{"bucket","key","status"}` of the stored object. Status is "stored", or "outdated" when
/// a later event of the image has been stored already, which is then left as it is.
class StoreResultsFunction {
 public:
  StoreResultsFunction(const Config& config, const Environment& environment, StoreServices services)
      : config_(config), environment_(environment), services_(services) {}

  /// Throws Error: "Event.Malformed", "Event.TooLarge", "Object.KeyTooLong" (Reject);
  /// "Event.OwnOutput" (Reject) when the result would land where the images come from, which would
  /// start the workflow for ever; what storing and telling throw.
  [[nodiscard]] Response operator()(const Invocation& invocation, const Context& context) const;

 private:
  [[nodiscard]] std::string store(const RecognitionResult& result, const ObjectKey& key,
                                  const CallScope& scope) const;

  const Config& config_;
  const Environment& environment_;
  StoreServices services_;
};

}  // namespace shrike
