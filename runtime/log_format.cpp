#include "runtime/log_format.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "runtime/hidden_text.h"
#include "runtime/number.h"
#include "runtime/signal_safe_text.h"

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
  std::array<char, 32> memory{};
  SignalSafeText text(memory);
  text.append(time);
  return std::string(text.view());
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
  if (const auto megabytes = parse_number<int>(options.function_memory_size)) {
    line["function_memory_size"] = *megabytes;
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

std::string whole_line(const LogEntry& entry, const LogInvocation& invocation,
                       const LogOptions& options) {
  return without_hidden_text(options.format == LogFormat::Json
                                 ? json_line(entry, invocation, options)
                                 : text_line(entry, invocation));
}

/// At most kLongestCutValue bytes from the beginning of `text`, which end with a whole character.
std::string_view cut(std::string_view text) {
  if (text.size() <= kLongestCutValue) return text;
  std::size_t end = kLongestCutValue;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
  return text.substr(0, end);
}

Json cut_value(const Json& value) {
  if (value.is_string()) return Json(std::string(cut(value.get_ref<const std::string&>())));
  std::string text = dump(value);
  return text.size() <= kLongestCutValue ? value : Json(std::string(cut(text)));
}

/// A byte of a value takes at most six of the line (`\u0000`): as many fields stay as fit for
/// certain.
std::string cut_line(const LogEntry& entry, const LogInvocation& invocation,
                     const LogOptions& options, std::size_t whole_size) {
  constexpr std::size_t kLongestEscape = 6;
  constexpr std::size_t kOwnKeys = 4096;
  constexpr std::size_t kRoom = (kLongestLine - kOwnKeys) / kLongestEscape;
  constexpr std::size_t kPunctuation = 8;  // of a field
  LogInvocation cut_invocation = invocation;
  for (std::string* text : {&cut_invocation.request_id, &cut_invocation.tenant_id,
                            &cut_invocation.function_arn, &cut_invocation.trace_id}) {
    *text = cut(*text);
  }
  Json fields = {{"truncatedBytes", whole_size}};
  std::size_t used = 6 * kLongestCutValue;  // message, service and the four above
  for (const auto& [key, value] : entry.fields.items()) {
    Json kept = cut_value(value);
    const std::size_t size = key.size() + dump(kept).size() + kPunctuation;
    if (used + size > kRoom) continue;
    used += size;
    fields[key] = std::move(kept);
  }
  return whole_line({entry.time, entry.level, cut(entry.message), fields}, cut_invocation, options);
}

}  // namespace

std::string without_hidden_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto sequence = text.substr(0, std::max<std::size_t>(utf8_sequence(text), 1));
    const auto hidden = hidden_text(sequence);
    // The tabs between columns are the line's own; those of values were escaped before.
    if (hidden && *hidden != u'\t') {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(*hidden));
    } else {
      out += sequence;
    }
    text.remove_prefix(sequence.size());
  }
  return out;
}

std::string format_line(const LogEntry& entry, const LogInvocation& invocation,
                        const LogOptions& options) {
  std::string line = whole_line(entry, invocation, options);
  if (line.size() <= kLongestLine) return line;
  return cut_line(entry, invocation, options, line.size());
}

}  // namespace shrike
