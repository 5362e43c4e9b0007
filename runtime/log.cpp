#include "runtime/log.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace shrike {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr std::array<std::string_view, 6> kLevelNames = {"TRACE", "DEBUG", "INFO",
                                                         "WARN",  "ERROR", "FATAL"};
constexpr std::array<std::string_view, 5> kOwnKeys = {"timestamp", "level", "message", "requestId",
                                                      "tenantId"};

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

std::string_view name_of(LogLevel level) { return kLevelNames.at(static_cast<std::size_t>(level)); }

/// RFC 3339 with milliseconds.
std::string timestamp(TimePoint time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

template <typename Value>
std::string dump(const Value& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// JSON leaves DEL and the C1 controls (U+0080–U+009F) as they are; terminals obey them.
std::string without_terminal_controls(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    if (byte == 0x7F) {
      out += "\\u007f";
    } else if (byte == 0xC2 && next >= 0x80 && next <= 0x9F) {
      out += fmt::format("\\u{:04x}", next);
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// Text for one line: JSON's escapes, except that quotes stay readable.
std::string on_one_line(std::string_view text) {
  const std::string quoted = dump(Json(std::string(text)));
  std::string out;
  out.reserve(quoted.size());
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    if (quoted[i] != '\\') {
      out += quoted[i];
      continue;
    }
    ++i;  // an escape is two characters or more
    if (quoted[i] != '"') out += '\\';
    out += quoted[i];
  }
  return out;
}

bool is_bare(std::string_view value) {
  return !value.empty() && value.find_first_of(" =\"\\") == std::string_view::npos &&
         std::none_of(value.begin(), value.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

/// A string is bare where nobody could misread it, else JSON; all other values are JSON.
std::string text_value(const Json& value) {
  if (value.is_string() && is_bare(value.get_ref<const std::string&>())) {
    return on_one_line(value.get_ref<const std::string&>());
  }
  return dump(value);
}

std::string field_name(const std::string& key) {
  return std::find(kOwnKeys.begin(), kOwnKeys.end(), key) == kOwnKeys.end() ? key : "_" + key;
}

std::string text_key(const std::string& key) {
  std::string name = on_one_line(field_name(key));
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '=' || c == ' '; }, '_');
  return name;
}

}  // namespace

LogOptions LogOptions::from(const Environment& environment) {
  LogOptions options;
  if (upper(environment("AWS_LAMBDA_LOG_FORMAT").value_or("")) == "JSON") {
    options.format = LogFormat::Json;
  }
  const std::string level = upper(environment("AWS_LAMBDA_LOG_LEVEL").value_or(""));
  const auto* found = std::find(kLevelNames.begin(), kLevelNames.end(), level);
  if (found != kLevelNames.end()) {
    options.level = static_cast<LogLevel>(found - kLevelNames.begin());
  }
  return options;
}

Logger::Logger(LogOptions options, const Clock& clock, LogSink sink)
    : options_(options), clock_(clock), sink_(std::move(sink)) {}

void Logger::log(LogLevel level, std::string_view message, const Json& fields) {
  if (!enabled(level)) return;
  const TimePoint now = clock_.now();
  const std::string time = timestamp(now);
  const std::lock_guard lock(mutex_);

  if (options_.format == LogFormat::Json) {
    OrderedJson line = {{"timestamp", time}, {"level", name_of(level)}, {"message", message}};
    if (!request_id_.empty()) line["requestId"] = request_id_;
    if (!tenant_id_.empty()) line["tenantId"] = tenant_id_;
    for (const auto& [key, value] : fields.items()) line[field_name(key)] = value;
    sink_({without_terminal_controls(dump(line)), level, options_.format, now});
    return;
  }

  std::string line = fmt::format("{}\t{}\t{}\t{}", time, on_one_line(request_id_), name_of(level),
                                 on_one_line(message));
  if (!tenant_id_.empty()) line += "\ttenantId=" + text_value(tenant_id_);
  for (const auto& [key, value] : fields.items()) {
    line += fmt::format("\t{}={}", text_key(key), text_value(value));
  }
  sink_({without_terminal_controls(line), level, options_.format, now});
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

void Logger::set_invocation(std::string request_id, std::string tenant_id) {
  const std::lock_guard lock(mutex_);
  request_id_ = std::move(request_id);
  tenant_id_ = std::move(tenant_id);
}

}  // namespace shrike
