#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "handlers/pipeline/record_handler.h"
#include "runtime/environment.h"
#include "tests/unit/pipeline/effects_ledger.h"
#include "tests/unit/pipeline/entry_fakes.h"
#include "tests/unit/pipeline/memory_table.h"
#include "tests/unit/pipeline/model_sight.h"
#include "tests/unit/pipeline/model_store.h"
#include "tests/unit/pipeline/planted_bugs.h"
#include "tests/unit/pipeline/store_schedule.h"

namespace shrike::fakes {

/// Which handlers the events go to, and what they are configured to do.
enum class System {
  Process,         ///< renditions and labels
  ProcessAsItIs,   ///< renditions in the format of each image, which differs
  ProcessAndTell,  ///< with a topic and a table of tasks besides
  TrackTask,
  CompareFaces,
  StartWorkflow,
  RecognizeAndStore,  ///< the two functions of the workflow's execution, with a topic
};

/// What a user does to the one image that there is.
enum class Change { PutCat, PutDog, PutText, Delete, EraseNewestVersion };

/// How a call of a function goes wrong.
enum class Fault {
  None,
  Fails,        ///< it takes no effect, and says so
  LosesAnswer,  ///< it takes effect, and seems to have failed
  Dies,         ///< the function's process ends before it; what went before has taken effect
};

struct WorldOptions {
  System system = System::Process;
  bool versioned = false;
  PlantedBug bug = PlantedBug::None;
};

/// Everything that a system's functions have an effect on, for one image; with all of them watched
/// by an EffectsLedger. Each delivery is a cold function's first.
class EffectsWorld {
 public:
  explicit EffectsWorld(const WorldOptions& options);

  // The hooks of store and table refer to it.
  EffectsWorld(const EffectsWorld&) = delete;
  EffectsWorld& operator=(const EffectsWorld&) = delete;
  EffectsWorld(EffectsWorld&&) = delete;
  EffectsWorld& operator=(EffectsWorld&&) = delete;
  ~EffectsWorld() = default;

  /// Nothing where a change changes nothing.
  std::optional<S3Record> change(Change change);

  /// Attempts, as long as another can help, a minute apart.
  void deliver(const S3Record& record);
  /// The first attempt alone, of one of several functions that are under way at the same time;
  /// returns whether there must be another.
  [[nodiscard]] bool begin(const S3Record& record, std::size_t function);
  /// Those that come after it.
  void retry(const S3Record& record);

  /// Whose turn it is; always the first function's without it.
  std::function<std::size_t()> whose_turn;
  /// Called before each call.
  std::function<void()> before_call;
  /// One call of a function, counted from zero, is to go wrong.
  void set_fault(std::size_t function, Fault fault, int call);
  /// How many calls a function has made since then.
  [[nodiscard]] int calls_of(std::size_t function) const { return functions_.at(function).calls; }

  /// What is not as the newest version of the image demands, and what has been wrong on the way.
  [[nodiscard]] std::string wrong() const;
  [[nodiscard]] const EffectsLedger& ledger() const { return ledger_; }
  /// Who was told of what, and what was started: another delivery adds nothing.
  [[nodiscard]] std::size_t tellings() const;
  [[nodiscard]] const std::vector<std::string>& journal() const { return journal_; }

 private:
  struct Function {
    const S3Record* record = nullptr;
    int calls = 0;
    Fault fault = Fault::None;
    int faulty_call = 0;
    std::string last_call;
  };

  void before(const std::string& call);
  void after(const std::string& call);
  [[nodiscard]] Function& function() { return functions_.at(whose_turn ? whose_turn() : 0); }
  void write(const std::string& line);
  [[nodiscard]] bool attempt(const S3Record& record);
  void handle(const S3Record& record);
  void recognize_and_store(const S3Record& record);
  [[nodiscard]] std::unique_ptr<RecordHandler> handler();

  [[nodiscard]] std::string wrong_outputs() const;
  [[nodiscard]] std::string wrong_item() const;
  [[nodiscard]] std::string wrong_document(const std::string& name) const;
  [[nodiscard]] std::string wrong_executions() const;
  [[nodiscard]] std::string wrong_tellings(const std::string& document) const;

  WorldOptions options_;
  Config config_;
  Environment environment_;
  ModelStore store_;
  PlantedStore planted_;
  ModelFaces recognition_;
  ModelImages images_;
  MemoryTopic topic_;
  MemoryTable items_;
  PlantedTable table_;
  MemoryStateMachine state_machine_;
  StoppedClock clock_;
  Lines lines_;
  Logger logger_;
  CallScope scope_;
  EffectsLedger ledger_;

  std::vector<Function> functions_{2};
  std::vector<S3Record> events_;
  std::vector<std::string> journal_;
  std::string endless_;
};

}  // namespace shrike::fakes
