#include "runtime/log.h"

#include <algorithm>
#include <random>
#include <utility>

#include <nlohmann/json.hpp>

namespace shrike {
namespace {

using Json = nlohmann::json;

double random_fraction() {
  std::random_device device;
  return std::uniform_real_distribution<>()(device);
}

void append(std::unique_ptr<Json>& keys, const Json& fields) {
  if (!keys) keys = std::make_unique<Json>(Json::object());
  keys->update(fields);
}

}  // namespace

Logger::Logger(LogOptions options, const Clock& clock, LogSink sink)
    : options_(std::move(options)),
      clock_(clock),
      sink_(std::move(sink)),
      level_(options_.level),
      buffer_(options_.buffer_bytes) {
  if (!options_.random) options_.random = random_fraction;
}

Logger::~Logger() = default;

void Logger::log(LogLevel level, std::string_view message, const Json& fields) {
  if (!enabled(level)) return;
  const std::lock_guard lock(mutex_);
  if (options_.refused) {
    std::call_once(*options_.refused->told, [this] {
      write(LogLevel::Warn, "The log level that was asked for is below what Lambda lets through",
            {{"asked", name_of(options_.refused->asked)}, {"level", name_of(options_.level)}});
    });
  }
  if (level >= LogLevel::Error) flush_locked();
  if (!keys_ && !invocation_keys_) return write(level, message, fields);
  Json all = keys_ ? *keys_ : Json::object();
  if (invocation_keys_) all.update(*invocation_keys_);
  all.update(fields);
  write(level, message, all);
}

void Logger::write(LogLevel level, std::string_view message, const Json& fields) {
  const TimePoint now = clock_.now();
  std::string text = format_line({now, level, message, fields}, invocation_, options_);
  const LogLine line{text, level, options_.format, now};
  if (level >= level_) {
    sink_(line);
  } else {
    buffer_.hold(std::move(text), line);
  }
}

void Logger::debug(std::string_view message) { log(LogLevel::Debug, message, Json::object()); }
void Logger::debug(std::string_view message, const Json& fields) {
  log(LogLevel::Debug, message, fields);
}
void Logger::info(std::string_view message) { log(LogLevel::Info, message, Json::object()); }
void Logger::info(std::string_view message, const Json& fields) {
  log(LogLevel::Info, message, fields);
}
void Logger::warn(std::string_view message) { log(LogLevel::Warn, message, Json::object()); }
void Logger::warn(std::string_view message, const Json& fields) {
  log(LogLevel::Warn, message, fields);
}
void Logger::error(std::string_view message) { log(LogLevel::Error, message, Json::object()); }
void Logger::error(std::string_view message, const Json& fields) {
  log(LogLevel::Error, message, fields);
}

void Logger::append_keys(const Json& fields) {
  const std::lock_guard lock(mutex_);
  append(keys_, fields);
}

void Logger::append_invocation_keys(const Json& fields) {
  const std::lock_guard lock(mutex_);
  append(invocation_keys_, fields);
}

void Logger::flush() {
  const std::lock_guard lock(mutex_);
  flush_locked();
}

void Logger::flush_locked() {
  if (const std::size_t evicted = buffer_.evicted(); evicted > 0) {
    write(std::max(LogLevel::Warn, level_.load()),
          "The first lines that were held back are lost: there were too many",
          {{"lines", evicted}});
  }
  buffer_.flush(sink_);
}

void Logger::set_invocation(LogInvocation invocation) {
  const std::lock_guard lock(mutex_);
  invocation_ = std::move(invocation);
  invocation_keys_.reset();
  buffer_.clear();
  const bool sampled = !invocation_.request_id.empty() && options_.sample_rate > 0 &&
                       options_.random() < options_.sample_rate;
  level_ = sampled ? std::min(options_.level, LogLevel::Debug) : options_.level;
}

void Logger::set_invocation(std::string request_id, std::string tenant_id) {
  set_invocation(
      LogInvocation{.request_id = std::move(request_id), .tenant_id = std::move(tenant_id)});
}

}  // namespace shrike
