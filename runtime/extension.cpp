#include "runtime/extension.h"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "runtime/error.h"
#include "runtime/renewal.h"
#include "runtime/wire.h"

namespace shrike {
namespace {

constexpr const char* kName = "shrike-shutdown";

/// What the signal handler writes to; a handler can be given nothing else.
int& bell() noexcept {
  static int descriptor = -1;
  return descriptor;
}

void ring(std::uint64_t count) noexcept {
  const int kept = errno;
  static_cast<void>(!write(bell(), &count, sizeof count));
  errno = kept;
}

// A handler, not sigwait(): threads that were made before this do not block the signal.
void on_signal(int) { ring(1); }

void listen_for_signal() {
  bell() = eventfd(0, EFD_CLOEXEC);
  if (bell() < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGTERM, &action, nullptr);
}

std::string register_extension(HttpTransport& transport, const std::string& api) {
  HttpRequest request;
  request.method = "POST";
  request.url = wire::extension_register_url(api);
  request.headers = {{wire::header::kExtensionName, kName},
                     {wire::header::kContentType, "application/json"}};
  request.body = R"({"events":[]})";
  const auto answer = transport.send(request);
  const auto id = answer.headers.find(wire::header::kExtensionId);
  if (answer.status == 200 && id) return std::string(*id);
  throw Error(ErrorKind::Reject, "Runtime.ExtensionRefused",
              fmt::format("The Runtime API answered an extension's registration with status {}",
                          answer.status));
}

}  // namespace

ShutdownExtension::ShutdownExtension(const Host& host, const std::string& api,
                                     std::vector<Hook> hooks)
    : log_(host.log_options, host.clock, host.log_sink),
      hooks_(std::move(hooks)),
      transport_(host.connect()),
      id_(carried_extension(host.environment)) {
  listen_for_signal();
  if (id_.empty()) id_ = register_extension(*transport_, api);
  events_ = std::jthread([this, api](const std::stop_token& stop) { await_event(stop, api); });
  signals_ = std::jthread([this](const std::stop_token& stop) { await_signal(stop); });
}

ShutdownExtension::~ShutdownExtension() {
  std::signal(SIGTERM, SIG_DFL);
  signals_.request_stop();
  ring(1);
  signals_.join();
  close(std::exchange(bell(), -1));
}

void ShutdownExtension::await_signal(const std::stop_token& stop) {
  std::uint64_t count = 0;
  while (read(bell(), &count, sizeof count) < 0 && errno == EINTR) {
  }
  if (stop.stop_requested()) return;
  run_backwards(hooks_, log_);
  // Not exit(): other threads still run, and what they use must not be destroyed beneath them.
  std::_Exit(EXIT_SUCCESS);
}

void ShutdownExtension::await_event(const std::stop_token& stop, const std::string& api) {
  HttpRequest request;
  request.url = wire::extension_next_url(api);
  request.headers.add(wire::header::kExtensionId, id_);
  request.cancel = stop;
  try {
    // No event was asked for: this answers only where the one before a renewal still counts as
    // waiting, by refusing.
    static_cast<void>(transport_->send(request));
  } catch (const Error&) {  // the Runtime API is gone, which the workers tell of
  }
}

}  // namespace shrike
