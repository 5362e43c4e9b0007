#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace shrike {

/// What the one who catches an error can do about it.
enum class ErrorKind {
  Retry,   ///< The same call may succeed later: throttling, a lost connection, a server's fault.
  Reject,  ///< The input or the configuration is at fault: the same call will fail again.
  Ignore,  ///< Nothing needs doing: the event is out of date or not for us.
  Bug,     ///< Our own fault.
};

[[nodiscard]] std::string_view to_string(ErrorKind kind) noexcept;

/// The one error type of the house. Thrown by value, caught per record by the pipeline and last by
/// the runtime's loop.
///
/// `type` is the stable name that Step Functions' Retry and Catch match, dotted and in CamelCase,
/// such as "Image.Unsupported", "Object.NotFound", "Service.Throttled". `message` is one sentence
/// for a person; it carries no credentials and no payload.
class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string type, std::string message)
      : kind_(kind), type_(std::move(type)), message_(std::move(message)) {}

  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
  [[nodiscard]] const std::string& type() const noexcept { return type_; }
  [[nodiscard]] const std::string& message() const noexcept { return message_; }
  [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }
  [[nodiscard]] bool retryable() const noexcept { return kind_ == ErrorKind::Retry; }

 private:
  ErrorKind kind_;
  std::string type_;
  std::string message_;
};

}  // namespace shrike
