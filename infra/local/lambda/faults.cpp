#include "infra/local/lambda/faults.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "infra/local/fault_list.h"
#include "runtime/error.h"
#include "runtime/number.h"

namespace shrike::local {
namespace {

constexpr std::uint64_t kMaxHugeHeader = 16'777'216;
constexpr std::uint64_t kMaxPause = 1000;

constexpr std::array kCalls{RuntimeCall::Next, RuntimeCall::Response, RuntimeCall::Error,
                            RuntimeCall::InitError};

/// What may stand after the `=` of a fault.
enum class Value : std::uint8_t { None, Status, Pause, Bytes, HeaderBytes, HeaderName };

struct Form {
  std::string_view name;
  FaultKind kind;
  Value value;
  bool required;
};

constexpr std::array kForms{
    Form{"drop", FaultKind::Drop, Value::None, false},
    Form{"drop-after", FaultKind::DropAfter, Value::None, false},
    Form{"status", FaultKind::Status, Value::Status, true},
    Form{"slow", FaultKind::Slow, Value::Pause, false},
    Form{"cut", FaultKind::Cut, Value::Bytes, false},
    Form{"missing", FaultKind::Missing, Value::HeaderName, true},
    Form{"repeat", FaultKind::Repeat, Value::HeaderName, true},
    Form{"malformed", FaultKind::Malformed, Value::None, false},
    Form{"huge", FaultKind::Huge, Value::HeaderBytes, false},
    Form{"garbage", FaultKind::Garbage, Value::None, false},
    Form{"stale", FaultKind::Stale, Value::None, false},
};

[[noreturn]] void refuse(std::string_view fault, std::string_view why) {
  // The text is foreign and may be long.
  throw Error(ErrorKind::Reject, "Fault.Invalid",
              fmt::format("The fault '{}' is not understood: {}", fault.substr(0, 100), why));
}

bool is_header_name(std::string_view text) {
  return !text.empty() && text.size() <= 256 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

void read_call(Fault& fault, std::string_view text, std::string_view whole) {
  const auto mark = text.find('#');
  const auto name = text.substr(0, mark);
  const auto* const known = std::find_if(kCalls.begin(), kCalls.end(),
                                         [&](RuntimeCall call) { return to_string(call) == name; });
  if (known == kCalls.end()) refuse(whole, "a call is next, response, error or init-error");
  fault.call = *known;
  if (mark == std::string_view::npos) return;
  const auto nth = parse_number<std::uint64_t>(text.substr(mark + 1));
  if (!nth || *nth == 0) refuse(whole, "after # comes a number from 1");
  fault.nth = *nth;
}

void read_number(Fault& fault, const Form& form, std::string_view value, std::string_view whole) {
  const auto number = parse_number<std::uint64_t>(value);
  switch (form.value) {
    case Value::Status: {
      constexpr std::array kStatuses{400, 403, 410, 413, 500};
      if (number && std::count(kStatuses.begin(), kStatuses.end(), *number) == 1) break;
      refuse(whole, "a status is 400, 403, 410, 413 or 500");
    }
    case Value::Pause:
      if (!number || *number == 0 || *number > kMaxPause) {
        refuse(whole, "a pause is 1 to 1000 milliseconds");
      }
      break;
    case Value::Bytes:
    case Value::HeaderBytes:
      if (!number || (form.value == Value::HeaderBytes && *number > kMaxHugeHeader)) {
        refuse(whole, "after = comes a number of bytes, of a header up to 16777216");
      }
      break;
    case Value::None:
    case Value::HeaderName:
      break;
  }
  fault.number = number;
}

void read_kind(Fault& fault, std::string_view text, std::string_view whole) {
  const auto equals = text.find('=');
  const auto name = text.substr(0, equals);
  const auto* const form = std::find_if(kForms.begin(), kForms.end(),
                                        [&](const Form& each) { return each.name == name; });
  if (form == kForms.end()) refuse(whole, "there is no such fault");
  fault.kind = form->kind;
  if (fault.kind == FaultKind::Stale && fault.call != RuntimeCall::Next) {
    refuse(whole, "only an invocation that next hands out can be stale");
  }
  if (equals == std::string_view::npos) {
    if (form->required) refuse(whole, "it needs a value after =");
    return;
  }
  const auto value = text.substr(equals + 1);
  if (form->value == Value::None) refuse(whole, "it takes no value");
  if (form->value != Value::HeaderName) return read_number(fault, *form, value, whole);
  if (!is_header_name(value)) refuse(whole, "after = comes a header's name");
  fault.header = value;
}

Fault parse_fault(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) refuse(text, "it has the form call:fault");
  Fault fault;
  read_call(fault, text.substr(0, colon), text);
  read_kind(fault, text.substr(colon + 1), text);
  return fault;
}

}  // namespace

std::vector<Fault> parse_faults(std::string_view text) {
  std::vector<Fault> faults;
  for (const auto fault : split_fault_list(text)) faults.push_back(parse_fault(fault));
  return faults;
}

std::string to_string(const Fault& fault) {
  std::string text(to_string(fault.call));
  if (fault.nth > 0) text += fmt::format("#{}", fault.nth);
  const auto* const form = std::find_if(kForms.begin(), kForms.end(),
                                        [&](const Form& each) { return each.kind == fault.kind; });
  text += fmt::format(":{}", form->name);
  if (fault.number) text += fmt::format("={}", *fault.number);
  if (!fault.header.empty()) text += "=" + fault.header;
  return text;
}

std::optional<Fault> FaultPlan::due(RuntimeCall call) {
  const std::lock_guard lock(mutex_);
  const auto number = ++calls_.at(static_cast<std::size_t>(call));
  const auto found = std::find_if(faults_.begin(), faults_.end(), [&](const Fault& fault) {
    return fault.call == call && (fault.nth == 0 || fault.nth == number);
  });
  if (found == faults_.end()) return std::nullopt;
  return *found;
}

}  // namespace shrike::local
