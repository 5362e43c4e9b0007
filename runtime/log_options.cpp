#include "runtime/log_options.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "runtime/error.h"
#include "runtime/number.h"
#include "runtime/wire.h"

namespace shrike {
namespace {

constexpr std::array<std::string_view, 6> kLevelNames = {"TRACE", "DEBUG", "INFO",
                                                         "WARN",  "ERROR", "FATAL"};
constexpr const char* kBuffer = "SHRIKE_LOG_BUFFER_BYTES";
constexpr std::size_t kMaxBuffer = 1024UL * 1024;

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

std::optional<LogLevel> level_named(const std::string& text) {
  const std::string name = upper(text);
  if (name == "WARNING") return LogLevel::Warn;
  if (name == "CRITICAL") return LogLevel::Fatal;
  const auto* found = std::find(kLevelNames.begin(), kLevelNames.end(), name);
  if (found == kLevelNames.end()) return std::nullopt;
  return static_cast<LogLevel>(found - kLevelNames.begin());
}

/// The number that all of `text` is, if it lies from `lowest` to `highest`.
template <typename Number>
std::optional<Number> number_in(std::string_view text, Number lowest, Number highest) {
  const auto number = parse_number<Number>(text);
  return number && *number >= lowest && *number <= highest ? number : std::nullopt;
}

std::optional<std::size_t> size_of_buffer(std::string_view text) {
  return number_in<std::size_t>(text, 0, kMaxBuffer);
}

}  // namespace

std::string_view name_of(LogLevel level) noexcept {
  return kLevelNames[static_cast<std::size_t>(level)];
}

LogOptions LogOptions::from(const Environment& environment) {
  const auto text = [&](std::string_view name) { return environment(name).value_or(""); };
  LogOptions options;
  if (upper(text("AWS_LAMBDA_LOG_FORMAT")) == "JSON") options.format = LogFormat::Json;
  if (std::string service = text("POWERTOOLS_SERVICE_NAME"); !service.empty()) {
    options.format = LogFormat::Json;
    options.keys = LogKeys::Powertools;
    options.service = std::move(service);
    options.function_name = text("AWS_LAMBDA_FUNCTION_NAME");
    options.function_memory_size = text("AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
  }

  auto asked = level_named(text("POWERTOOLS_LOG_LEVEL"));
  if (!asked) asked = level_named(text("LOG_LEVEL"));
  const auto allowed = level_named(text("AWS_LAMBDA_LOG_LEVEL"));
  options.level = allowed.value_or(asked.value_or(LogLevel::Info));
  if (asked && allowed && *asked < *allowed) {
    options.refused = {*asked, std::make_shared<std::once_flag>()};
  }

  options.sample_rate = number_in(text("POWERTOOLS_LOGGER_SAMPLE_RATE"), 0.0, 1.0).value_or(0);
  options.buffer_bytes = size_of_buffer(text(kBuffer)).value_or(0);
  return options;
}

void check_log_buffer(const Environment& environment) {
  const std::string text = environment(kBuffer).value_or("");
  if (text.empty() || size_of_buffer(text)) return;
  throw Error(ErrorKind::Reject, wire::error_type::kConfigInvalid,
              fmt::format("{} is \"{}\"; allowed is a number of bytes from 0 to {}", kBuffer, text,
                          kMaxBuffer));
}

}  // namespace shrike
