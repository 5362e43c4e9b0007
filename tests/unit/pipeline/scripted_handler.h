#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "handlers/pipeline/record_handler.h"
#include "handlers/pipeline/record_summary.h"

namespace shrike::fakes {

/// Does with a record what the test says, and remembers which it was given.
class ScriptedHandler final : public RecordHandler {
 public:
  [[nodiscard]] RecordResult handle(const S3Record& record, const RecordScope& scope) override {
    const std::string& key = record.object.key.str();
    {
      const std::scoped_lock lock(mutex_);
      begun_.push_back(key);
      most_at_once_ = std::max(most_at_once_, ++under_way_);
      same_at_once_ = same_at_once_ || ++under_way_of_[key] > 1;
    }
    const Leaving leaving{*this, key};
    if (during) during(record, scope);
    nlohmann::json summary = described(record.object);
    summary["status"] = "done";
    nlohmann::json document = found;
    document["done"] = key;
    return {std::move(summary), std::move(document)};
  }

  [[nodiscard]] bool is_step() const noexcept override { return step; }

  std::function<void(const S3Record& record, const RecordScope& scope)> during;
  bool step = false;
  nlohmann::json found = nlohmann::json::object();  ///< what each document holds besides the key

  /// Keys in the order in which their records began.
  [[nodiscard]] std::vector<std::string> begun() const {
    const std::scoped_lock lock(mutex_);
    return begun_;
  }
  [[nodiscard]] std::vector<std::string> ended() const {
    const std::scoped_lock lock(mutex_);
    return ended_;
  }
  [[nodiscard]] int most_at_once() const {
    const std::scoped_lock lock(mutex_);
    return most_at_once_;
  }
  [[nodiscard]] bool same_at_once() const {
    const std::scoped_lock lock(mutex_);
    return same_at_once_;
  }

 private:
  struct Leaving {
    ScriptedHandler& handler;
    const std::string& key;
    Leaving(ScriptedHandler& from, const std::string& name) : handler(from), key(name) {}
    Leaving(const Leaving&) = delete;
    Leaving& operator=(const Leaving&) = delete;
    Leaving(Leaving&&) = delete;
    Leaving& operator=(Leaving&&) = delete;
    ~Leaving() {
      const std::scoped_lock lock(handler.mutex_);
      handler.ended_.push_back(key);
      --handler.under_way_;
      --handler.under_way_of_[key];
    }
  };

  mutable std::mutex mutex_;
  std::vector<std::string> begun_;
  std::vector<std::string> ended_;
  std::map<std::string, int> under_way_of_;
  int under_way_ = 0;
  int most_at_once_ = 0;
  bool same_at_once_ = false;
};

}  // namespace shrike::fakes
