#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/cli/demo.h"
#include "infra/local/cli/execution.h"
#include "infra/local/cli/mailbox.h"
#include "infra/local/cli/printable.h"
#include "infra/local/cli/session.h"
#include "infra/local/load_file.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr const char* kResultsBucket =
    "RESULTS_BUCKET";  ///< what the function's environment calls it
constexpr const char* kStateOfRefusals = "StoreRefusal";
/// Of a file that is cut off; no format's header is as short.
constexpr std::size_t kBytesLeft = 20;

struct Upload {
  std::string key;
  std::string bytes;
  bool damaged = false;
};

std::vector<Upload> uploads_of(const std::vector<std::filesystem::path>& images) {
  std::vector<Upload> uploads;
  uploads.reserve(images.size() + 1);
  for (const auto& image : images) uploads.push_back({image.filename().string(), load_file(image)});
  auto damaged = uploads.front();
  damaged.key = "damaged-" + damaged.key;
  damaged.bytes.resize(std::min(damaged.bytes.size(), kBytesLeft));
  damaged.damaged = true;
  uploads.push_back(std::move(damaged));
  return uploads;
}

/// What `start-workflow` answered for one object.
std::string started_execution(const DoneEvent& done) {
  if (done.result.function_error) {
    throw Error(ErrorKind::Reject, "Demo.Failed",
                "start-workflow failed: " + printable(done.result.payload));
  }
  const auto answer = json::parse(done.result.payload);
  return answer.at(json::json_pointer("/records/0/executionArn"));
}

std::string names(const json& list, const char* name) {
  std::vector<std::string> found;
  for (const auto& item : list) found.push_back(item.value(name, ""));
  return found.empty() ? "none" : fmt::format("{}", fmt::join(found, ", "));
}

std::string stored_line(const json& result) {
  if (result.contains("error")) {
    return fmt::format("refused: {}", result["error"].value("type", result["error"].dump()));
  }
  auto text = fmt::format("labels: {}", names(result.value("labels", json::array()), "Name"));
  if (result.contains("faces")) text += fmt::format(" · faces: {}", result["faces"].size());
  return text;
}

/// Shows how one execution went; true when it went as it should.
bool show(Session& session, const Upload& upload, const Execution& execution) {
  fmt::print("{}\n  execution   {} {}\n", printable(upload.key), execution.name, execution.status);
  for (const auto& step : execution.steps) {
    fmt::print("  {:>7} ms  {}{}\n", step.since_start.count(), step.state,
               step.failure.empty() ? "" : " ✗ " + printable(step.failure));
  }
  if (execution.status != "SUCCEEDED") {
    fmt::print("  failed      {}\n\n", printable(execution.output));
    return false;
  }
  const auto& results =
      function_with(session.stack(), kResultsBucket).environment.at(kResultsBucket);
  const auto result = json::parse(session.objects().get(results, upload.key + "/recognition.json"));
  fmt::print("  stored      {}/{}/recognition.json\n              {}\n\n", results,
             printable(upload.key), printable(stored_line(result)));
  return upload.damaged == execution.passed(kStateOfRefusals);
}

}  // namespace

int demo_workflow(const DemoOptions& options) {
  Session session(options.command);
  Mailbox mailbox(options.command.data / "mail");
  const auto uploads = uploads_of(options.command.images);
  std::vector<std::string> executions;
  for (const auto& upload : uploads) {
    const auto done =
        session.put_and_wait(watched_bucket(session.stack()), upload.key, upload.bytes);
    executions.push_back(started_execution(done));
  }
  std::size_t well = 0;
  for (std::size_t i = 0; i < uploads.size(); ++i) {
    if (show(session, uploads[i], wait_for_end(session.services(), executions[i]))) ++well;
  }
  for (const auto& letter : mailbox.take_new()) {
    fmt::print("mail\n{}\n", printable_block(shown_letter(letter), "  │ "));
  }
  fmt::print("{} of {} executions went as they should, the damaged image's by way of Catch\n", well,
             uploads.size());
  return well == uploads.size() ? 0 : 1;
}

}  // namespace shrike::local
