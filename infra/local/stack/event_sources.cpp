#include <algorithm>

#include <fmt/format.h>

#include "infra/local/stack/resources.h"
#include "runtime/number.h"

namespace shrike::local {
namespace {

constexpr int kDefaultVisibilitySeconds = 30;
/// What one ReceiveMessage gives at most.
constexpr int kMostMessagesAtOnce = 10;

bool reports_failures(const Properties& properties) {
  if (!properties.has("FunctionResponseTypes")) return false;
  const auto& types = properties.value()["FunctionResponseTypes"];
  if (types != nlohmann::json::array({"ReportBatchItemFailures"})) {
    refuse_template(properties.place() + ".FunctionResponseTypes",
                    "must be [\"ReportBatchItemFailures\"]");
  }
  return true;
}

std::optional<int> maximum_concurrency(const Properties& scaling) {
  scaling.allow_only({"MaximumConcurrency"});
  if (!scaling.has("MaximumConcurrency")) return std::nullopt;
  return scaling.whole("MaximumConcurrency", 2, 2, 1000);
}

/// Refused with Lambda's reasons.
void require_batch_that_sqs_gives(const StackEventSource& source, const std::string& place) {
  const bool fifo = source.queue_arn.ends_with(".fifo");
  if (fifo && source.window.count() > 0) {
    refuse_template(place, "Batching window is not supported for FIFO queues");
  }
  if (source.batch_size > kMostMessagesAtOnce && (fifo || source.window.count() == 0)) {
    refuse_template(place + ".BatchSize",
                    "must be 1 to 10 for a FIFO queue and without MaximumBatchingWindowInSeconds");
  }
}

int visibility_seconds(const StackQueue& queue) {
  const auto attribute = queue.attributes.find("VisibilityTimeout");
  if (attribute == queue.attributes.end()) return kDefaultVisibilitySeconds;
  return parse_number<int>(attribute->second).value_or(kDefaultVisibilitySeconds);
}

}  // namespace

void read_event_source_mapping(Stack& stack, const Properties& properties) {
  properties.allow_only({"EventSourceArn", "FunctionName", "BatchSize", "FunctionResponseTypes",
                         "MaximumBatchingWindowInSeconds", "ScalingConfig", "Enabled", "Tags"});
  // The bounds are Lambda's.
  StackEventSource source{
      .queue_arn = properties.text("EventSourceArn"),
      .function_name = name_of(properties.text("FunctionName")),
      .batch_size = properties.whole("BatchSize", 10, 1, 10'000),
      .reports_failures = reports_failures(properties),
      .window = std::chrono::seconds(properties.whole("MaximumBatchingWindowInSeconds", 0, 0, 300)),
      .maximum_concurrency = maximum_concurrency(properties.object("ScalingConfig"))};
  require_batch_that_sqs_gives(source, properties.place());
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
  if (properties.has("Enabled") && !properties.flag("Enabled")) return;
  stack.event_sources.push_back(std::move(source));
}

}  // namespace shrike::local
