#include "infra/local/service_delays/operation_delay.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "runtime/error.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr double kMaxMilliseconds = 600'000;
constexpr double kMinRate = 1e3;
constexpr double kMaxRate = 1e12;
constexpr std::size_t kMaxName = 64;
/// Of what is foreign and may be long, in an error's message.
constexpr std::size_t kMaxExcerpt = 200;

constexpr auto kServices = std::to_array<std::string_view>(
    {"s3", "lambda", "rekognition", "dynamodb", "sns", "sqs", "states", "sts"});

[[noreturn]] void refuse(std::string_view place, std::string_view allowed) {
  throw Error(ErrorKind::Reject, "Delays.Invalid",
              fmt::format("The service delays are not understood: {}: {}",
                          place.substr(0, kMaxExcerpt), allowed));
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

void check_operation(std::string_view operation) {
  if (operation == "*") return;
  const auto dot = std::min(operation.find('.'), operation.size());
  if (std::count(kServices.begin(), kServices.end(), operation.substr(0, dot)) == 0) {
    refuse(operation,
           fmt::format("must be * or begin with {} and a dot", fmt::join(kServices, ", ")));
  }
  const auto name = operation.substr(std::min(dot + 1, operation.size()));
  const bool is_name = !name.empty() && name.size() <= kMaxName &&
                       std::all_of(name.begin(), name.end(), is_letter_or_digit);
  if (!is_name && name != "*") refuse(operation, "must have an operation or * after the dot");
}

/// The members that are there are among those that may be.
void check_members(const json& value, const std::string& place,
                   std::initializer_list<std::string_view> allowed) {
  if (!value.is_object()) {
    refuse(place, fmt::format("must be an object with {}", fmt::join(allowed, ", ")));
  }
  for (const auto& [name, member] : value.items()) {
    if (std::count(allowed.begin(), allowed.end(), name) == 0) {
      refuse(fmt::format("{}.{}", place, name),
             fmt::format("must be one of {}", fmt::join(allowed, ", ")));
    }
  }
}

double number_in(const json& value, const std::string& place, double lowest, double highest) {
  if (value.is_number()) {
    const auto number = value.get<double>();
    if (number >= lowest && number <= highest) return number;
  }
  refuse(place, fmt::format("must be a number from {} to {}", lowest, highest));
}

LatencyDistribution distribution_in(const json& value, const std::string& place) {
  check_members(value, place, {"p50", "p99"});
  constexpr double kMicrosecond = 1e-3;
  const double p50 =
      number_in(value.value("p50", json()), place + ".p50", kMicrosecond, kMaxMilliseconds);
  return {.p50_ms = p50,
          .p99_ms = number_in(value.value("p99", json()), place + ".p99", p50, kMaxMilliseconds)};
}

void check_reading(const json& value, const std::string& place) {
  const bool is_list =
      value.is_array() &&
      std::all_of(value.begin(), value.end(), [](const json& text) { return text.is_string(); });
  if (!value.is_string() && !is_list) refuse(place, "must be a text, or a list of texts");
}

OperationDelay delay_in(const std::string& operation, const json& value) {
  check_operation(operation);
  check_members(value, operation, {"first_byte_ms", "bytes_per_second", "source", "note"});
  for (const auto* name : {"source", "note"}) {
    if (value.contains(name)) check_reading(value[name], operation + "." + name);
  }
  OperationDelay delay{.operation = operation,
                       .first_byte = distribution_in(value.value("first_byte_ms", json()),
                                                     operation + ".first_byte_ms")};
  if (value.contains("bytes_per_second")) {
    delay.bytes_per_second =
        number_in(value["bytes_per_second"], operation + ".bytes_per_second", kMinRate, kMaxRate);
  }
  return delay;
}

}  // namespace

std::vector<OperationDelay> parse_service_delays(std::string_view text) {
  json document;
  try {
    document = json::parse(text);
  } catch (const json::exception& error) {
    refuse("the document", "must be JSON; " + std::string(error.what()).substr(0, kMaxExcerpt));
  }
  if (!document.is_object() || document.empty()) {
    refuse("the document", "must be an object with a member for each operation");
  }
  std::vector<OperationDelay> delays;
  for (const auto& [operation, value] : document.items()) {
    delays.push_back(delay_in(operation, value));
  }
  return delays;
}

}  // namespace shrike::local
