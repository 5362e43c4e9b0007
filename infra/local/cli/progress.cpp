#include "infra/local/cli/progress.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "infra/local/cli/quantities.h"

namespace shrike::local {
namespace {

constexpr std::size_t kFewEnoughToDoWithout = 5;
constexpr std::size_t kWidth = 30;
constexpr std::size_t kTenths = 10;
constexpr const char* kEraseLine = "\r\x1b[K";

}  // namespace

std::string progress_text(const ProgressState& state) {
  auto text = fmt::format("{}/{} images", grouped(state.done), grouped(state.total));
  if (state.processed > 0 && state.elapsed.count() > 0) {
    const auto rate = static_cast<double>(state.processed) / state.elapsed.count();
    const auto left = static_cast<double>(state.total - std::min(state.done, state.total));
    text += fmt::format(" · {:.1f}/s · {} left", rate,
                        clock_text(std::chrono::duration<double>(left / rate)));
  }
  if (state.refused > 0) text += fmt::format(" · {} refused", grouped(state.refused));
  if (state.failed > 0) text += fmt::format(" · {} failed", grouped(state.failed));
  return text;
}

std::string progress_bar(const ProgressState& state) {
  const auto done = std::min(state.done, state.total);
  const auto filled = state.total == 0 ? kWidth : kWidth * done / state.total;
  return fmt::format("[{}{}] {}", std::string(filled, '#'), std::string(kWidth - filled, '.'),
                     progress_text(state));
}

Progress::Progress(std::size_t total)
    : visible_(total > kFewEnoughToDoWithout), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (visible_ && terminal_) std::fputs(kEraseLine, stderr);
}

void Progress::show(const ProgressState& state) {
  if (!visible_) return;
  if (terminal_) {
    fmt::print(stderr, "{}{}", kEraseLine, progress_bar(state));
    std::fflush(stderr);
    return;
  }
  const auto tenths = kTenths * state.done / std::max<std::size_t>(state.total, 1);
  if (tenths <= tenths_) return;
  tenths_ = tenths;
  fmt::print(stderr, "{}\n", progress_text(state));
}

}  // namespace shrike::local
