#pragma once

#include <string>

#include "handlers/aws/s3.h"
#include "handlers/image/facts.h"
#include "handlers/image/image_bytes.h"
#include "handlers/image/inspect.h"

namespace shrike {

/// The image as all modules see it: one download, one look at its header.
struct SourceImage {
  ObjectRef object;
  std::string sequencer;  ///< of the event; empty when there is none
  ObjectInfo info;
  ImageBytes bytes;
  ImageFacts facts;
  DecodeBudget budget;
};

}  // namespace shrike
