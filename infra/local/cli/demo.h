#pragma once

#include <string>
#include <vector>

#include "infra/local/cli/options.h"

namespace shrike::local {

struct DemoOptions {
  CommandOptions command;                         ///< its images are those that are uploaded
  std::vector<std::filesystem::path> references;  ///< faces: who is known
  std::vector<std::string> expected;  ///< faces: the outcome of each image; empty: any will do
};

/// `shrike-local demo faces`: stores the references, compares each image with them, and shows the
/// mail that the topic's subscriber gets. Returns 0 when every image was compared and told of in
/// one mail, with the expected outcome.
int demo_faces(const DemoOptions& options);

/// `shrike-local demo workflow`: uploads the images, and the first bytes of the first one again,
/// and shows each execution's way through the states, what was stored and the mails. Returns 0 when
/// every execution succeeded, each image's result is there, and the damaged one went the way of the
/// state machine's Catch.
int demo_workflow(const DemoOptions& options);

/// `shrike-local demo tasks`: uploads each image as a user's task and shows the table's item as it
/// changes, and the function's answer; then sends the event again, another image of the same task,
/// and the first event late. Returns 0 when the item told of image and labels and neither the
/// duplicate nor the late event changed it.
int demo_tasks(const DemoOptions& options);

}  // namespace shrike::local
