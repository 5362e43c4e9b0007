#include "infra/local/cli/progress.h"

#include <cstdio>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

namespace shrike::local {
namespace {

constexpr std::size_t kFewEnoughToDoWithout = 5;
constexpr std::size_t kWidth = 40;

}  // namespace

Progress::Progress(std::size_t total)
    : total_(total), visible_(total > kFewEnoughToDoWithout && isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (visible_) std::fputs("\r\x1b[K", stderr);
}

void Progress::show(std::size_t done) const {
  if (!visible_) return;
  const auto filled = kWidth * done / total_;
  fmt::print(stderr, "\r[{}{}] {}/{} images", std::string(filled, '#'),
             std::string(kWidth - filled, '.'), done, total_);
  std::fflush(stderr);
}

}  // namespace shrike::local
