#pragma once

#include "handlers/config.h"
#include "handlers/pipeline/event_function.h"
#include "handlers/pipeline/object_pipeline.h"
#include "handlers/pipeline/record_handler.h"
#include "runtime/environment.h"
#include "runtime/invocation.h"

namespace shrike {

/// What the entry `process` does with one object: renditions, findings and a metadata object where
/// one was created, and takes them away where it was removed. The document is the metadata object
/// and its key. Throws what ObjectPipeline throws,
/// "Event.UnexpectedBucket" and "Event.OwnOutput" (Reject).
class ProcessHandler final : public RecordHandler {
 public:
  ProcessHandler(const Config& config, Services services, Topic& topic, Table& table)
      : config_(config), pipeline_(config, services, topic, table) {}

  [[nodiscard]] RecordResult handle(const S3Record& record, const RecordScope& scope) override;

 private:
  [[nodiscard]] RecordResult remove(const S3Record& record, const RecordScope& scope) const;
  void require_foreign(const ObjectRef& object) const;

  const Config& config_;
  ObjectPipeline pipeline_;
};

/// The entry `process`.
class ProcessFunction {
 public:
  ProcessFunction(Config config, const Environment& environment, Services services, Topic& topic,
                  Table& table);

  // The handler refers to the configuration beside it.
  ProcessFunction(const ProcessFunction&) = delete;
  ProcessFunction& operator=(const ProcessFunction&) = delete;
  ProcessFunction(ProcessFunction&&) = delete;
  ProcessFunction& operator=(ProcessFunction&&) = delete;
  ~ProcessFunction() = default;

  [[nodiscard]] Response operator()(const Invocation& invocation, const Context& context) const {
    return function_(invocation, context);
  }

 private:
  Config config_;
  ProcessHandler handler_;
  EventFunction function_;
};

}  // namespace shrike
