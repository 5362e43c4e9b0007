#include "handlers/pipeline/entries.h"

#include <array>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "handlers/config.h"
#include "handlers/pipeline/process.h"
#include "runtime/error.h"

namespace shrike {
namespace {

/// `process` with the services that it works with, which live as long as the handler.
class ProcessEntry {
 public:
  explicit ProcessEntry(AwsWorld world)
      : store_(world),
        recognition_(world),
        function_(load_config(world.environment, Entry::Process), world.environment,
                  {store_, recognition_, images_, world.clock, world.logger}) {}

  [[nodiscard]] Response handle(const Invocation& invocation, const Context& context) {
    return function_(invocation, context);
  }

 private:
  S3ObjectStore store_;
  RekognitionAdapter recognition_;
  VipsImageLibrary images_;
  ProcessFunction function_;
};

Handler make_process(AwsWorld world) {
  // Shared because a std::function must be copyable.
  return [entry = std::make_shared<ProcessEntry>(world)](const Invocation& invocation,
                                                         const Context& context) {
    return entry->handle(invocation, context);
  };
}

struct EntryMaker {
  Entry entry;
  Handler (*make)(AwsWorld world);
};

constexpr std::array kMakers{EntryMaker{Entry::Process, make_process}};

}  // namespace

Handler make_entry(std::string_view name, AwsWorld world) {
  const std::string_view wanted = name.empty() ? to_string(kEntries.front()) : name;
  std::vector<std::string_view> names;
  for (const EntryMaker& maker : kMakers) {
    names.push_back(to_string(maker.entry));
    if (names.back() == wanted) return maker.make(world);
  }
  throw Error(ErrorKind::Reject, "Runtime.NoSuchHandler",
              fmt::format("_HANDLER is \"{}\"; there is: {}", wanted, fmt::join(names, ", ")));
}

}  // namespace shrike
