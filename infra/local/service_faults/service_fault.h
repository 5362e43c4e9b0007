#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shrike::local {

/// What can go wrong with a function's call of a service.
enum class ServiceFaultKind : std::uint8_t {
  Error,       ///< refused with this status and code, in the words of the service's protocol
  Reset,       ///< the connection closes; nothing was done
  ResetAfter,  ///< the call takes effect and the connection closes in place of the answer
  Cut,         ///< the body ends before its Content-Length, with the connection
  Truncate,    ///< the body is shorter and Content-Length agrees; the other headers are the whole's
  Flip,        ///< one bit in the middle of the body is another; the headers are as they were
  Stall,       ///< no answer, until the caller gives up
  Slow,        ///< the answer comes later; goes together with any other fault
  Redirect,    ///< S3: the bucket is in another region, until a request is signed for that one
  Expired,     ///< the caller's credentials have run out
  Skew,        ///< the service's clock is off, Date header included
  /// SIGKILL for the calling process; nothing was done. A caller that is no process of a sandbox
  /// loses its connection only, here and below.
  Kill,
  KillAfter,  ///< the call takes effect, then SIGKILL for the calling process
};

/// One thing to go wrong, and with which calls.
struct ServiceFault {
  std::string text;       ///< as it was written
  std::string action;     ///< IAM's name of the operation, `*` and `?` allowed: "s3:PutObject"
  std::string target;     ///< part of the resource's ARN or the body; empty: any
  std::uint64_t nth = 0;  ///< 1 is the first call that fits; 0: every one
  std::optional<double> percent = {};  ///< of the calls that fit, by chance
  ServiceFaultKind kind = ServiceFaultKind::Reset;
  int status = 0;    ///< of Error and Redirect
  std::string name;  ///< Error: the code; Redirect: the region
  /// Cut and Truncate: bytes of the body that still come, half of them where none are named.
  /// Slow: milliseconds, at least. Skew: seconds by which the service's clock is ahead.
  std::optional<std::int64_t> number = {};
  std::int64_t upper = 0;  ///< Slow: milliseconds, at most; drawn evenly in between
};

/// Reads a list of faults, separated by commas or blanks:
///
///     <service>.<Operation>[@<part>][#<n>|~<percent>%]:<fault>[=<value>]
///
///     service    s3, rekognition, dynamodb, sns, sqs, states, sts or *
///     Operation  as IAM names the action that the call needs, so that HeadObject is GetObject and
///                ListObjectsV2 is ListBucket; * and ? stand for any text and any character
///     part       some of the resource's ARN, which has an object's key, or, of services other than
///                S3, of the request's body; without any of , : # ~ and blanks
///     n          the n-th call that fits, from 1, whichever function makes it
///     percent    of the calls that fit, above 0 and up to 100
///     fault      error=<400…599>/<Code>, reset, reset-after, cut[=<bytes>], truncate[=<bytes>],
///                flip, stall, slow=<ms>[-<ms>], redirect=<region>[/<301|307|400>] (of s3 or *),
///                expired, skew=<seconds, ±1 year>, kill, kill-after
///
/// as in `s3.PutObject@metadata.json#1:kill-after, *.*~1%:error=503/SlowDown`. Without a number or
/// a percentage every call that fits. Throws Error "Fault.Invalid" (Reject), which names the fault
/// and what is allowed.
[[nodiscard]] std::vector<ServiceFault> parse_service_faults(std::string_view text);

}  // namespace shrike::local
