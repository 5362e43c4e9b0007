#pragma once

#include <string>
#include <vector>

#include "infra/local/stack/stack.h"

namespace shrike::local {

/// Where the images of a run go, and what comes out of them.
struct RunPlaces {
  std::string bucket;         ///< of the images
  std::string function;       ///< what processes them
  std::string results;        ///< bucket of its outputs
  std::string output_prefix;  ///< before their keys
  /// By which the bucket tells the function of what is put.
  std::vector<StackNotification> notifications = {};

  /// Whether the function is told of an object of this key when it is put.
  [[nodiscard]] bool tell_of(const std::string& key) const;
};

/// By the stack: the function that has an OUTPUT_BUCKET, and the bucket that notifies it. `bucket`
/// names another one, whose objects the function is then invoked with; empty: files will be put.
/// Throws Error "Template.Invalid" (Reject) where files would be put and nothing invoke it.
[[nodiscard]] RunPlaces run_places(const Stack& stack, const std::string& bucket);

}  // namespace shrike::local
