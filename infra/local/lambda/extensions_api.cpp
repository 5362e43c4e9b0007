#include "infra/local/lambda/extensions_api.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/lambda/runtime_refusals.h"
#include "infra/local/server_responses.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kBase = "/2020-01-01/extension/";
constexpr std::size_t kMaxExtensions = 10;
constexpr std::uint64_t kMaxRegistration = 65'536;

constexpr const char* kInvoke = "INVOKE";
constexpr const char* kShutdown = "SHUTDOWN";

ServerResponse forbidden(std::string_view type, std::string_view message) {
  return refusal(403, type, message);
}

/// The events of a registration; throws Error "Request.Malformed" (Reject) in Lambda's place.
std::vector<std::string> parse_events(std::string_view body) {
  const auto refuse = [](const char* why) {
    throw Error(ErrorKind::Reject, "Request.Malformed", why);
  };
  const auto document = nlohmann::json::parse(body, nullptr, false);
  if (!document.is_object()) refuse("the body is not a JSON object");
  if (const auto keys = document.find("configurationKeys");
      keys != document.end() && !keys->empty()) {
    refuse("configurationKeys are deprecated; use environment variables instead");
  }
  std::vector<std::string> events;
  const auto listed = document.find("events");
  if (listed == document.end() || listed->is_null()) return events;
  if (!listed->is_array()) refuse("events is not a list");
  for (const auto& event : *listed) {
    if (!event.is_string()) refuse("events holds something that is not a string");
    events.push_back(event.get<std::string>());
  }
  return events;
}

std::optional<ServerResponse> refuse_events(const std::vector<std::string>& events, bool external) {
  for (const auto& event : events) {
    if (event == kShutdown && !external) {
      return forbidden("Extension.InvalidEventType",
                       "SHUTDOWN: ShutdownEventNotSupportedForInternalExtension");
    }
    if (event != kInvoke && event != kShutdown) {
      return forbidden("Extension.InvalidEventType",
                       fmt::format("{}: ErrorInvalidEventType", event));
    }
  }
  return std::nullopt;
}

bool is_uuid(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::equal(
      text.begin(), text.end(), kForm.begin(), kForm.end(), [](char c, char expected) {
        const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        return expected == '-' ? c == '-' : hex;
      });
}

std::string invoke_event(const Delivery& delivery) {
  return ordered_json{{"eventType", kInvoke},
                      {"deadlineMs", delivery.deadline.time_since_epoch().count()},
                      {"requestId", delivery.request_id},
                      {"invokedFunctionArn", delivery.function_arn},
                      {"tracing", {{"type", "X-Amzn-Trace-Id"}, {"value", delivery.trace_id}}}}
      .dump();
}

}  // namespace

ExtensionsApi::ExtensionsApi(ExtensionSetting setting) : setting_(std::move(setting)) {}

bool ExtensionsApi::serves(std::string_view path) noexcept { return path.starts_with(kBase); }

ServerResponse ExtensionsApi::handle(ServerRequest& request) {
  const auto call = std::string_view(request.path).substr(kBase.size());
  const bool get = request.method == "GET";
  const bool post = request.method == "POST";
  if (call == "register" && post) return register_extension(request);
  if (call == "event/next" && get) return next(request);
  if (call == "init/error" && post) return report_error(request, true);
  if (call == "exit/error" && post) return report_error(request, false);
  return plain_text(404, "404 page not found\n");
}

void ExtensionsApi::expect(std::string name) {
  const std::lock_guard lock(mutex_);
  extensions_.push_back({.id = uuid(random_), .name = std::move(name), .external = true});
}

void ExtensionsApi::failed_to_start(std::string_view name, std::string_view reason) {
  const std::lock_guard lock(mutex_);
  if (!failure_) {
    failure_ =
        PlatformError{"Extension.LaunchError", fmt::format("Extension {}: {}", name, reason)};
  }
}

void ExtensionsApi::ended(std::string_view name) {
  {
    const std::lock_guard lock(mutex_);
    if (!shutting_down_ && !failure_) {
      failure_ = PlatformError{"Extension.Crash", fmt::format("Extension {} ended", name)};
    }
  }
  changed();
}

ServerResponse ExtensionsApi::register_extension(ServerRequest& request) {
  const auto name = request.header("Lambda-Extension-Name");
  if (name.empty()) return forbidden("Extension.InvalidExtensionName", "Empty extension name");
  std::vector<std::string> events;
  try {
    events = parse_events(read_all(request.body, kMaxRegistration));
  } catch (const Error& error) {
    return forbidden("InvalidRequestFormat", error.message());
  }
  const bool with_account =
      request.header("Lambda-Extension-Accept-Feature").find("accountId") != std::string::npos;

  const std::lock_guard lock(mutex_);
  auto* extension = find_by_name(name);
  const bool external = extension != nullptr && extension->external;
  if (auto refused = refuse_events(events, external)) return std::move(*refused);
  if (external) {
    if (extension->state != State::Started) return wrong_state(*extension, State::Registered);
  } else {
    if (registration_closed_) {
      return forbidden("Extension.RegistrationClosed", "Extension registration closed already");
    }
    if (extensions_.size() >= kMaxExtensions) {
      return forbidden("Extension.TooManyExtensions",
                       fmt::format("Extension limit ({}) reached", kMaxExtensions));
    }
    if (extension != nullptr) {
      return forbidden("Extension.InvalidExtensionState",
                       "Extension with this name already registered");
    }
    extension = &extensions_.emplace_back(Extension{.id = uuid(random_), .name = name});
  }
  extension->state = State::Registered;
  extension->events.insert(events.begin(), events.end());

  ordered_json document{{"functionName", setting_.function_name},
                        {"functionVersion", "$LATEST"},
                        {"handler", setting_.handler}};
  if (with_account) document["accountId"] = setting_.account_id;
  ServerResponse response;
  response.headers.set("Content-Type", "application/json");
  response.headers.set("Lambda-Extension-Identifier", extension->id);
  response.body = document.dump();
  return response;
}

ServerResponse ExtensionsApi::next(ServerRequest& request) {
  std::unique_lock lock(mutex_);
  ServerResponse refused;
  auto* const extension = identify(request, refused);
  if (extension == nullptr) return refused;
  if (extension->state != State::Registered && extension->state != State::Running) {
    return wrong_state(*extension, State::Ready);
  }
  const auto before = std::exchange(extension->state, State::Ready);
  lock.unlock();
  changed();
  lock.lock();
  event_sent_.wait(lock, request.stop, [&] { return closed_ || !extension->waiting.empty(); });
  if (extension->waiting.empty()) {
    extension->state = before;  // it never got its answer: it may ask again
    return dropped_connection();
  }
  extension->state = State::Running;
  ServerResponse response;
  response.headers.set("Content-Type", "application/json");
  response.headers.set("Lambda-Extension-Event-Identifier", uuid(random_));
  response.body = std::move(extension->waiting.front());
  extension->waiting.pop_front();
  return response;
}

ServerResponse ExtensionsApi::report_error(ServerRequest& request, bool init) {
  {
    const std::lock_guard lock(mutex_);
    ServerResponse refused;
    auto* const extension = identify(request, refused);
    if (extension == nullptr) return refused;
    const auto type = request.header("Lambda-Extension-Function-Error-Type");
    if (type.empty()) {
      return forbidden("Extension.MissingHeader", "Lambda-Extension-Function-Error-Type not found");
    }
    const auto target = init ? State::InitError : State::ExitError;
    const bool allowed =
        init ? extension->state == State::Registered : extension->state != State::Started;
    if (!allowed) return wrong_state(*extension, target);
    extension->state = target;
    if (!failure_) {
      failure_ = PlatformError{init ? "Extension.InitError" : "Extension.ExitError",
                               fmt::format("Extension {} reported {}", extension->name, type)};
    }
  }
  changed();
  return accepted();
}

ExtensionsApi::Extension* ExtensionsApi::identify(const ServerRequest& request,
                                                  ServerResponse& refused) {
  const auto id = request.header("Lambda-Extension-Identifier");
  if (id.empty()) {
    refused = forbidden("Extension.MissingExtensionIdentifier",
                        "Missing Lambda-Extension-Identifier header");
  } else if (!is_uuid(id)) {
    refused =
        forbidden("Extension.InvalidExtensionIdentifier", "Invalid Lambda-Extension-Identifier");
  } else {
    const auto found = std::find_if(extensions_.begin(), extensions_.end(),
                                    [&](const Extension& each) { return each.id == id; });
    if (found != extensions_.end()) return &*found;
    refused = forbidden("Extension.UnknownExtensionIdentifier", "Unknown extension " + id);
  }
  return nullptr;
}

ExtensionsApi::Extension* ExtensionsApi::find_by_name(std::string_view name) {
  const auto found = std::find_if(extensions_.begin(), extensions_.end(),
                                  [&](const Extension& each) { return each.name == name; });
  return found == extensions_.end() ? nullptr : &*found;
}

void ExtensionsApi::send(std::string_view event, const std::string& document) {
  for (auto& extension : extensions_) {
    if (!extension.events.contains(event)) continue;
    extension.waiting.push_back(document);
    // From now on, not only once it has come to fetch it.
    if (extension.state == State::Ready) extension.state = State::Running;
  }
  event_sent_.notify_all();
}

void ExtensionsApi::invoke(const Delivery& delivery) {
  const std::lock_guard lock(mutex_);
  registration_closed_ = true;
  send(kInvoke, invoke_event(delivery));
}

void ExtensionsApi::shut_down(TimePoint deadline) {
  const std::lock_guard lock(mutex_);
  shutting_down_ = true;
  send(kShutdown, ordered_json{{"eventType", kShutdown},
                               {"deadlineMs", deadline.time_since_epoch().count()},
                               {"shutdownReason", "spindown"}}
                      .dump());
}

bool ExtensionsApi::wants_shutdown(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  return std::any_of(extensions_.begin(), extensions_.end(), [&](const Extension& each) {
    return each.name == name && each.events.contains(kShutdown);
  });
}

void ExtensionsApi::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  event_sent_.notify_all();
}

std::size_t ExtensionsApi::count() const {
  const std::lock_guard lock(mutex_);
  return extensions_.size();
}

bool ExtensionsApi::ready() const {
  const std::lock_guard lock(mutex_);
  return std::all_of(extensions_.begin(), extensions_.end(),
                     [](const Extension& each) { return each.state == State::Ready; });
}

std::optional<PlatformError> ExtensionsApi::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

void ExtensionsApi::changed() {
  if (setting_.on_change) setting_.on_change();
}

std::string_view ExtensionsApi::to_string(State state) noexcept {
  switch (state) {
    case State::Started:
      return "Started";
    case State::Registered:
      return "Registered";
    case State::Ready:
      return "Ready";
    case State::Running:
      return "Running";
    case State::InitError:
      return "InitError";
    case State::ExitError:
      return "ExitError";
  }
  return "Unknown";
}

ServerResponse ExtensionsApi::wrong_state(const Extension& extension, State target) {
  return forbidden(
      "Extension.InvalidExtensionState",
      fmt::format("State transition from {} to {} failed for extension {}. Error: State transition "
                  "is not allowed",
                  to_string(extension.state), to_string(target), extension.name));
}

}  // namespace shrike::local
