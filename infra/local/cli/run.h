#pragma once

#include "infra/local/cli/options.h"

namespace shrike::local {

/// `shrike-local run IMAGE|FOLDER…|s3://BUCKET[/PREFIX]`: puts each image into the stack's watched
/// bucket with an ordinary S3 request and waits until its function is done, as many at a time as
/// keep all cores busy; or, of a bucket that lies in the data folder already, invokes the function
/// with each object. Prints a summary for each of a few images, of many one for all, and leaves
/// under `data`
///   buckets/<bucket>/<key>   what was put and what the functions wrote, as plain files
///   results.jsonl            results_line() of each image of this run
///   annotated/<key>.jpg      of a few, the image with the found boxes drawn
///
/// SIGINT and SIGTERM let what is under way come to its end, a second one does not wait for it.
/// Returns 0 when every image has a result or was refused by name, 1 when one failed or a folder
/// could not be read, 130 when it was interrupted.
int run(const CommandOptions& options);

}  // namespace shrike::local
