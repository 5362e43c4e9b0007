#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "infra/local/lambda/destination_record.h"
#include "infra/local/lambda/ids.h"

namespace shrike::local {

/// Where records go. Each may throw: what it throws is reported.
struct DestinationTargets {
  /// Invokes a function asynchronously.
  std::function<void(const std::string& function_arn, std::string record)> invoke;
  /// Stores an object.
  std::function<void(const std::string& bucket, const std::string& key, const std::string& record)>
      put_object;
  /// Sends to a queue or a topic; false where there is no such one here. `attributes` are the
  /// message's, as SendMessage spells them. Unset: there is none.
  std::function<bool(const std::string& arn, const std::string& message,
                     const nlohmann::ordered_json& attributes)>
      send_message = {};
  /// For what nothing serves here, event buses and others' queues and topics: a JSON file a record,
  /// in `<folder>/<service>/<name>`.
  std::filesystem::path folder;
  /// Told of a function's record that did not arrive.
  std::function<void(const std::string& function, const std::string& arn, std::string_view reason)>
      on_failed;
  /// Throws where the function's role does not let Lambda send there in its name. Unset: it may.
  std::function<void(const std::string& function, const std::string& arn)> permit = {};
};

/// Hands on what became of asynchronous invocations. Thread-safe.
class Destinations {
 public:
  Destinations(DestinationTargets targets, RandomBits random)
      : targets_(std::move(targets)), random_(std::move(random)) {}

  /// The record to the destination `arn`. Never throws.
  void send_record(const std::string& arn, const AsyncEnd& end, TimePoint now) const;
  /// The event to the dead-letter queue or topic `arn`. Never throws.
  void send_dead_letter(const std::string& arn, const AsyncEnd& end, TimePoint now) const;

 private:
  enum class Letter : std::uint8_t { Record, DeadEvent };

  void send(Letter letter, const std::string& arn, const AsyncEnd& end, TimePoint now) const;
  [[nodiscard]] bool sends(const std::string& arn, const std::string& message,
                           const nlohmann::ordered_json& attributes) const;
  [[nodiscard]] bool sends_letter(const std::string& arn, const std::string& text) const;
  void write_file(const std::filesystem::path& folder, const AsyncEnd& end, const std::string& text,
                  TimePoint now) const;

  DestinationTargets targets_;
  RandomBits random_;
};

}  // namespace shrike::local
