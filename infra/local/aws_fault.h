#pragma once

#include <exception>
#include <map>
#include <string>
#include <utility>

namespace shrike::local {

/// A refusal as AWS words it, thrown by a service of the local cloud and written by its protocol's
/// own error document: XML for S3, JSON with `__type` for the JSON protocols.
class AwsFault : public std::exception {
 public:
  AwsFault(int status, std::string code, std::string message,
           std::map<std::string, std::string> details = {})
      : status_(status),
        code_(std::move(code)),
        message_(std::move(message)),
        details_(std::move(details)) {}

  [[nodiscard]] int status() const noexcept { return status_; }
  [[nodiscard]] const std::string& code() const noexcept { return code_; }
  [[nodiscard]] const std::string& message() const noexcept { return message_; }
  /// Further elements of the error document, such as Key, BucketName, Condition.
  [[nodiscard]] const std::map<std::string, std::string>& details() const noexcept {
    return details_;
  }
  [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }

 private:
  int status_;
  std::string code_;
  std::string message_;
  std::map<std::string, std::string> details_;
};

}  // namespace shrike::local
