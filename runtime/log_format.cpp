#include "runtime/log_format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace shrike {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr std::array<std::string_view, 5> kLambdaKeys = {"timestamp", "level", "message",
                                                         "requestId", "tenantId"};
constexpr std::array<std::string_view, 12> kPowertoolsKeys = {
    "level",         "message",       "timestamp",     "service",
    "sampling_rate", "cold_start",    "function_name", "function_memory_size",
    "function_arn",  "xray_trace_id", "tenant_id",     "function_request_id"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kPowertoolsNames = {
    {{"errorType", "exception_name"},
     {"errorMessage", "exception"},
     {"stackTrace", "stack_trace"}}};

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

std::string field_name(const std::string& key, LogKeys keys) {
  const bool powertools = keys == LogKeys::Powertools;
  const auto own = powertools ? std::span<const std::string_view>(kPowertoolsKeys) : kLambdaKeys;
  if (std::find(own.begin(), own.end(), key) != own.end()) return "_" + key;
  if (!powertools) return key;
  const auto* renamed = std::find_if(kPowertoolsNames.begin(), kPowertoolsNames.end(),
                                     [&](const auto& names) { return names.first == key; });
  return renamed == kPowertoolsNames.end() ? key : std::string(renamed->second);
}

std::string text_key(const std::string& key) {
  std::string name = on_one_line(field_name(key, LogKeys::Lambda));
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '=' || c == ' '; }, '_');
  return name;
}

void add(OrderedJson& line, const char* key, std::string_view value) {
  if (!value.empty()) line[key] = value;
}

OrderedJson lambda_line(const LogEntry& entry, const LogInvocation& invocation) {
  OrderedJson line = {{"timestamp", timestamp(entry.time)},
                      {"level", name_of(entry.level)},
                      {"message", entry.message}};
  add(line, "requestId", invocation.request_id);
  add(line, "tenantId", invocation.tenant_id);
  return line;
}

/// Of `Root=1-…;Parent=…;Sampled=…`, the root: what X-Ray's console looks for.
std::string_view trace_root(std::string_view trace_id) {
  constexpr std::string_view kName = "Root=";
  const auto start = trace_id.find(kName);
  if (start == std::string_view::npos) return {};
  const auto root = trace_id.substr(start + kName.size());
  return root.substr(0, root.find(';'));
}

OrderedJson powertools_line(const LogEntry& entry, const LogInvocation& invocation,
                            const LogOptions& options) {
  OrderedJson line = {{"level", name_of(entry.level)},
                      {"message", entry.message},
                      {"timestamp", timestamp(entry.time)},
                      {"service", options.service}};
  if (options.sample_rate > 0) line["sampling_rate"] = options.sample_rate;
  if (invocation.request_id.empty()) return line;
  line["cold_start"] = invocation.cold_start;
  add(line, "function_name", options.function_name);
  const std::string& memory = options.function_memory_size;
  int megabytes = 0;
  if (std::from_chars(memory.data(), memory.data() + memory.size(), megabytes).ec == std::errc()) {
    line["function_memory_size"] = megabytes;
  }
  add(line, "function_arn", invocation.function_arn);
  add(line, "function_request_id", invocation.request_id);
  add(line, "tenant_id", invocation.tenant_id);
  add(line, "xray_trace_id", trace_root(invocation.trace_id));
  return line;
}

std::string json_line(const LogEntry& entry, const LogInvocation& invocation,
                      const LogOptions& options) {
  OrderedJson line = options.keys == LogKeys::Powertools
                         ? powertools_line(entry, invocation, options)
                         : lambda_line(entry, invocation);
  for (const auto& [key, value] : entry.fields.items()) {
    line[field_name(key, options.keys)] = value;
  }
  return dump(line);
}

std::string text_line(const LogEntry& entry, const LogInvocation& invocation) {
  std::string line =
      fmt::format("{}\t{}\t{}\t{}", timestamp(entry.time), on_one_line(invocation.request_id),
                  name_of(entry.level), on_one_line(entry.message));
  if (!invocation.tenant_id.empty()) line += "\ttenantId=" + text_value(invocation.tenant_id);
  for (const auto& [key, value] : entry.fields.items()) {
    line += fmt::format("\t{}={}", text_key(key), text_value(value));
  }
  return line;
}

}  // namespace

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

std::string format_line(const LogEntry& entry, const LogInvocation& invocation,
                        const LogOptions& options) {
  return without_terminal_controls(options.format == LogFormat::Json
                                       ? json_line(entry, invocation, options)
                                       : text_line(entry, invocation));
}

}  // namespace shrike
