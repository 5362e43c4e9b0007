#include "runtime/metrics.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <utility>

#include <nlohmann/json.hpp>

#include "runtime/error.h"
#include "runtime/log_format.h"

namespace shrike {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

// EMF specification ("Embedded metric format specification") and CloudWatch's API reference
// (PutMetricData, MetricDatum, Dimension).
constexpr std::size_t kMaxName = 255;
constexpr std::size_t kMaxDimensionName = 250;
constexpr std::size_t kMaxDimensionValue = 1024;
constexpr int kMaxExponent = 360;
constexpr std::chrono::hours kOldest{14 * 24};
constexpr std::chrono::hours kNewest{2};
constexpr const char* kService = "service";
constexpr const char* kFunctionName = "function_name";
constexpr const char* kColdStart = "ColdStart";
constexpr const char* kEnvelope = "_aws";

[[noreturn]] void refuse(const char* type, std::string message) {
  throw Error(ErrorKind::Reject, type, std::move(message));
}

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(' ') == std::string_view::npos;
}

bool is_name(std::string_view text) {
  return text.size() <= kMaxName && !is_blank(text) &&
         std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7F'; });
}

}  // namespace

/// What one line tells.
struct Metrics::Line {
  TimePoint time;
  const Dimensions& dimensions;
  std::map<std::string, Metric, std::less<>> metrics;
  const Json* metadata = nullptr;
};

MetricsOptions MetricsOptions::from(const Environment& environment) {
  MetricsOptions options;
  options.name_space = environment("POWERTOOLS_METRICS_NAMESPACE").value_or("");
  if (const auto service = environment("POWERTOOLS_SERVICE_NAME"); service && !service->empty()) {
    options.service = *service;
  }
  options.function_name = environment("AWS_LAMBDA_FUNCTION_NAME").value_or("");
  return options;
}

Metrics::Metrics(MetricsOptions options, const Clock& clock, LogSink sink)
    : options_(std::move(options)), clock_(clock), sink_(std::move(sink)) {
  const std::string& name = options_.name_space;
  if (name.size() > kMaxName || is_blank(name) || name.front() == ':' ||
      !is_printable_ascii(name)) {
    refuse("Metrics.InvalidNamespace",
           "A namespace has 1 to 255 printable ASCII characters and does not begin with a colon "
           "(POWERTOOLS_METRICS_NAMESPACE)");
  }
  insert_dimension(default_dimensions_, kService, options_.service);
}

Metrics::~Metrics() = default;

/// All names of a line are members of one JSON object.
void Metrics::check_free(std::string_view name) const {
  const bool taken = name == kEnvelope || metrics_.contains(name) ||
                     default_dimensions_.contains(name) || dimensions_.contains(name) ||
                     (metadata_ && metadata_->contains(name));
  if (taken) refuse("Metrics.InvalidName", "The line has something else of this name");
}

void Metrics::add(std::string_view name, MetricUnit unit, double value,
                  MetricResolution resolution) {
  if (!is_name(name)) {
    refuse("Metrics.InvalidName", "A name has 1 to 255 characters, none of them a control");
  }
  if (!(std::abs(value) <= std::ldexp(1.0, kMaxExponent))) {
    refuse("Metrics.InvalidValue", "A value is a number from -2^360 to 2^360");
  }
  const std::lock_guard lock(mutex_);
  auto found = metrics_.find(name);
  if (found == metrics_.end()) {
    check_free(name);
    if (metrics_.size() == kMaxMetrics) flush_locked();
    found = metrics_.emplace(std::string(name), Metric{unit, resolution, {}}).first;
  } else if (found->second.unit != unit || found->second.resolution != resolution) {
    refuse("Metrics.InvalidUnit", "The line has this metric with another unit or resolution");
  }
  found->second.values.push_back(value);
  if (found->second.values.size() == kMaxValues) flush_locked();
}

void Metrics::insert_dimension(Dimensions& into, std::string_view name, std::string_view value) {
  if (name.size() > kMaxDimensionName || is_blank(name) || name.front() == ':' ||
      !is_printable_ascii(name) || value.size() > kMaxDimensionValue || is_blank(value) ||
      !is_printable_ascii(value)) {
    refuse(
        "Metrics.InvalidDimension",
        "A dimension has a name of 1 to 250 and a value of 1 to 1024 printable ASCII characters; "
        "the name does not begin with a colon");
  }
  const bool known = default_dimensions_.contains(name) || dimensions_.contains(name);
  if (!known) {
    check_free(name);
    if (default_dimensions_.size() + dimensions_.size() > kMaxDimensions) {
      refuse("Metrics.TooManyDimensions", "A metric has 29 dimensions at most");
    }
  }
  into.insert_or_assign(std::string(name), std::string(value));
}

void Metrics::add_dimension(std::string_view name, std::string_view value) {
  const std::lock_guard lock(mutex_);
  insert_dimension(dimensions_, name, value);
}

void Metrics::default_dimension(std::string_view name, std::string_view value) {
  const std::lock_guard lock(mutex_);
  insert_dimension(default_dimensions_, name, value);
}

void Metrics::add_metadata(std::string_view key, const Json& value) {
  if (!is_name(key)) {
    refuse("Metrics.InvalidName", "A key has 1 to 255 characters, none of them a control");
  }
  const std::lock_guard lock(mutex_);
  if (!metadata_) metadata_ = std::make_unique<Json>(Json::object());
  if (!metadata_->contains(key)) check_free(key);
  (*metadata_)[std::string(key)] = value;
}

void Metrics::set_timestamp(TimePoint time) {
  const TimePoint now = clock_.now();
  if (time < now - kOldest || time > now + kNewest) {
    refuse("Metrics.InvalidTimestamp",
           "A metric is of the last two weeks or of the next two hours");
  }
  const std::lock_guard lock(mutex_);
  timestamp_ = time;
}

void Metrics::flush() {
  const std::lock_guard lock(mutex_);
  flush_locked();
  dimensions_.clear();
  metadata_.reset();
  timestamp_.reset();
}

void Metrics::flush_locked() {
  if (metrics_.empty()) return;
  Dimensions dimensions = dimensions_;
  dimensions.insert(default_dimensions_.begin(), default_dimensions_.end());
  write({timestamp_.value_or(clock_.now()), dimensions, std::exchange(metrics_, {}),
         metadata_.get()});
}

void Metrics::add_cold_start() {
  Dimensions dimensions{{kService, options_.service}};
  if (!options_.function_name.empty()) dimensions[kFunctionName] = options_.function_name;
  const std::map<std::string, Metric, std::less<>> metrics{
      {kColdStart, {MetricUnit::Count, MetricResolution::Standard, {1}}}};
  const std::lock_guard lock(mutex_);
  write({clock_.now(), dimensions, metrics});
}

void Metrics::write(const Line& line) {
  const std::string text = text_of(line);
  if (text.size() <= kLongestLine) {
    sink_({text, LogLevel::Info, LogFormat::Json, line.time});
  } else if (line.metadata != nullptr) {
    write({line.time, line.dimensions, line.metrics});
  } else {
    // Never of one metric alone: with all that the format allows it is half as long.
    const auto middle =
        std::next(line.metrics.begin(), static_cast<std::ptrdiff_t>(line.metrics.size() / 2));
    write({line.time, line.dimensions, {line.metrics.begin(), middle}});
    write({line.time, line.dimensions, {middle, line.metrics.end()}});
  }
}

std::string Metrics::text_of(const Line& line) const {
  auto names = Json::array();
  auto definitions = OrderedJson::array();
  OrderedJson values = OrderedJson::object();
  for (const auto& [name, value] : line.dimensions) {
    names.push_back(name);
    values[name] = value;
  }
  for (const auto& [name, metric] : line.metrics) {
    OrderedJson definition = {{"Name", name}, {"Unit", name_of(metric.unit)}};
    if (metric.resolution == MetricResolution::High) definition["StorageResolution"] = 1;
    definitions.push_back(std::move(definition));
    values[name] = metric.values;
  }
  if (line.metadata != nullptr) {
    for (const auto& [key, value] : line.metadata->items()) values[key] = value;
  }
  OrderedJson document = {
      {kEnvelope,
       {{"Timestamp", line.time.time_since_epoch().count()},
        {"CloudWatchMetrics", OrderedJson::array({{{"Namespace", options_.name_space},
                                                   {"Dimensions", Json::array({names})},
                                                   {"Metrics", std::move(definitions)}}})}}}};
  document.update(values);
  return without_hidden_text(document.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Middleware metrics_middleware(Metrics& metrics) {
  return [&metrics](Call& call, const Proceed& proceed) {
    if (call.cold_start) metrics.add_cold_start();
    try {
      proceed();
    } catch (...) {
      metrics.flush();
      throw;
    }
    metrics.flush();
  };
}

}  // namespace shrike
