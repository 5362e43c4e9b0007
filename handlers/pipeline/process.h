#pragma once

#include "handlers/aws/client.h"
#include "handlers/config.h"
#include "handlers/events/event.h"
#include "handlers/pipeline/object_pipeline.h"
#include "runtime/environment.h"
#include "runtime/invocation.h"

namespace shrike {

/// The entry `process`: renditions, labels and a metadata object for every image of an event.
///
/// A notification's answer is `{"records":[{"bucket","key","status",…}]}`. Each record is processed
/// whatever became of the others: one that can never succeed is logged, recorded in its metadata
/// object where there can be one, and does not fail the invocation; when one failed otherwise, an
/// Error is thrown after the last, upon which Lambda tries the event again, the others' outputs
/// being left as they are.
///
/// A direct invocation's answer is the metadata object and its key; a refusal is thrown.
class ProcessFunction {
 public:
  ProcessFunction(Config config, const Environment& environment, Services services);

  // The pipeline refers to the configuration beside it.
  ProcessFunction(const ProcessFunction&) = delete;
  ProcessFunction& operator=(const ProcessFunction&) = delete;
  ProcessFunction(ProcessFunction&&) = delete;
  ProcessFunction& operator=(ProcessFunction&&) = delete;
  ~ProcessFunction() = default;

  [[nodiscard]] Response operator()(const Invocation& invocation, const Context& context);

 private:
  [[nodiscard]] nlohmann::json answer(const S3Notification& notification, const Context& context);
  [[nodiscard]] nlohmann::json answer(const S3TestEvent& event, const Context& context);
  [[nodiscard]] nlohmann::json answer(const DirectInvocation& invocation, const Context& context);

  [[nodiscard]] nlohmann::json process_record(const S3Record& record, const CallScope& scope,
                                              const Context& context);
  void require_foreign(const ObjectRef& object) const;
  [[nodiscard]] CallScope scope_of(const Context& context) const;

  Config config_;
  const Environment& environment_;
  Services services_;
  ObjectPipeline pipeline_;
};

}  // namespace shrike
