#include "infra/local/lambda/fault_wire.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace shrike::local {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";

// A small answer comes byte by byte; a large one must not take minutes.
constexpr std::size_t kMostPieces = 512;
constexpr std::uint64_t kDefaultPause = 1;
// More than any of the usual HTTP clients takes of one header.
constexpr std::uint64_t kDefaultHugeHeader = 1'048'576;

using namespace std::string_view_literals;

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

/// Where the line of header `name` begins and ends, its line end included; empty where there is
/// none.
std::pair<std::size_t, std::size_t> line_of(const std::string& answer, std::string_view name) {
  const auto head_end = answer.find(kHeadEnd);
  auto begin = answer.find(kLineEnd);
  while (begin < head_end) {
    begin += kLineEnd.size();
    const auto end = answer.find(kLineEnd, begin);
    if (end == std::string::npos) break;
    const auto colon = answer.find(':', begin);
    const std::string_view found(answer.data() + begin, std::min(colon, end) - begin);
    if (same_name(found, name)) return {begin, end + kLineEnd.size()};
    begin = end;
  }
  return {0, 0};
}

std::string with_line(std::string answer, std::string_view line) {
  const auto status_end = answer.find(kLineEnd);
  if (status_end == std::string::npos) return answer;
  return answer.insert(status_end + kLineEnd.size(), fmt::format("{}{}", line, kLineEnd));
}

std::string without(std::string answer, std::string_view name) {
  const auto [begin, end] = line_of(answer, name);
  return answer.erase(begin, end - begin);
}

std::string cut(std::string answer, std::optional<std::uint64_t> keep) {
  const auto head_end = answer.find(kHeadEnd);
  if (head_end == std::string::npos) return answer;
  const auto body = head_end + kHeadEnd.size();
  const auto length = answer.size() - body;
  answer.resize(body + std::min<std::uint64_t>(keep.value_or(length / 2), length));
  return answer;
}

std::vector<std::string> dribble(std::string_view answer) {
  const auto size = std::max<std::size_t>(1, answer.size() / kMostPieces);
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < answer.size(); at += size) {
    pieces.emplace_back(answer.substr(at, size));
  }
  return pieces;
}

}  // namespace

WireScript spoil(const Fault& fault, std::string answer) {
  const auto whole = [](std::string bytes) { return WireScript{.pieces = {std::move(bytes)}}; };
  switch (fault.kind) {
    case FaultKind::Slow:
      return {.pieces = dribble(answer),
              .pause = std::chrono::milliseconds(fault.number.value_or(kDefaultPause))};
    case FaultKind::Cut:
      return {.pieces = {cut(std::move(answer), fault.number)}, .close_after = true};
    case FaultKind::Missing:
      // Without a length, only the end of the connection ends the body.
      return {.pieces = {without(std::move(answer), fault.header)},
              .close_after = same_name(fault.header, "Content-Length")};
    case FaultKind::Repeat:
      return whole(with_line(std::move(answer), fault.header + ": repeated"));
    case FaultKind::Malformed:
      return whole(with_line(std::move(answer), "a header without its colon"));
    case FaultKind::Huge:
      return whole(
          with_line(std::move(answer),
                    "X-Huge: " + std::string(fault.number.value_or(kDefaultHugeHeader), 'h')));
    case FaultKind::Garbage:
      return {.pieces = {std::string("\x16\x03\x01\0\xFF this is not HTTP\r\n\r\n"sv)},
              .close_after = true};
    case FaultKind::Drop:
    case FaultKind::DropAfter:
    case FaultKind::Status:
    case FaultKind::Stale:
      break;
  }
  return whole(std::move(answer));
}

}  // namespace shrike::local
