#pragma once

#include "infra/local/cli/options.h"

namespace shrike::local {

/// `shrike-local run IMAGE…`: puts each image into the stack's watched bucket with an ordinary S3
/// request, waits until its function is done, prints a summary for each and leaves under `data`
///   buckets/<bucket>/<key>   what was put and what the functions wrote, as plain files
///   annotated/<key>.jpg      the image with the found boxes drawn
/// Returns 0 when every image was processed, 1 when one was refused or failed.
int run(const CommandOptions& options);

}  // namespace shrike::local
