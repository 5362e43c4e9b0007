#pragma once

#include <cstdint>
#include <deque>
#include <random>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "handlers/pipeline/object_pipeline.h"
#include "tests/unit/pipeline/entry_fakes.h"
#include "tests/unit/pipeline/fakes.h"
#include "tests/unit/pipeline/memory_table.h"
#include "tests/unit/pipeline/model_store.h"

namespace shrike::fakes {

/// Sees in an image its bytes: "Label of <bytes>", read where the pipeline says.
class ModelRecognition : public ScriptedRecognition {
 public:
  explicit ModelRecognition(const ModelStore& store) : store_(store) {}
  [[nodiscard]] nlohmann::json detect_labels(const RekognitionImage& image,
                                             const DetectLabelsOptions& options,
                                             const CallScope& scope) override;

 protected:
  [[nodiscard]] const ModelStore& store() const { return store_; }

 private:
  const ModelStore& store_;
};

/// What one schedule is made of.
struct ScheduleOptions {
  std::uint64_t seed = 0;
  int changes = 10;  ///< uploads and deletions
  bool versioned = false;
  bool notifies = false;
};

/// One run of the pipeline against a model of S3 that changes while events are delivered: late, in
/// any order, twice; in the midst of each other; with operations that fail, whose answer is lost,
/// or after which the function dies, upon which Lambda tries again. All of it follows from the
/// options: the same ones make the same run.
class Schedule {
 public:
  explicit Schedule(const ScheduleOptions& options);

  // The hooks of the store and the table refer to it.
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;
  Schedule(Schedule&&) = delete;
  Schedule& operator=(Schedule&&) = delete;
  ~Schedule() = default;

  /// Runs to the end, when all events have been delivered; returns what is not as it should be
  /// then, empty when all is.
  [[nodiscard]] std::string run();

  /// What happened, a line each.
  [[nodiscard]] const std::vector<std::string>& journal() const { return journal_; }

 private:
  struct Delivery {
    S3Record record;
    int attempt = 1;
  };

  [[nodiscard]] bool chance(unsigned percent) { return random_() % 100 < percent; }
  [[nodiscard]] std::string any_key();
  void change();
  void deliver_one();
  void deliver(Delivery delivery);
  void disturb(std::string_view operation, const std::string& key);
  void lose_answer(std::string_view operation);
  [[nodiscard]] std::string difference(const std::string& key) const;

  ScheduleOptions options_;
  std::mt19937_64 random_;
  Config config_;
  ModelStore store_;
  ModelRecognition recognition_;
  ScriptedImages images_;
  MemoryTopic topic_;
  MemoryTable table_;
  StoppedClock clock_;
  Lines lines_;
  Logger logger_;
  CallScope scope_;
  ObjectPipeline pipeline_;
  std::deque<Delivery> pending_;
  std::vector<std::string> journal_;
  int changes_left_;
  int depth_ = 0;
  bool calm_ = false;  ///< from here on nothing fails
};

}  // namespace shrike::fakes
