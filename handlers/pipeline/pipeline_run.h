#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "handlers/config.h"
#include "handlers/modules/metadata.h"
#include "handlers/modules/ports.h"
#include "handlers/pipeline/memory_gate.h"
#include "handlers/pipeline/output_keys.h"
#include "handlers/pipeline/publish.h"
#include "runtime/clock.h"
#include "runtime/log.h"

namespace shrike {

/// What the pipeline works with. All of it must outlive the pipeline.
struct Services {
  ObjectStore& store;
  Recognition& recognition;
  ImageLibrary& images;
  const Clock& clock;
  Logger& logger;
};

/// One image to process. What an event says of it serves when it cannot be downloaded.
struct ObjectTask {
  ObjectRef object;
  std::string sequencer;
  std::optional<std::uint64_t> size;
  std::string etag;
  RecordMemory memory = {};  ///< to ask before downloading and decoding
  bool may_uncover = false;  ///< of a removal, see may_uncover()
  bool mends = false;        ///< what another event, or another image's, has left
  bool tells = true;         ///< false where the image has an event of its own that will
};

/// What one way through the pipeline gathers.
struct PipelineRun {
  const ObjectTask& task;
  const CallScope& scope;
  OutputKeys keys;
  ImageReport report;
  std::string source_mark;  ///< kSourceMark of what it tells of
  TimePoint start;
  MemoryHold downloaded = {};
  Published metadata = Published::Created;  ///< what became of its metadata object
  bool uncovered = false;                   ///< its version is no more, and another is current
};

/// Throws Error "Function.DeadlineExceeded" (Retry) when there is no time left to begin the step.
void require_time(const Clock& clock, const CallScope& scope, std::string_view step);

}  // namespace shrike
