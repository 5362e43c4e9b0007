#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "infra/local/cli/image_outcome.h"
#include "infra/local/cli/run_item.h"
#include "infra/local/cli/run_places.h"
#include "infra/local/cli/session.h"

namespace shrike::local {

/// What became of an image, and Lambda's own account of it where the bucket notified the function.
struct FinishedImage {
  ImageOutcome outcome;
  std::optional<InvocationResult> invocation = {};
};

/// Takes images through the stack, one after the other; a thread has its own.
class ImageRun {
 public:
  /// `resume`: an image that has a result of the same bytes is left alone.
  ImageRun(Session& session, const RunPlaces& places, bool resume)
      : session_(session), places_(places), resume_(resume), client_(session.new_client()) {}

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
  bool resume_;
  ObjectClient client_;
};

}  // namespace shrike::local
