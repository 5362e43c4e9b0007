#include "runtime/xray_document.h"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

namespace shrike {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kHeader = "{\"format\":\"json\",\"version\":1}\n";
// The largest datagram of UDP over IPv4; the daemon's own limit is 64 KB.
constexpr std::size_t kMaxDatagram = 65507;
constexpr std::size_t kMaxName = 200;
constexpr std::size_t kMaxAnnotations = 50;
constexpr std::size_t kMaxText = 1000;

bool is_hex(std::string_view text, std::size_t size) {
  return text.size() == size && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

bool is_root(std::string_view text) {
  return text.size() == 35 && text.starts_with("1-") && text[10] == '-' &&
         is_hex(text.substr(2, 8), 8) && is_hex(text.substr(11), 24);
}

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string with_only(std::string_view text, std::string_view others) {
  std::string kept(text.substr(0, kMaxName));
  std::replace_if(
      kept.begin(), kept.end(),
      [&](char c) { return !is_alphanumeric(c) && others.find(c) == others.npos; }, '_');
  return kept;
}

std::string cropped(std::string_view text) { return std::string(text.substr(0, kMaxText)); }

double seconds(TimePoint time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

const char* member_of(XrayBlame blame) {
  switch (blame) {
    case XrayBlame::Error:
      return "error";
    case XrayBlame::Fault:
      return "fault";
    case XrayBlame::Throttle:
      return "throttle";
  }
  return "fault";
}

Json cause_of(const XraySubsegment& subsegment, std::string_view working_directory) {
  Json stack = Json::array();
  for (const StackFrame& frame : subsegment.failure->stack) {
    stack.push_back(
        {{"path", cropped(frame.path)}, {"line", frame.line}, {"label", cropped(frame.label)}});
  }
  return {{"working_directory", cropped(working_directory)},
          {"paths", Json::array()},
          {"exceptions", Json::array({{{"id", subsegment.id},
                                       {"type", cropped(subsegment.failure->type)},
                                       {"message", subsegment.failure->message},
                                       {"stack", std::move(stack)}}})}};
}

Json document_of(const XraySubsegment& subsegment, std::string_view working_directory) {
  Json document = {{"id", subsegment.id},
                   {"trace_id", subsegment.trace_id},
                   {"parent_id", subsegment.parent_id},
                   {"name", with_only(subsegment.name, " _.:/%&#=+\\-@")},
                   {"type", "subsegment"},
                   {"start_time", seconds(subsegment.start)}};
  if (subsegment.end) {
    document["end_time"] = seconds(*subsegment.end);
  } else {
    document["in_progress"] = true;
  }
  std::size_t count = 0;
  for (const auto& [key, value] : subsegment.annotations) {
    if (count++ == kMaxAnnotations) break;
    Json& annotation = document["annotations"][with_only(key, "_")];
    std::visit([&](const auto& known) { annotation = known; }, value);
    if (annotation.is_string()) annotation = cropped(annotation.get_ref<const std::string&>());
  }
  for (const auto& [key, text] : subsegment.metadata) {
    Json value = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    document["metadata"]["default"][key] = value.is_discarded() ? Json(text) : std::move(value);
  }
  if (subsegment.blame) {
    document[member_of(*subsegment.blame)] = true;
    if (*subsegment.blame == XrayBlame::Throttle) document["error"] = true;
  }
  if (subsegment.failure) document["cause"] = cause_of(subsegment, working_directory);
  return document;
}

std::string datagram_of(const XraySubsegment& subsegment, std::string_view working_directory) {
  return std::string(kHeader) + document_of(subsegment, working_directory)
                                    .dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::optional<XrayTrace> parse_xray_trace(std::string_view header) {
  XrayTrace trace;
  while (!header.empty()) {
    const std::string_view member = header.substr(0, header.find(';'));
    header.remove_prefix(std::min(header.size(), member.size() + 1));
    const auto equals = member.find('=');
    if (equals == std::string_view::npos) continue;
    const auto name = member.substr(0, equals);
    const auto value = member.substr(equals + 1);
    if (name == "Root") trace.root = value;
    if (name == "Parent") trace.parent = value;
    if (name == "Sampled") trace.sampled = value == "1";
  }
  if (!is_root(trace.root) || !is_hex(trace.parent, 16)) return std::nullopt;
  return trace;
}

std::string xray_datagram(const XraySubsegment& subsegment, std::string_view working_directory) {
  using Shorten = void (*)(XraySubsegment&);
  constexpr std::array<Shorten, 4> kSteps = {
      [](XraySubsegment& rest) { rest.metadata.clear(); },
      [](XraySubsegment& rest) {
        if (rest.failure) rest.failure->stack.clear();
      },
      [](XraySubsegment& rest) {
        if (rest.failure) rest.failure->message = cropped(rest.failure->message);
      },
      [](XraySubsegment& rest) { rest.annotations.clear(); },
  };
  std::string datagram = datagram_of(subsegment, working_directory);
  XraySubsegment rest;
  for (std::size_t i = 0; i < kSteps.size() && datagram.size() > kMaxDatagram; ++i) {
    if (i == 0) rest = subsegment;
    kSteps.at(i)(rest);
    datagram = datagram_of(rest, working_directory);
  }
  return datagram;
}

}  // namespace shrike
