#pragma once

#include "handlers/config.h"
#include "handlers/pipeline/object_pipeline.h"
#include "runtime/error.h"
#include "runtime/log.h"
#include "tests/unit/pipeline/entry_fakes.h"
#include "tests/unit/pipeline/fakes.h"
#include "tests/unit/pipeline/memory_table.h"

namespace shrike::fakes {

/// All that a pipeline stands on, in memory.
struct PipelineWorld {
  Config config;
  MemoryStore store;
  ScriptedRecognition detector;
  ScriptedImages images;
  MemoryTopic topic;
  MemoryTable table;
  StoppedClock clock;
  Lines lines;
  Logger logger{LogOptions{}, clock, lines.sink()};
  CallScope scope;

  Services services() { return {store, detector, images, clock, logger}; }
  ObjectPipeline pipeline() { return {config, services(), topic, table}; }
};

/// What `action` throws; of the type "none" when it throws nothing.
template <class Action>
Error failure_of_action(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  return {ErrorKind::Bug, "none", ""};
}

}  // namespace shrike::fakes
