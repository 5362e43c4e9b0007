#include "infra/local/cli/up.h"

#include <algorithm>
#include <cstdio>
#include <mutex>

#include <fmt/format.h>

#include "infra/local/cli/log_printer.h"
#include "infra/local/cli/printable.h"
#include "infra/local/cli/signals.h"
#include "infra/local/stack/references.h"
#include "runtime/clock.h"

namespace shrike::local {
namespace {

/// What to try first, a line: empty where no function waits for objects.
std::string example(const Stack& stack) {
  const auto watched =
      std::any_of(stack.buckets.begin(), stack.buckets.end(),
                  [](const auto& bucket) { return !bucket.notifications.empty(); });
  return watched ? fmt::format("  aws s3 cp photo.jpg s3://{}/\n", watched_bucket(stack)) : "";
}

void describe(const Stack& stack, const CommandOptions& options, const std::string& endpoint) {
  fmt::print("endpoint  {}\n", endpoint);
  for (const auto& bucket : stack.buckets) {
    fmt::print("bucket    {}\n", bucket.name);
    for (const auto& notification : bucket.notifications) {
      fmt::print("          {} → {}\n", notification.event, name_of(notification.target_arn));
    }
  }
  for (const auto& function : stack.functions) {
    fmt::print("function  {} ({} MB, {} s)\n", function.name, function.memory_mb,
               function.timeout.count());
  }
  for (const auto& [name, value] : stack.outputs) {
    fmt::print("output    {} = {}\n", name, printable(value));
  }
  fmt::print(
      "objects   {}\n\n"
      "In another terminal:\n"
      "  export AWS_ENDPOINT_URL={} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test "
      "AWS_DEFAULT_REGION={}\n"
      "{}"
      "Ctrl-C ends it.\n\n",
      (options.data / "buckets").string(), endpoint, options.region, example(stack));
  std::fflush(stdout);
}

/// How the functions' runtimes kept to their contract; the exit status that follows.
int judge(const Cloud& cloud) {
  int status = 0;
  const auto findings = cloud.contract_findings();
  for (const auto& finding : findings) {
    fmt::print("contract  {}: {}\n", finding.function, to_string(finding));
    if (text_of(finding.rule).severity == Severity::Breach) status = 1;
  }
  if (findings.empty()) fmt::print("contract  kept\n");
  return status;
}

}  // namespace

int up(const CommandOptions& options) {
  const EndSignals signals;
  SystemClock clock;
  std::mutex output;

  auto cloud = cloud_options(options);
  cloud.on_log = [&output](const std::string& function, std::string_view line) {
    const std::scoped_lock lock(output);
    print_log_line(stdout, function, line);
  };
  const Cloud running(std::move(cloud), clock);
  {
    const std::scoped_lock lock(output);
    describe(running.stack(), options, running.endpoint());
  }
  signals.wait_for_end();
  const std::scoped_lock lock(output);
  return options.strict ? judge(running) : 0;
}

}  // namespace shrike::local
