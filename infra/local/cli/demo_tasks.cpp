#include <chrono>
#include <future>
#include <stop_token>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/cli/demo.h"
#include "infra/local/cli/printable.h"
#include "infra/local/cli/session.h"
#include "infra/local/load_file.h"
#include "infra/local/pause.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr const char* kTable = "TASKS_TABLE";  ///< what the function's environment calls it
constexpr const char* kUser = "alice";
constexpr std::chrono::milliseconds kBetweenLooks{5};

/// The item of a task; null where there is none.
json item_of(const Session& session, const std::string& task) {
  const auto answer = session.services().json(
      "dynamodb", "DynamoDB_20120810.GetItem",
      {{"TableName", function_with(session.stack(), kTable).environment.at(kTable)},
       {"ConsistentRead", true},
       {"Key", {{"PK", {{"S", std::string("user#") + kUser}}}, {"SK", {{"S", "task#" + task}}}}}});
  return answer.value("Item", json());
}

std::string item_text(const json& item) {
  if (item.is_null()) return "no item";
  auto text = fmt::format("{} {} · upload {}", item["PK"].value("S", ""), item["SK"].value("S", ""),
                          item.value(json::json_pointer("/upload/S"), "none"));
  if (!item.contains("labels")) return text;
  std::vector<std::string> labels;
  for (const auto& label : item["labels"].value("L", json::array())) {
    labels.push_back(label.value("S", ""));
  }
  return text + fmt::format(" · labels {}", fmt::join(labels, ", "));
}

void print_line(std::string_view title, const std::string& text) {
  fmt::print("  {:<12} {}\n", title, printable(text));
}

/// The item as it is before it has labels; null where nobody was quick enough to see that.
json watch_for_upload(const Session& session, const std::string& task,
                      const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto item = item_of(session, task);
    if (!item.is_null()) return item.contains("labels") ? json() : item;
    pause_until(std::chrono::steady_clock::now() + kBetweenLooks, stop);
  }
  return {};
}

std::string answer_to(const Session& session, const std::string& event) {
  return session.services().invoke(function_with(session.stack(), kTable).name, event);
}

/// One image, from its upload to a late event; true when all went as it should.
bool track(Session& session, const std::filesystem::path& image,
           const std::filesystem::path& later) {
  const auto task = image.stem().string();
  const auto key = fmt::format("{}/{}/photo", kUser, task);
  const auto& bucket = watched_bucket(session.stack());
  fmt::print("{}\n", printable(key));

  const auto bytes = load_file(image);
  const auto later_bytes = load_file(later);
  std::packaged_task<json(const std::stop_token&)> watch(
      [&](const std::stop_token& stop) { return watch_for_upload(session, task, stop); });
  auto watched = watch.get_future();
  std::jthread watching(std::move(watch));
  const auto first = session.put_and_wait(bucket, key, bytes);
  watching.request_stop();
  if (const auto uploaded = watched.get(); !uploaded.is_null()) {
    print_line("uploaded", item_text(uploaded));
  }
  const auto labelled = item_of(session, task);
  print_line("labelled", item_text(labelled));
  const json direct{{"bucket", bucket}, {"key", key}};
  const auto answer = answer_to(session, direct.dump());
  print_line("answer", answer);

  const auto before_duplicate = item_of(session, task);
  print_line("duplicate", answer_to(session, first.event));
  const bool same_after_duplicate = item_of(session, task) == before_duplicate;
  print_line("", same_after_duplicate ? "changed nothing" : "CHANGED THE ITEM");

  const auto second = session.put_and_wait(bucket, key, later_bytes);
  const auto newest = item_of(session, task);
  print_line("another", item_text(newest));
  print_line("late event", answer_to(session, first.event));
  const bool same_after_late = item_of(session, task) == newest;
  print_line("", same_after_late ? "changed nothing" : "CHANGED THE ITEM");
  fmt::print("\n");

  const auto answered = json::parse(answer, nullptr, false);
  return !first.result.function_error && !second.result.function_error &&
         labelled.contains("upload") && labelled.contains("labels") && answered.is_object() &&
         answered.value("statusCode", 0) == 200 && same_after_duplicate && same_after_late;
}

}  // namespace

int demo_tasks(const DemoOptions& options) {
  Session session(options.command);
  const auto& images = options.command.images;
  std::size_t well = 0;
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (track(session, images[i], images[(i + 1) % images.size()])) ++well;
  }
  fmt::print("{} of {} tasks tracked; neither duplicates nor late events changed them\n", well,
             images.size());
  return well == images.size() ? 0 : 1;
}

}  // namespace shrike::local
