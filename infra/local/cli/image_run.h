#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "infra/local/cli/image_outcome.h"
#include "infra/local/cli/run_item.h"
#include "infra/local/cli/session.h"

namespace shrike::local {

/// Where the images of a run go, and what comes out of them.
struct RunPlaces {
  std::string bucket;         ///< of the images
  std::string function;       ///< what processes them
  std::string results;        ///< bucket of its outputs
  std::string output_prefix;  ///< before their keys
  bool resume = false;        ///< images whose result is there are left alone
  /// By which the bucket tells the function of what is put.
  std::vector<StackNotification> notifications = {};
};

/// By the stack: the function that has an OUTPUT_BUCKET, and the bucket that notifies it. `bucket`
/// names another one, whose objects the function is then invoked with; empty: files will be put.
/// Throws Error "Template.Invalid" (Reject) where files would be put and nothing invoke it.
[[nodiscard]] RunPlaces run_places(const Stack& stack, const std::string& bucket, bool resume);

/// What became of an image, and Lambda's own account of it where the bucket notified the function.
struct FinishedImage {
  ImageOutcome outcome;
  std::optional<InvocationResult> invocation = {};
};

/// Takes images through the stack, one after the other; a thread has its own.
class ImageRun {
 public:
  ImageRun(Session& session, const RunPlaces& places)
      : session_(session), places_(places), client_(session.new_client()) {}

  /// Errors are outcomes. Nothing when `give_up` is requested while the function is at work.
  [[nodiscard]] std::optional<FinishedImage> process(const RunItem& item,
                                                     const std::stop_token& give_up);

 private:
  [[nodiscard]] std::optional<FinishedImage> put(const RunItem& item,
                                                 const std::stop_token& give_up);
  [[nodiscard]] FinishedImage invoke(const RunItem& item);
  /// The outcome, and the metadata object with it.
  [[nodiscard]] ImageOutcome read_outcome(const ObjectKey& key, std::string_view answer);
  [[nodiscard]] bool has_result(const ObjectKey& key, const std::string& etag);

  Session& session_;
  const RunPlaces& places_;
  ObjectClient client_;
};

}  // namespace shrike::local
