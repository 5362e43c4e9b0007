#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/environment.h"

namespace shrike {

/// Sends one datagram; what cannot be sent is lost without a word.
using DatagramSender = std::function<void(std::string_view datagram)>;

/// Where the X-Ray daemon takes segments.
struct XrayDaemonAddress {
  std::string host;  ///< a number, IPv4 or IPv6: names would have to be looked up
  std::string port;
};

/// Of AWS_XRAY_DAEMON_ADDRESS: `address:port`, `[address]:port`, or the form of the SDKs with one
/// for each protocol, `tcp:address:port udp:address:port` in any order. Nothing for anything else.
[[nodiscard]] std::optional<XrayDaemonAddress> parse_xray_daemon(std::string_view text);

/// Sends to `address` by UDP without ever waiting. The socket is opened by the first datagram.
[[nodiscard]] DatagramSender udp_sender(XrayDaemonAddress address);

}  // namespace shrike
