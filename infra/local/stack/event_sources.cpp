#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "infra/local/stack/resources.h"

namespace shrike::local {
namespace {

constexpr int kDefaultVisibilitySeconds = 30;

bool reports_failures(const Properties& properties) {
  if (!properties.has("FunctionResponseTypes")) return false;
  const auto& types = properties.value()["FunctionResponseTypes"];
  if (types != nlohmann::json::array({"ReportBatchItemFailures"})) {
    refuse_template(properties.place() + ".FunctionResponseTypes",
                    "must be [\"ReportBatchItemFailures\"]");
  }
  return true;
}

int visibility_seconds(const StackQueue& queue) {
  const auto attribute = queue.attributes.find("VisibilityTimeout");
  int seconds = kDefaultVisibilitySeconds;
  if (attribute != queue.attributes.end()) {
    const auto& text = attribute->second;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
  }
  return seconds;
}

}  // namespace

void read_event_source_mapping(Stack& stack, const Properties& properties) {
  properties.allow_only({"EventSourceArn", "FunctionName", "BatchSize", "FunctionResponseTypes"});
  StackEventSource source{.queue_arn = properties.text("EventSourceArn"),
                          .function_name = name_of(properties.text("FunctionName")),
                          // More would need a batching window.
                          .batch_size = properties.whole("BatchSize", 10, 1, 10),
                          .reports_failures = reports_failures(properties)};
  const auto queue =
      std::find_if(stack.queues.begin(), stack.queues.end(),
                   [&](const StackQueue& candidate) { return candidate.arn == source.queue_arn; });
  if (queue == stack.queues.end()) {
    refuse_template(properties.place() + ".EventSourceArn", "is no queue of the template");
  }
  const auto function = std::find_if(
      stack.functions.begin(), stack.functions.end(),
      [&](const StackFunction& candidate) { return candidate.name == source.function_name; });
  if (function == stack.functions.end()) {
    refuse_template(properties.place() + ".FunctionName", "is no function of the template");
  }
  // As Lambda refuses it: a message would come back while it is being worked on.
  if (visibility_seconds(*queue) < function->timeout.count()) {
    refuse_template(properties.place(),
                    fmt::format("Queue visibility timeout: {} seconds is less than Function "
                                "timeout: {} seconds",
                                visibility_seconds(*queue), function->timeout.count()));
  }
  stack.event_sources.push_back(std::move(source));
}

}  // namespace shrike::local
