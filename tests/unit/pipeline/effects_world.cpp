#include "tests/unit/pipeline/effects_world.h"

#include <utility>

#include <fmt/format.h>

#include "handlers/modules/output_marks.h"
#include "handlers/modules/task_table.h"
#include "handlers/pipeline/compare_faces.h"
#include "handlers/pipeline/process.h"
#include "handlers/pipeline/recognize.h"
#include "handlers/pipeline/start_workflow.h"
#include "handlers/pipeline/store_results.h"
#include "handlers/pipeline/track_task.h"
#include "runtime/error.h"
#include "tests/unit/pipeline/attempt.h"

namespace shrike::fakes {
namespace {

using nlohmann::json;

constexpr const char* kWatched = "uploads";
constexpr const char* kKey = "anna/t1/cat.jpg";
constexpr int kMostAttempts = 6;

Config config_for(System system) {
  Config config;
  config.output_bucket = BucketName("out");
  config.results_bucket = BucketName("out");
  config.reference_bucket = BucketName("people");
  config.renditions = {{"preview", 1280, 1280, Format::Webp, 80, false},
                       {"thumb", 320, 320, Format::Webp, 80, false}};
  config.detectors = {Detector::Labels};
  config.state_machine_arn = "arn";
  if (system == System::ProcessAsItIs) {
    for (RenditionSpec& spec : config.renditions) spec.format = std::nullopt;
  }
  if (system != System::Process && system != System::ProcessAsItIs) {
    config.topic_arn = "arn:aws:sns:eu-central-1:123456789012:images";
    config.tasks_table = "tasks";
  }
  return config;
}

/// What a mail says, without when.
std::string content_of(const Notification& mail) {
  const auto labels = mail.lists.find("labels");
  const bool has_labels = labels != mail.lists.end() && !labels->second.empty();
  return mail.subject + (has_labels ? ", " + labels->second.front() : "");
}

/// Empty where it names none.
std::string version_in(const Notification& mail) {
  constexpr std::string_view kName = "Version:";
  const auto line = mail.message.find(kName);
  if (line == std::string::npos) return {};
  const auto start = mail.message.find_first_not_of(' ', line + kName.size());
  return mail.message.substr(start, mail.message.find('\n', start) - start);
}

bool is_refused(const std::string& bytes) { return bytes.starts_with("text"); }

}  // namespace

EffectsWorld::EffectsWorld(const WorldOptions& options)
    : options_(options),
      config_(config_for(options.system)),
      environment_(fixed_environment(
          {{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"}, {"AWS_SECRET_ACCESS_KEY", "secret"}})),
      store_(kWatched, options.versioned),
      planted_(store_, kWatched, options.bug),
      recognition_(store_),
      table_(items_, options.bug),
      logger_(LogOptions{}, clock_, lines_.sink()),
      ledger_(store_, "out") {
  scope_.deadline = clock_.time + std::chrono::hours(1000);
  // Too large for a second thread, which would make the order of calls a matter of luck.
  images_.estimate = std::uint64_t{1} << 62U;
  for (const char* person : {"cat", "dog"}) {
    store_.put(BucketName("people"), ObjectKey(person), person, {}, scope_);
  }
  const auto on = [](std::string_view operation, const std::string& key) {
    return fmt::format("{} {}", operation, key);
  };
  store_.before = [=, this](std::string_view operation, const std::string& key) {
    before(on(operation, key));
  };
  store_.after = [=, this](std::string_view operation, const std::string& key) {
    if (operation == "put" || operation == "remove") {
      ledger_.outputs_changed(*function().record);
    }
    after(on(operation, key));
  };
  items_.before = [this](const json& input) {
    before("update " + input.at("UpdateExpression").get<std::string>());
  };
  items_.after = [this] {
    ledger_.item_changed(items_.item("anna", "t1"));
    after("update");
  };
  topic_.before = [this] { before("publish"); };
  topic_.after = [this] {
    const Notification& mail = topic_.notifications.back();
    ledger_.told(*function().record, content_of(mail), version_in(mail));
    after("publish");
  };
  state_machine_.before = [this] { before("start"); };
  state_machine_.after = [this] { after("start"); };
}

std::optional<S3Record> EffectsWorld::change(Change change) {
  std::vector<S3Record> happened;
  switch (change) {
    case Change::PutCat:
      happened = {store_.upload(kKey, "cat")};
      break;
    case Change::PutDog:
      happened = {store_.upload(kKey, "dog")};
      break;
    case Change::PutText:
      happened = {store_.upload(kKey, "text")};
      break;
    case Change::Delete:
      happened = store_.erase(kKey);
      break;
    case Change::EraseNewestVersion:
      happened = store_.erase_newest_version(kKey);
      break;
  }
  if (happened.empty()) return std::nullopt;
  S3Record& record = happened.front();
  if (record.action == EventAction::Created) record.etag = "etag of " + record.sequencer;
  ledger_.happened(record, change == Change::PutText);
  events_.push_back(record);
  write(fmt::format("{} {} {}", record.event_name, record.object.version.str(), record.sequencer));
  return record;
}

void EffectsWorld::deliver(const S3Record& record) {
  if (begin(record, 0)) retry(record);
}

bool EffectsWorld::begin(const S3Record& record, std::size_t function) {
  functions_.at(function).record = &record;
  ledger_.opened(record);
  return attempt(record);
}

void EffectsWorld::retry(const S3Record& record) {
  functions_.front().record = &record;
  for (int attempts = 1; attempts < kMostAttempts; ++attempts) {
    clock_.time += std::chrono::seconds(61);
    if (!attempt(record)) return;
  }
  endless_ += fmt::format("{} fails for ever\n", record.sequencer);
}

bool EffectsWorld::attempt(const S3Record& record) {
  write(fmt::format("> {} {}", record.event_name, record.sequencer));
  const Outcome outcome = outcome_of([&] { handle(record); });
  write(fmt::format("< {} {}", record.sequencer, outcome.text));
  if (!outcome.again) ledger_.closed(record);
  return outcome.again;
}

void EffectsWorld::set_fault(std::size_t function, Fault fault, int call) {
  functions_.at(function).calls = 0;
  functions_.at(function).fault = fault;
  functions_.at(function).faulty_call = call;
}

void EffectsWorld::before(const std::string& call) {
  if (before_call) before_call();
  Function& self = function();
  const bool wrong = self.calls++ == self.faulty_call;
  if (wrong && self.fault == Fault::Dies) {
    if (self.last_call == "publish") ledger_.forgive_a_mail(*self.record);
    self.fault = Fault::None;
    write("dies before " + call);
    throw Death{};
  }
  if (wrong && self.fault == Fault::Fails) {
    self.fault = Fault::None;
    write(call + " fails");
    throw Error(ErrorKind::Retry, "Service.Unavailable", "503");
  }
  write(call);
}

void EffectsWorld::after(const std::string& call) {
  Function& self = function();
  self.last_call = call;
  if (self.fault != Fault::LosesAnswer || self.calls != self.faulty_call + 1) return;
  self.fault = Fault::None;
  if (call == "publish") ledger_.forgive_a_mail(*self.record);
  write("the answer to " + call + " is lost");
  throw Error(ErrorKind::Retry, "Service.Unavailable", "no answer came");
}

void EffectsWorld::write(const std::string& line) {
  journal_.push_back(fmt::format("{:{}}{}", "", whose_turn ? whose_turn() * 40 : 0, line));
}

void EffectsWorld::handle(const S3Record& record) {
  if (options_.system == System::RecognizeAndStore) return recognize_and_store(record);
  static_cast<void>(handler()->handle(record, {scope_, "request"}));
}

std::unique_ptr<RecordHandler> EffectsWorld::handler() {
  const Services services{planted_, recognition_, images_, clock_, logger_};
  switch (options_.system) {
    case System::Process:
    case System::ProcessAsItIs:
    case System::ProcessAndTell:
      return std::make_unique<ProcessHandler>(config_, services, topic_, table_);
    case System::TrackTask:
      return std::make_unique<TrackTaskHandler>(config_, services, table_);
    case System::CompareFaces:
      return std::make_unique<CompareFacesHandler>(config_, services, topic_);
    case System::StartWorkflow:
      return std::make_unique<StartWorkflowHandler>(config_, state_machine_);
    case System::RecognizeAndStore:
      break;
  }
  return std::make_unique<RecognizeHandler>(config_, services);
}

void EffectsWorld::recognize_and_store(const S3Record& record) {
  json passed_on;
  try {
    passed_on = handler()->handle(record, {scope_, "request"}).document;
  } catch (const Error& error) {
    if (error.retryable()) throw;
    passed_on = {{"bucket", record.object.bucket.str()},
                 {"key", record.object.key.str()},
                 {"sequencer", record.sequencer},
                 {"error", {{"Error", error.type()}, {"Cause", "{}"}}}};
  }
  const StoreResultsFunction store(config_, environment_, {planted_, topic_, clock_, logger_});
  Context context;
  context.deadline = clock_.time + std::chrono::hours(1);
  static_cast<void>(store({passed_on.dump()}, context));
}

std::size_t EffectsWorld::tellings() const {
  return topic_.notifications.size() + state_machine_.executions.size();
}

std::string EffectsWorld::wrong() const {
  std::string wrong = endless_ + ledger_.wrong();
  switch (options_.system) {
    case System::Process:
    case System::ProcessAsItIs:
      return wrong + wrong_outputs();
    case System::ProcessAndTell:
      return wrong + wrong_outputs() + wrong_item() + wrong_tellings("metadata.json");
    case System::TrackTask:
      return wrong + wrong_item();
    case System::CompareFaces:
      return wrong + wrong_document("face-match.json");
    case System::StartWorkflow:
      return wrong + wrong_executions();
    case System::RecognizeAndStore:
      return wrong + wrong_document("recognition.json");
  }
  return wrong;
}

std::string EffectsWorld::wrong_outputs() const {
  const auto* source = store_.current(kWatched, kKey);
  const std::string folder = std::string(kKey) + '/';
  std::map<std::string, std::string> expected;
  std::string wrong;
  if (source != nullptr) {
    expected["metadata.json"];
    if (!is_refused(source->bytes)) {
      for (const char* name : {"thumb", "preview"}) {
        const Format format =
            options_.system == System::ProcessAsItIs ? format_of(source->bytes) : Format::Webp;
        expected[fmt::format("{}.{}", name, traits(format).extension)] =
            fmt::format("{} of {}", name, source->bytes);
      }
    }
  }
  for (const std::string& key : store_.keys("out", "")) {
    if (!expected.contains(key.substr(folder.size()))) wrong += key + " is left\n";
  }
  for (const auto& [name, bytes] : expected) {
    const auto* output = store_.current("out", folder + name);
    if (output == nullptr) {
      wrong += name + " is missing\n";
    } else if (!bytes.empty() && output->bytes != bytes) {
      wrong += fmt::format("{} is \"{}\", not \"{}\"\n", name, output->bytes, bytes);
    }
  }
  const auto* metadata = store_.current("out", folder + "metadata.json");
  if (source == nullptr || metadata == nullptr) return wrong;
  const json document = json::parse(metadata->bytes);
  if (document["source"].value("versionId", "") != source->id) wrong += "metadata of another\n";
  const bool seen = document.contains("labels") && !document["labels"].empty() &&
                    document["labels"][0]["Name"] == "Label of " + source->bytes;
  if (seen == is_refused(source->bytes)) wrong += "metadata tells other labels\n";
  return wrong;
}

std::string EffectsWorld::wrong_item() const {
  const auto* source = store_.current(kWatched, kKey);
  const json item = items_.item("anna", "t1");
  json expected = json::object();
  if (source != nullptr) {
    expected["upload"] = {{"S", fmt::format("s3://{}/{}", kWatched, kKey)}};
    if (!is_refused(source->bytes)) {
      expected["labels"] = {{"L", {{{"S", "Label of " + source->bytes}}}}};
    }
  }
  json found = json::object();
  for (const char* name : {"upload", "labels"}) {
    if (item.contains(name)) found[name] = item[name];
  }
  if (found == expected) return {};
  return fmt::format("the item is {}, not {}\n", found.dump(), expected.dump());
}

std::string EffectsWorld::wrong_document(const std::string& name) const {
  const auto* document = store_.current("out", std::string(kKey) + '/' + name);
  if (document == nullptr) return name + " is missing\n";
  const std::string sequencer = document->metadata.at(kSequencerMark);
  const std::string newest = events_.back().sequencer;
  if (sequencer != newest) return fmt::format("{} is of {}, not {}\n", name, sequencer, newest);
  const std::string bytes = store_.current(kWatched, kKey)->bytes;
  const json told = json::parse(document->bytes);
  std::string wrong;
  if (is_refused(bytes)) {
    if (!told.contains("refused")) wrong += name + " tells of no refusal\n";
    return options_.system == System::CompareFaces ? wrong : wrong + wrong_tellings(name);
  }
  const std::string seen = options_.system == System::CompareFaces
                               ? told.at("/best/reference"_json_pointer).dump()
                               : told.value("/labels/0/Name"_json_pointer, json()).dump();
  if (seen.find(bytes) == std::string::npos) {
    wrong += fmt::format("{} saw {}, not {}\n", name, seen, bytes);
  }
  return wrong + wrong_tellings(name);
}

std::string EffectsWorld::wrong_tellings(const std::string& name) const {
  const auto* document = store_.current("out", std::string(kKey) + '/' + name);
  if (document == nullptr) return {};
  const std::string sequencer = document->metadata.at(kSequencerMark);
  std::string wrong;
  if (document->metadata.at("shrike-told") != "yes") wrong += name + " does not say it was told\n";
  const auto source = document->metadata.find(kSourceMark);
  const bool told = ledger_.has_told_of(
      sequencer, source == document->metadata.end() ? std::string() : source->second);
  if (!told) wrong += fmt::format("none was told of {}\n", sequencer);
  return wrong;
}

std::string EffectsWorld::wrong_executions() const {
  std::size_t expected = 0;
  for (const S3Record& record : events_) {
    if (record.action == EventAction::Created) ++expected;
  }
  const std::size_t found = state_machine_.executions.size();
  if (found == expected) return {};
  return fmt::format("{} executions of {} events\n", found, expected);
}

}  // namespace shrike::fakes
