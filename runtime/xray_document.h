#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "runtime/clock.h"
#include "runtime/failure.h"

namespace shrike {

/// The trace of an invocation, from `Root=…;Parent=…;Sampled=…`.
struct XrayTrace {
  std::string root;
  std::string parent;
  bool sampled = false;
};

/// Nothing when the root or the parent is missing or malformed (`1-<8 hex>-<24 hex>`, 16 hex); what
/// says nothing of sampling is not sampled. Other members are passed over.
[[nodiscard]] std::optional<XrayTrace> parse_xray_trace(std::string_view header);

/// Whose fault a failure was, in X-Ray's words: the caller's, ours, or of too many calls.
enum class XrayBlame : std::uint8_t { Error, Fault, Throttle };

using XrayAnnotation = std::variant<std::string, double, bool>;

/// A part of what an invocation does.
struct XraySubsegment {
  std::string id{};  ///< 16 hexadecimal digits
  std::string trace_id{};
  std::string parent_id{};
  std::string name{};
  TimePoint start{};
  std::optional<TimePoint> end{};  ///< none while it is in progress
  std::map<std::string, XrayAnnotation> annotations{};
  std::map<std::string, std::string> metadata{};  ///< JSON texts
  std::optional<XrayBlame> blame{};
  std::optional<Failure> failure{};
};

/// The datagram for the daemon: its header, and the document as X-Ray's guide describes it ("AWS
/// X-Ray segment documents"). Names keep letters, digits, spaces and `_.:/%&#=+\-@`, 200 bytes of
/// them; keys of annotations keep letters, digits and `_`; all else becomes `_`.
///
/// At most 64 KB, the most that the daemon takes: what is too long goes without its metadata, then
/// without its stack, then with the first part of its message.
[[nodiscard]] std::string xray_datagram(const XraySubsegment& subsegment,
                                        std::string_view working_directory);

}  // namespace shrike
