#include "infra/local/service_delays/service_delays.h"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "infra/local/pace.h"

namespace shrike::local {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

using TimePoint = std::chrono::steady_clock::time_point;

TimePoint end_of_transfer(TimePoint begin, std::uint64_t bytes, std::optional<double> per_second) {
  return per_second ? Pace(*per_second, begin).due(bytes) : begin;
}

/// Of the body that goes out; 0 where nobody knows it beforehand.
std::uint64_t body_size(const ServerRequest& request, const ServerResponse& response) {
  if (request.method == "HEAD" || response.head_only) return 0;
  if (const auto* slice = std::get_if<FileSlice>(&response.body)) return slice->length;
  if (const auto* text = std::get_if<std::string>(&response.body)) return text->size();
  return 0;
}

/// IAM has one name for reading an object and for looking at it, which differ in what they take.
std::string_view operation_of(const DelayedCall& call) {
  if (call.action.empty()) return call.service;
  return call.request.method == "HEAD" && call.action == "s3:GetObject" ? "s3:HeadObject"
                                                                        : call.action;
}

}  // namespace

std::chrono::steady_clock::time_point first_byte_due(const Arrival& arrival,
                                                     const DrawnDelay& drawn) {
  const auto could_be_whole = end_of_transfer(arrival.head, arrival.bytes, drawn.bytes_per_second);
  return std::max(arrival.whole, could_be_whole) + drawn.first_byte;
}

ServiceDelays::ServiceDelays(ServiceDelaysOptions options)
    : options_(std::move(options)), plan_(options_.delays, options_.seed) {}

ServerResponse ServiceDelays::answer(const DelayedCall& call,
                                     const std::function<ServerResponse()>& serve) {
  const auto drawn = plan_.draw(call.service, operation_of(call));
  ServerResponse response = serve();
  if (!drawn) return response;
  response.bytes_per_second = drawn->bytes_per_second;
  const auto due = first_byte_due(call.body.arrival(), *drawn);
  tell(call, response, due);
  options_.wait_until(due, call.request.stop);
  return response;
}

void ServiceDelays::tell(const DelayedCall& call, const ServerResponse& response,
                         TimePoint first_byte) const {
  if (!options_.on_delay) return;
  const auto last_byte =
      end_of_transfer(first_byte, body_size(call.request, response), response.bytes_per_second);
  const auto& head = call.body.arrival().head;
  options_.on_delay(fmt::format(
      "{} {}: first byte after {:.1f} ms, last after {:.1f} ms", call.caller, operation_of(call),
      Milliseconds(first_byte - head).count(), Milliseconds(last_byte - head).count()));
}

}  // namespace shrike::local
