#include "infra/local/cli/signals.h"

#include <csignal>

#include <pthread.h>

#include "runtime/error.h"

namespace shrike::local {
namespace {

sigset_t end_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

EndSignals::EndSignals() {
  const auto signals = end_signals();
  if (pthread_sigmask(SIG_BLOCK, &signals, nullptr) != 0) {
    throw Error(ErrorKind::Bug, "Process.Signals", "cannot hold back SIGINT and SIGTERM");
  }
}

void EndSignals::wait_for_end() const {
  const auto signals = end_signals();
  int received = 0;
  sigwait(&signals, &received);
}

bool EndSignals::end_was_asked() const {
  const auto signals = end_signals();
  const timespec at_once{};
  return sigtimedwait(&signals, nullptr, &at_once) > 0;
}

}  // namespace shrike::local
