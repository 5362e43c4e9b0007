#include "runtime/wire.h"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "runtime/base64.h"
#include "runtime/error.h"
#include "runtime/number.h"
#include "runtime/percent.h"

namespace shrike::wire {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kRuntime = "Runtime.";
constexpr std::string_view kFunction = "Function.";

constexpr std::size_t kMaxDocument = 1'048'576;
constexpr std::size_t kMaxMessage = 262'144;
constexpr std::size_t kMaxCause = 65'536;
constexpr std::size_t kMaxFrames = 64;
constexpr std::size_t kMaxLabel = 2'048;
/// 1973-03-03, in milliseconds: smaller numbers are durations.
constexpr std::int64_t kEarliestEpoch = 100'000'000'000;
/// The end of the year 9999: what is later overflows other units of time.
constexpr std::int64_t kLatestEpoch = 253'402'300'799'999;

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string path_segment(std::string_view text) {
  // A segment of dots is valid as it is, and would still be taken for a way up.
  if (text.find_first_not_of('.') != std::string_view::npos) return percent_encode(text, "");
  std::string dots;
  for (std::size_t i = 0; i < text.size(); ++i) dots += "%2E";
  return dots;
}

std::string url(std::string_view api, std::string_view path) {
  return fmt::format("http://{}/2018-06-01/runtime/{}", api, path);
}

std::string extension_url(std::string_view api, std::string_view path) {
  return fmt::format("http://{}/2020-01-01/extension/{}", api, path);
}

/// At most `size` bytes of `text`, without half a UTF-8 sequence at its end.
std::string_view cropped(std::string_view text, std::size_t size) noexcept {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

std::string value_of(const HttpHeaders& headers, std::string_view name) {
  return std::string(headers.find(name).value_or(""));
}

/// What `text_of` makes of a size, the largest one, halved from `size` on, whose text has no more
/// than `limit` bytes: what an escape makes of a byte is not known before.
template <typename TextOf>
std::string shortened(std::size_t limit, std::size_t size, const TextOf& text_of) {
  while (true) {
    std::string text = text_of(size);
    if (text.size() <= limit) return text;
    size /= 2;
  }
}

/// How many of the frames have room where a message has `size` bytes.
std::size_t frames_within(std::size_t size) { return std::min(kMaxFrames, 2 * size / kMaxLabel); }

/// Letters alone, each first one after something else in upper case.
std::string camel_case(std::string_view text) {
  std::string out;
  bool starts_word = true;
  for (const char c : text) {
    if (!is_letter(c)) {
      starts_word = true;
      continue;
    }
    out += starts_word && c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
    starts_word = false;
  }
  return out;
}

[[noreturn]] void refuse_deadline(std::string_view why) {
  throw Error(ErrorKind::Bug, error_type::kInvalidContext,
              fmt::format("{} {}", header::kDeadline, why));
}

}  // namespace

std::string next_url(std::string_view api) { return url(api, "invocation/next"); }

std::string response_url(std::string_view api, std::string_view request_id) {
  return url(api, fmt::format("invocation/{}/response", path_segment(request_id)));
}

std::string error_url(std::string_view api, std::string_view request_id) {
  return url(api, fmt::format("invocation/{}/error", path_segment(request_id)));
}

std::string init_error_url(std::string_view api) { return url(api, "init/error"); }
std::string restore_next_url(std::string_view api) { return url(api, "restore/next"); }
std::string restore_error_url(std::string_view api) { return url(api, "restore/error"); }

std::string extension_register_url(std::string_view api) { return extension_url(api, "register"); }
std::string extension_next_url(std::string_view api) { return extension_url(api, "event/next"); }

std::string request_id(const HttpHeaders& headers) {
  auto id = value_of(headers, header::kRequestId);
  if (id.empty()) {
    throw Error(ErrorKind::Bug, error_type::kMissingRequestId,
                fmt::format("The Runtime API gave an invocation without {}", header::kRequestId));
  }
  return id;
}

Context context_without_deadline(const HttpHeaders& headers) {
  return {.request_id = value_of(headers, header::kRequestId),
          .deadline = {},
          .function_arn = value_of(headers, header::kFunctionArn),
          .trace_id = value_of(headers, header::kTraceId),
          .tenant_id = value_of(headers, header::kTenantId),
          .invocation_id = value_of(headers, header::kInvocationId),
          .client_context = value_of(headers, header::kClientContext),
          .cognito_identity = value_of(headers, header::kCognitoIdentity)};
}

TimePoint deadline(const HttpHeaders& headers, TimePoint now) {
  const auto text = headers.find(header::kDeadline);
  if (!text) refuse_deadline("is missing");
  const auto value = parse_number<std::int64_t>(*text);
  if (!value || *value < 0 || *value > kLatestEpoch) {
    refuse_deadline("is not a time in milliseconds");
  }
  const std::chrono::milliseconds time(*value);
  return *value < kEarliestEpoch ? now + time : TimePoint(time);
}

std::vector<std::string> stack_trace(const Failure& failure) {
  std::vector<std::string> lines;
  for (const StackFrame& frame : failure.stack) {
    if (lines.size() == kMaxFrames) break;
    std::string line(cropped(frame.label, kMaxLabel));
    if (!frame.path.empty()) line += fmt::format(" ({}", cropped(frame.path, kMaxLabel));
    if (frame.line > 0) line += fmt::format(":{}", frame.line);
    if (!frame.path.empty()) line += ')';
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string error_document(const Failure& failure) {
  auto stack = stack_trace(failure);
  return shortened(kMaxDocument, kMaxMessage, [&](std::size_t size) {
    stack.resize(std::min(stack.size(), frames_within(size)));
    const Json document = {{"errorMessage", cropped(failure.message, size)},
                           {"errorType", cropped(failure.type, size)},
                           {"stackTrace", stack}};
    return document.dump(-1, ' ', false, Json::error_handler_t::replace);
  });
}

std::string xray_cause(const Failure& failure, std::string_view working_directory) {
  return shortened(kMaxCause, kMaxCause, [&](std::size_t size) {
    auto stack = Json::array();
    for (const StackFrame& frame : failure.stack) {
      if (stack.size() == frames_within(size)) break;
      stack.push_back({{"path", cropped(frame.path, kMaxLabel)},
                       {"line", frame.line},
                       {"label", cropped(frame.label, kMaxLabel)}});
    }
    const Json exception = {{"type", cropped(failure.type, size)},
                            {"message", cropped(failure.message, size)},
                            {"stack", stack}};
    const Json cause = {{"working_directory", cropped(working_directory, size)},
                        {"exceptions", Json::array({exception})},
                        {"paths", Json::array()}};
    return cause.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace);
  });
}

HttpHeaders error_trailers(const Failure& failure) {
  return {{header::kErrorType, error_type_header(failure.type)},
          {header::kErrorBody, base64_encode(error_document(failure))}};
}

std::string http_prelude(const HttpPrelude& prelude) {
  Json document = {{"statusCode", prelude.status_code}, {"headers", prelude.headers}};
  if (!prelude.cookies.empty()) document["cookies"] = prelude.cookies;
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + std::string(8, '\0');
}

std::string error_type_header(std::string_view type) {
  const bool runtime = type.starts_with(kRuntime);
  if (runtime) type.remove_prefix(kRuntime.size());
  if (type.starts_with(kFunction)) type.remove_prefix(kFunction.size());
  const std::string name = camel_case(cropped(type, 256));
  return std::string(runtime ? kRuntime : kFunction) + (name.size() < 2 ? "Unknown" : name);
}

std::string header_value(std::string_view text) {
  std::string out(text);
  std::erase_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  return out;
}

}  // namespace shrike::wire
