#include "handlers/pipeline/entries.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "handlers/config.h"
#include "handlers/image/decode_budget.h"
#include "handlers/image/process_memory.h"
#include "handlers/pipeline/compare_faces.h"
#include "handlers/pipeline/event_function.h"
#include "handlers/pipeline/process.h"
#include "handlers/pipeline/recognize.h"
#include "handlers/pipeline/start_workflow.h"
#include "handlers/pipeline/store_results.h"
#include "handlers/pipeline/track_task.h"
#include "runtime/error.h"

namespace shrike {
namespace {

/// All that entries work with. A service that the entry never calls is never connected to.
struct World {
  World(AwsWorld given, const Config& config, RenewProcess renew)
      : world(given),
        store(given),
        recognition(given),
        topic(given),
        table(given),
        state_machine(given),
        decodes({.clock = given.clock,
                 .memory_limit = decode_memory_limit(config.memory_mb),
                 .memory_in_use = [this] { return memory.unreclaimable(); },
                 .on_abandoned = std::move(renew)}),
        images(decodes, processors_of_function(config.memory_mb, config.cpu_follows_memory)) {}

  [[nodiscard]] Services services() {
    return {store, recognition, images, world.clock, world.logger};
  }

  AwsWorld world;
  S3ObjectStore store;
  RekognitionAdapter recognition;
  SnsTopic topic;
  DynamoDbTable table;
  StepFunctionsStateMachine state_machine;
  ProcessMemory memory;
  DecodeWatch decodes;
  VipsImageLibrary images;
};

std::unique_ptr<RecordHandler> make_record_handler(Entry entry, const Config& config,
                                                   World& world) {
  switch (entry) {
    case Entry::Process:
      return std::make_unique<ProcessHandler>(config, world.services(), world.topic, world.table);
    case Entry::CompareFaces:
      return std::make_unique<CompareFacesHandler>(config, world.services(), world.topic);
    case Entry::StartWorkflow:
      return std::make_unique<StartWorkflowHandler>(config, world.state_machine);
    case Entry::Recognize:
      return std::make_unique<RecognizeHandler>(config, world.services());
    case Entry::TrackTask:
      return std::make_unique<TrackTaskHandler>(config, world.services(), world.table);
    case Entry::StoreResults:
      break;
  }
  throw Error(ErrorKind::Bug, "Runtime.NoSuchHandler", "The entry handles no records");
}

/// An entry that events of objects call.
class EventEntry {
 public:
  EventEntry(Entry entry, AwsWorld world, RenewProcess renew)
      : config_(load_config(world.environment, entry)),
        world_(world, config_, std::move(renew)),
        handler_(make_record_handler(entry, config_, world_)),
        function_(*handler_, world.environment, world.logger, world.clock, config_.memory_mb) {}

  [[nodiscard]] Response operator()(const Invocation& invocation, const Context& context) {
    world_.decodes.begin(context.deadline);
    return function_(invocation, context);
  }

 private:
  Config config_;
  World world_;
  std::unique_ptr<RecordHandler> handler_;
  EventFunction function_;
};

/// The entry that a workflow alone calls.
class StoreResultsEntry {
 public:
  StoreResultsEntry(Entry entry, AwsWorld world, RenewProcess renew)
      : config_(load_config(world.environment, entry)),
        world_(world, config_, std::move(renew)),
        function_(config_, world.environment,
                  {world_.store, world_.topic, world.clock, world.logger}) {}

  [[nodiscard]] Response operator()(const Invocation& invocation, const Context& context) const {
    return function_(invocation, context);
  }

 private:
  Config config_;
  World world_;
  StoreResultsFunction function_;
};

template <class Function>
Handler made(Entry entry, AwsWorld world, RenewProcess renew) {
  // Shared because a std::function must be copyable.
  return [function = std::make_shared<Function>(entry, world, std::move(renew))](
             const Invocation& invocation, const Context& context) {
    return (*function)(invocation, context);
  };
}

Error no_such_handler(std::string_view wanted) {
  std::vector<std::string_view> names;
  names.reserve(std::size(kEntries));
  for (const Entry entry : kEntries) names.push_back(to_string(entry));
  return {ErrorKind::Reject, "Runtime.NoSuchHandler",
          fmt::format("_HANDLER is \"{}\"; there is: {}", wanted, fmt::join(names, ", "))};
}

}  // namespace

Handler make_entry(std::string_view name, AwsWorld world, RenewProcess renew) {
  const auto entry = name.empty() ? std::optional(kEntries.front()) : entry_named(name);
  if (!entry) throw no_such_handler(name);
  return *entry == Entry::StoreResults ? made<StoreResultsEntry>(*entry, world, std::move(renew))
                                       : made<EventEntry>(*entry, world, std::move(renew));
}

}  // namespace shrike
