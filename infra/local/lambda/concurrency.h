#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace shrike::local {

/// Who may run at the same time as whom: Lambda's limit of the account, and what of it is reserved
/// for single functions. Thread-safe.
class Concurrency {
 public:
  /// What Lambda leaves unreserved of an account, where the account has that much.
  static constexpr std::size_t kMinUnreserved = 100;

  explicit Concurrency(std::size_t account_limit) : account_limit_(account_limit) {}

  /// One invocation under way.
  class Slot {
   public:
    ~Slot() { concurrency_.give_back(function_); }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    Slot(Slot&&) = delete;
    Slot& operator=(Slot&&) = delete;

   private:
    friend class Concurrency;
    Slot(Concurrency& concurrency, std::string function)
        : concurrency_(concurrency), function_(std::move(function)) {}

    Concurrency& concurrency_;
    std::string function_;
  };

  /// Throws AwsFault TooManyRequestsException (429) when the function's reservation or, without
  /// one, what of the account is unreserved is used up.
  [[nodiscard]] Slot take(const std::string& function);

  /// 0 refuses every invocation. Throws AwsFault InvalidParameterValueException (400) when it
  /// leaves less than kMinUnreserved to the others.
  void reserve(const std::string& function, std::size_t executions);
  void unreserve(const std::string& function);
  [[nodiscard]] std::optional<std::size_t> reserved(const std::string& function) const;

 private:
  struct Use {
    std::optional<std::size_t> reserved;
    std::size_t running = 0;
  };

  void give_back(const std::string& function);
  [[nodiscard]] std::size_t unreserved_limit() const;
  [[nodiscard]] std::size_t unreserved_running() const;

  const std::size_t account_limit_;
  mutable std::mutex mutex_;
  std::map<std::string, Use> functions_;
};

}  // namespace shrike::local
