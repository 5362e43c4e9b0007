#pragma once

#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "infra/local/lambda/service.h"

namespace shrike::local {

/// Collects what became of the notifications of a run, by the key of their object. Thread-safe.
class Results {
 public:
  /// `event` is an S3 notification; its key is decoded as S3 spells it.
  void add(const std::string& event, const InvocationResult& result);

  /// Waits until more than `seen` results are there, and returns how many.
  [[nodiscard]] std::size_t wait_for_more_than(std::size_t seen);

  [[nodiscard]] std::optional<InvocationResult> find(const std::string& key) const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, InvocationResult> results_;
};

}  // namespace shrike::local
