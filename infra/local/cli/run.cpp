#include "infra/local/cli/run.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "infra/local/cli/annotate.h"
#include "infra/local/cli/crew.h"
#include "infra/local/cli/findings.h"
#include "infra/local/cli/image_list.h"
#include "infra/local/cli/image_run.h"
#include "infra/local/cli/printable.h"
#include "infra/local/cli/progress.h"
#include "infra/local/cli/results_file.h"
#include "infra/local/cli/session.h"
#include "infra/local/cli/signals.h"
#include "infra/local/cli/summary.h"
#include "infra/local/cli/tally.h"
#include "infra/local/load_file.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

/// One is worked on while the next one of the same core is on its way.
constexpr std::size_t kUnderWayPerCore = 2;
constexpr std::chrono::milliseconds kShowEvery{100};
constexpr int kInterrupted = 130;  ///< as of a shell's command that SIGINT ended

unsigned cores() { return std::max(1U, std::thread::hardware_concurrency()); }

/// Takes all images through the stack, or as many as until it is interrupted.
void process_all(const std::vector<RunItem>& items, const RunPlaces& places, Session& session,
                 bool resume, const EndSignals& signals, Findings& findings) {
  std::stop_source give_up;
  const auto make_work = [&]() -> Crew::Work {
    auto run = std::make_shared<ImageRun>(session, places, resume);
    return [&, run](std::size_t number) {
      auto image = run->process(items[number], give_up.get_token());
      if (image) findings.add(number, std::move(*image));
    };
  };
  Crew crew(items.size(), std::min(items.size(), cores() * kUnderWayPerCore), make_work);
  Progress progress(items.size());
  for (bool asked = false; !crew.wait_for(kShowEvery);) {
    progress.show(findings.progress());
    if (!signals.end_was_asked()) continue;
    if (std::exchange(asked, true)) give_up.request_stop();
    crew.end_early();
  }
  progress.show(findings.progress());
}

/// Prints one image's block, and draws its boxes.
void show(const RunItem& item, const FinishedImage& image, const CommandOptions& options) {
  const auto& outcome = image.outcome;
  if (!image.invocation) {
    fmt::print("{}\n  {:<11} {}\n\n", printable(item.key.str()), to_string(outcome.kind),
               printable(fmt::format("{} {}", outcome.type, outcome.reason)));
    return;
  }
  fmt::print("{}\n", summary(item.key.str(), outcome.metadata, *image.invocation));
  if (outcome.kind == OutcomeKind::Result) {
    write_annotated(load_file(item.file), outcome.metadata,
                    options.data / "annotated" / (item.key.str() + ".jpg"));
  }
}

/// Prints a few images one by one, and how many of them have come to something.
void show_few(const std::vector<RunItem>& items, Findings& findings,
              const CommandOptions& options) {
  for (const auto& [number, image] : findings.kept()) show(items[number], image, options);
  if (const auto names = findings.tally().passed_over(); !names.empty()) {
    fmt::print("passed over {}\n", names);
  }
  fmt::print("{} of {} images processed; objects in {}, boxes in {}\n",
             findings.tally().count(OutcomeKind::Result), items.size(),
             (options.data / "buckets").string(), (options.data / "annotated").string());
}

void show_many(const Tally& tally, const RunFigures& figures, const CommandOptions& options,
               const ResultsFile& file) {
  fmt::print("{}objects in {}, a line of each in {}\n", run_summary(tally, figures),
             (options.data / "buckets").string(), file.path().string());
}

void note_passed_over(const ImageList& list, Tally& tally) {
  for (const auto* paths : {&list.passed_over, &list.unreadable}) {
    for (const auto& [path, reason] : *paths) {
      tally.add_passed_over(fmt::format("{} ({})", path.string(), reason));
    }
  }
}

/// The exit status; tells an interrupted run's user how to go on.
int status_of(const ImageList& list, const Tally& tally) {
  if (tally.done() < list.items.size()) {
    fmt::print("interrupted; the same command with --resume does what is left\n");
    return kInterrupted;
  }
  return tally.count(OutcomeKind::Failed) == 0 && list.unreadable.empty() ? 0 : 1;
}

ImageList list_images(const CommandOptions& options, const std::optional<S3Uri>& place,
                      Session& session) {
  if (place) return list_objects(*place, session.objects());
  return list_files(options.images, options.data);
}

/// The bucket that is named in the place of files; nothing where there are files.
std::optional<S3Uri> bucket_of(const std::vector<std::filesystem::path>& images) {
  auto place = s3_uri(images.front().native());
  if (place && images.size() > 1) {
    throw Error(ErrorKind::Reject, "Run.Mixed", "a run is of one bucket, or of files and folders");
  }
  return place;
}

}  // namespace

int run(const CommandOptions& options) {
  const EndSignals signals;
  const auto place = bucket_of(options.images);
  // Starting it takes longer than a few images do, none of which may need it.
  Session session(options, CompanionStart::OnDemand);
  const auto places = run_places(session.stack(), place ? place->bucket : "");
  const auto list = list_images(options, place, session);

  ResultsFile file(options.data / "results.jsonl", options.data / "buckets" / places.results);
  Findings findings(list.items.size(), file);
  process_all(list.items, places, session, options.resume, signals, findings);
  const auto elapsed = findings.progress().elapsed;

  note_passed_over(list, findings.tally());
  if (findings.are_few() && !place) {
    show_few(list.items, findings, options);
  } else {
    show_many(findings.tally(), {.total = list.items.size(), .elapsed = elapsed, .cores = cores()},
              options, file);
  }
  return status_of(list, findings.tally());
}

}  // namespace shrike::local
