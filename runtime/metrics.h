#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "runtime/clock.h"
#include "runtime/environment.h"
#include "runtime/log_sink.h"
#include "runtime/metric_unit.h"
#include "runtime/middleware.h"

namespace shrike {

/// How often CloudWatch keeps a value: once a minute, or once a second.
enum class MetricResolution : std::uint8_t { Standard = 60, High = 1 };

struct MetricsOptions {
  std::string name_space;  ///< 1–255 printable ASCII characters, not beginning with a colon
  std::string service = "service_undefined";
  std::string function_name{};  ///< a dimension of ColdStart

  /// From POWERTOOLS_METRICS_NAMESPACE, POWERTOOLS_SERVICE_NAME and AWS_LAMBDA_FUNCTION_NAME.
  [[nodiscard]] static MetricsOptions from(const Environment& environment);
};

/// Measurements as lines of the log, which CloudWatch turns into metrics without a call: the
/// Embedded Metric Format, with the `service` as a dimension, as Powertools for AWS Lambda writes
/// it.
///
/// What the format does not allow is refused as Error "Metrics.…" of kind Reject when it is added,
/// so that a flush loses no value. Its limits on a line, 100 metrics and 100 values of each, are
/// kept by writing the line when they are reached. What is longer than a line of Lambda's log may
/// be (256 KiB) goes without its metadata then, and in several lines if need be. Thread-safe; but a
/// worker with dimensions of its own needs its own.
class Metrics {
 public:
  static constexpr std::size_t kMaxMetrics = 100;
  static constexpr std::size_t kMaxValues = 100;
  static constexpr std::size_t kMaxDimensions = 29;  ///< besides the service

  /// Throws Error "Metrics.InvalidNamespace", and "Metrics.InvalidDimension" for a service that is
  /// no value of a dimension, such as "café".
  Metrics(MetricsOptions options, const Clock& clock, LogSink sink);
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;
  Metrics(Metrics&&) = delete;
  Metrics& operator=(Metrics&&) = delete;
  ~Metrics();

  /// Adds one value. Throws Error "Metrics.InvalidName" for a name that is not 1–255 characters
  /// without control characters, or is taken by a dimension or by metadata; "Metrics.InvalidValue"
  /// for what is no number or lies beyond ±2^360; "Metrics.InvalidUnit" when the line has the
  /// metric with another unit or resolution.
  void add(std::string_view name, MetricUnit unit, double value,
           MetricResolution resolution = MetricResolution::Standard);

  /// A dimension of what is flushed next; with default_dimension, of all that is flushed from now
  /// on. Throws Error "Metrics.InvalidDimension" for a name over 250 characters, one that begins
  /// with a colon, a value over 1024, either one empty or not printable ASCII;
  /// "Metrics.TooManyDimensions" for the 30th.
  void add_dimension(std::string_view name, std::string_view value);
  void default_dimension(std::string_view name, std::string_view value);

  /// What the line tells besides, to be searched for in the log. Throws Error
  /// "Metrics.InvalidName".
  void add_metadata(std::string_view key, const nlohmann::json& value);

  /// The moment of what is flushed next, instead of that of the flush. Throws Error
  /// "Metrics.InvalidTimestamp" for one over two weeks ago or over two hours ahead.
  void set_timestamp(TimePoint time);

  /// Writes what was added; nothing when no value was.
  void flush();

  /// ColdStart = 1 on a line of its own, with the dimensions function_name and service.
  void add_cold_start();

 private:
  struct Metric {
    MetricUnit unit;
    MetricResolution resolution;
    std::vector<double> values;
  };
  struct Line;
  using Dimensions = std::map<std::string, std::string, std::less<>>;

  void check_free(std::string_view name) const;
  void insert_dimension(Dimensions& into, std::string_view name, std::string_view value);
  void flush_locked();
  void write(const Line& line);
  [[nodiscard]] std::string text_of(const Line& line) const;

  MetricsOptions options_;
  const Clock& clock_;
  LogSink sink_;
  std::mutex mutex_;
  std::map<std::string, Metric, std::less<>> metrics_;
  Dimensions default_dimensions_;
  Dimensions dimensions_;
  std::unique_ptr<nlohmann::json> metadata_;
  std::optional<TimePoint> timestamp_;
};

/// Counts cold starts, and flushes after each invocation, also when it fails. `metrics` must
/// outlive the worker's invocations.
[[nodiscard]] Middleware metrics_middleware(Metrics& metrics);

}  // namespace shrike
