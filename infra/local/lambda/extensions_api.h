#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>

#include "infra/local/http_server.h"
#include "infra/local/lambda/delivery.h"
#include "infra/local/lambda/ids.h"
#include "infra/local/lambda/platform_errors.h"

namespace shrike::local {

/// What an extension learns of its function when it registers.
struct ExtensionSetting {
  std::string function_name;
  std::string handler;
  std::string account_id;
  std::function<void()> on_change;  ///< ready() or failure() may be another now; may be empty
};

/// The Extensions API of one sandbox, 2020-01-01: register, event/next, init/error and exit/error,
/// with the states and words of Lambda's own server. An internal extension is a part of the
/// runtime's process: it registers during the initialisation and gets no SHUTDOWN. An external one
/// is a process of its own, announced with expect(). Up to 10 together. Thread-safe.
class ExtensionsApi {
 public:
  explicit ExtensionsApi(ExtensionSetting setting);

  /// Whether `path` is one of this API's.
  [[nodiscard]] static bool serves(std::string_view path) noexcept;
  [[nodiscard]] ServerResponse handle(ServerRequest& request);

  /// An external extension of this name is about to start.
  void expect(std::string name);
  /// It could not be started.
  void failed_to_start(std::string_view name, std::string_view reason);
  /// The process of an external extension has ended.
  void ended(std::string_view name);

  /// Sends INVOKE to those who subscribed to it; nobody can register any more.
  void invoke(const Delivery& delivery);
  /// Sends SHUTDOWN to the external ones who subscribed to it.
  void shut_down(TimePoint deadline);
  /// Whether the external extension of this name waits for SHUTDOWN.
  [[nodiscard]] bool wants_shutdown(std::string_view name) const;
  /// Lets go of every request under way.
  void close();

  [[nodiscard]] std::size_t count() const;
  /// Every extension waits in event/next: nothing keeps an invocation from its end.
  [[nodiscard]] bool ready() const;
  /// What the first extension that failed said: "Extension.InitError", "Extension.ExitError" or
  /// "Extension.Crash" with the type of its own in the message.
  [[nodiscard]] std::optional<PlatformError> failure() const;

 private:
  enum class State : std::uint8_t { Started, Registered, Ready, Running, InitError, ExitError };
  struct Extension {
    std::string id;
    std::string name;
    bool external = false;
    State state = State::Started;
    std::set<std::string, std::less<>> events = {};
    std::deque<std::string> waiting = {};  ///< events not handed out yet
  };

  [[nodiscard]] ServerResponse register_extension(ServerRequest& request);
  [[nodiscard]] ServerResponse next(ServerRequest& request);
  [[nodiscard]] ServerResponse report_error(ServerRequest& request, bool init);
  /// With the lock held: of the request's identifier, or null and the refusal.
  [[nodiscard]] Extension* identify(const ServerRequest& request, ServerResponse& refused);
  [[nodiscard]] Extension* find_by_name(std::string_view name);
  void send(std::string_view event, const std::string& document);
  void changed();
  [[nodiscard]] static std::string_view to_string(State state) noexcept;
  [[nodiscard]] static ServerResponse wrong_state(const Extension& extension, State target);

  ExtensionSetting setting_;
  RandomBits random_ = random_bits();
  mutable std::mutex mutex_;
  std::condition_variable_any event_sent_;
  std::list<Extension> extensions_;  ///< a list: handlers hold on to one while others come
  std::optional<PlatformError> failure_;
  bool registration_closed_ = false;
  bool shutting_down_ = false;
  bool closed_ = false;
};

}  // namespace shrike::local
