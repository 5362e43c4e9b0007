#include "infra/local/cli/results.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "runtime/percent.h"

namespace shrike::local {
namespace {

std::string key_of(const std::string& event) {
  auto key = nlohmann::json::parse(event)
                 .at("Records")
                 .at(0)
                 .at("s3")
                 .at("object")
                 .at("key")
                 .get<std::string>();
  std::replace(key.begin(), key.end(), '+', ' ');
  return percent_decode(key);
}

}  // namespace

void Results::add(const std::string& event, const InvocationResult& result) {
  const std::scoped_lock lock(mutex_);
  results_.insert_or_assign(key_of(event), result);
  changed_.notify_all();
}

std::size_t Results::wait_for_more_than(std::size_t seen) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return results_.size() > seen; });
  return results_.size();
}

std::optional<InvocationResult> Results::find(const std::string& key) const {
  const std::scoped_lock lock(mutex_);
  const auto found = results_.find(key);
  return found == results_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace shrike::local
