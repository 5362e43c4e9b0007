#include "infra/local/service_faults/service_fault.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "infra/local/fault_list.h"
#include "runtime/error.h"
#include "runtime/number.h"

namespace shrike::local {
namespace {

constexpr std::size_t kMaxName = 64;
constexpr std::int64_t kMaxPause = 3'600'000;
constexpr std::int64_t kMaxSkew = 31'536'000;

constexpr auto kServices = std::to_array<std::string_view>(
    {"*", "dynamodb", "rekognition", "s3", "sns", "sqs", "states", "sts"});

/// What stands after the `=` of a fault.
enum class Value : std::uint8_t { None, StatusAndCode, Bytes, Pause, Region, Seconds };

struct Form {
  std::string_view name;
  ServiceFaultKind kind;
  Value value;
  bool required;
};

constexpr std::array kForms{
    Form{"error", ServiceFaultKind::Error, Value::StatusAndCode, true},
    Form{"reset", ServiceFaultKind::Reset, Value::None, false},
    Form{"reset-after", ServiceFaultKind::ResetAfter, Value::None, false},
    Form{"cut", ServiceFaultKind::Cut, Value::Bytes, false},
    Form{"truncate", ServiceFaultKind::Truncate, Value::Bytes, false},
    Form{"flip", ServiceFaultKind::Flip, Value::None, false},
    Form{"stall", ServiceFaultKind::Stall, Value::None, false},
    Form{"slow", ServiceFaultKind::Slow, Value::Pause, true},
    Form{"redirect", ServiceFaultKind::Redirect, Value::Region, true},
    Form{"expired", ServiceFaultKind::Expired, Value::None, false},
    Form{"skew", ServiceFaultKind::Skew, Value::Seconds, true},
    Form{"kill", ServiceFaultKind::Kill, Value::None, false},
    Form{"kill-after", ServiceFaultKind::KillAfter, Value::None, false},
};

[[noreturn]] void refuse(std::string_view fault, std::string_view why) {
  // The text is foreign and may be long.
  throw Error(
      ErrorKind::Reject, "Fault.Invalid",
      fmt::format("The service fault '{}' is not understood: {}", fault.substr(0, 100), why));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_name(std::string_view text, std::string_view also) {
  return !text.empty() && text.size() <= kMaxName &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return is_letter(c) || is_digit(c) || also.find(c) != std::string_view::npos;
         });
}

void read_operation(ServiceFault& fault, std::string_view text) {
  const auto dot = text.find('.');
  const auto service = text.substr(0, dot);
  if (dot == std::string_view::npos ||
      std::count(kServices.begin(), kServices.end(), service) == 0) {
    refuse(fault.text,
           "it begins with dynamodb, rekognition, s3, sns, sqs, states, sts or *, and a dot");
  }
  const auto operation = text.substr(dot + 1);
  if (!is_name(operation, "*?")) refuse(fault.text, "after the service comes an operation");
  fault.action = fmt::format("{}:{}", service, operation);
}

/// `2`, `0.5`; no `1e2`.
std::optional<double> percent_in(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  if (!std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; })) {
    return std::nullopt;
  }
  const auto percent = parse_number<double>(text);
  return percent && *percent > 0 && *percent <= 100 ? percent : std::nullopt;
}

void read_share(ServiceFault& fault, std::string_view text) {
  if (text.empty()) return;
  const bool counted = text.front() == '#';
  text.remove_prefix(1);
  if (!counted) {
    fault.percent = percent_in(text);
    if (!fault.percent) refuse(fault.text, "after ~ comes a percentage above 0, up to 100%");
    return;
  }
  fault.nth = parse_number<std::uint64_t>(text).value_or(0);
  if (fault.nth == 0) refuse(fault.text, "after # comes a number from 1");
}

void read_selection(ServiceFault& fault, std::string_view text) {
  const auto share = std::min(text.find_first_of("#~"), text.size());
  const auto at = std::min(text.find('@'), share);
  read_operation(fault, text.substr(0, at));
  if (at < share) {
    fault.target = text.substr(at + 1, share - at - 1);
    if (fault.target.empty()) refuse(fault.text, "after @ comes some of a key or a body");
  }
  read_share(fault, text.substr(share));
}

void read_status_and_code(ServiceFault& fault, std::string_view value) {
  const auto slash = std::min(value.find('/'), value.size());
  fault.status = parse_number<int>(value.substr(0, slash)).value_or(0);
  fault.name = value.substr(std::min(slash + 1, value.size()));
  if (fault.status < 400 || fault.status > 599 || !is_name(fault.name, "._-")) {
    refuse(fault.text, "an error is a status from 400 to 599, a slash and a code");
  }
}

void read_region(ServiceFault& fault, std::string_view value) {
  if (!fault.action.starts_with("s3:") && !fault.action.starts_with("*:")) {
    refuse(fault.text, "only s3 redirects");
  }
  constexpr int kPermanentRedirect = 301;
  const auto slash = value.find('/');
  fault.name = value.substr(0, slash);
  fault.status = slash == std::string_view::npos
                     ? kPermanentRedirect
                     : parse_number<int>(value.substr(slash + 1)).value_or(0);
  if (!is_name(fault.name, "-") ||
      (fault.status != kPermanentRedirect && fault.status != 307 && fault.status != 400)) {
    refuse(fault.text, "after = comes a region, and maybe /301, /307 or /400");
  }
}

void read_pause(ServiceFault& fault, std::string_view value) {
  const auto dash = value.find('-');
  const auto lower = parse_number<std::int64_t>(value.substr(0, dash));
  const auto upper =
      dash == std::string_view::npos ? lower : parse_number<std::int64_t>(value.substr(dash + 1));
  if (!lower || !upper || *lower < 1 || *upper < *lower || *upper > kMaxPause) {
    refuse(fault.text, "a pause is 1 to 3600000 milliseconds, or from-to");
  }
  fault.number = lower;
  fault.upper = *upper;
}

void read_value(ServiceFault& fault, Value form, std::string_view value) {
  switch (form) {
    case Value::None:
      refuse(fault.text, "it takes no value");
    case Value::StatusAndCode:
      return read_status_and_code(fault, value);
    case Value::Region:
      return read_region(fault, value);
    case Value::Pause:
      return read_pause(fault, value);
    case Value::Bytes:
      fault.number = parse_number<std::int64_t>(value);
      if (!fault.number || *fault.number < 0) refuse(fault.text, "after = comes a number of bytes");
      return;
    case Value::Seconds:
      fault.number = parse_number<std::int64_t>(value);
      if (!fault.number || *fault.number < -kMaxSkew || *fault.number > kMaxSkew) {
        refuse(fault.text, "a clock is off by -31536000 to 31536000 seconds");
      }
      return;
  }
}

void read_kind(ServiceFault& fault, std::string_view text) {
  const auto equals = text.find('=');
  const auto name = text.substr(0, equals);
  const auto* const form = std::find_if(kForms.begin(), kForms.end(),
                                        [&](const Form& each) { return each.name == name; });
  if (form == kForms.end()) refuse(fault.text, "there is no such fault");
  fault.kind = form->kind;
  if (equals != std::string_view::npos) {
    return read_value(fault, form->value, text.substr(equals + 1));
  }
  if (form->required) refuse(fault.text, "it needs a value after =");
}

ServiceFault parse_fault(std::string_view text) {
  ServiceFault fault;
  fault.text = text;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) refuse(text, "it has the form service.Operation:fault");
  read_selection(fault, text.substr(0, colon));
  read_kind(fault, text.substr(colon + 1));
  return fault;
}

}  // namespace

std::vector<ServiceFault> parse_service_faults(std::string_view text) {
  std::vector<ServiceFault> faults;
  for (const auto fault : split_fault_list(text)) faults.push_back(parse_fault(fault));
  return faults;
}

}  // namespace shrike::local
