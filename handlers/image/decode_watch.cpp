#include "handlers/image/decode_watch.h"

#include <algorithm>
#include <ctime>

#include <fmt/format.h>

namespace shrike {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// How often the memory is looked at. A decoder takes some 20 MB in the shortest interval on a fast
/// core, and none while it does not compute; on a small function's part of a core, each look is at
/// the decode's cost: two switches of threads, and reading the figure.
class MemoryLooks {
 public:
  [[nodiscard]] milliseconds interval() const noexcept { return interval_; }

  void looked() noexcept {
    const std::clock_t computed = std::clock();  // by all threads of the process
    const milliseconds used((computed - computed_) / (CLOCKS_PER_SEC / 1000));
    interval_ = used < interval_ / 4 ? std::min(interval_ * 2, kLongest) : kShortest;
    computed_ = computed;
  }

 private:
  static constexpr milliseconds kShortest{20};
  static constexpr milliseconds kLongest{80};

  std::clock_t computed_ = std::clock();
  milliseconds interval_ = kShortest;
};

/// Writing the metadata object and answering take a tenth of this; the rest is for a slow S3 and
/// one repetition.
constexpr milliseconds kLeastReserve{1000};

milliseconds reserve_of(milliseconds whole) {
  return std::min(std::max(kLeastReserve, whole / 5), whole / 2);
}

const char* identity_of(const ImageBytes& image) { return std::string_view(image).data(); }

Error out_of_time(milliseconds allotted, bool nearly_whole) {
  if (!nearly_whole) {
    return {ErrorKind::Retry, "Function.DeadlineExceeded",
            fmt::format("The image was not decoded in the {} ms that were left", allotted.count())};
  }
  return {ErrorKind::Reject, "Image.TooSlow",
          fmt::format("The image was not decoded in {} ms, and an invocation has no more for it",
                      allotted.count())};
}

Error out_of_memory(std::uint64_t limit, bool alone) {
  const std::string pressed =
      fmt::format("the process uses more than the {} MB that it may", limit >> 20U);
  if (!alone) {
    return {ErrorKind::Retry, "Function.NeedsAllMemory",
            "While the image was decoded beside others, " + pressed};
  }
  return {ErrorKind::Reject, "Image.TooLarge",
          "Decoding the image outgrew its estimate: " + pressed};
}

}  // namespace

DecodeWatch::Running::Running(DecodeWatch& watch, const ImageBytes& image)
    : watch_(watch), image_(identity_of(image)) {
  const std::scoped_lock lock(watch_.mutex_);
  watch_.images_.insert(image_);
}

DecodeWatch::Running::~Running() {
  const std::scoped_lock lock(watch_.mutex_);
  watch_.images_.erase(watch_.images_.find(image_));
}

void DecodeWatch::begin(TimePoint deadline) {
  const std::scoped_lock lock(mutex_);
  deadline_ = deadline;
  whole_ = std::max(deadline - setting_.clock.now(), milliseconds::zero());
}

DecodeWatch::Allotment DecodeWatch::allot() const {
  const std::scoped_lock lock(mutex_);
  if (!deadline_) return {};
  const milliseconds most = whole_ - reserve_of(whole_);
  const milliseconds left = *deadline_ - reserve_of(whole_) - setting_.clock.now();
  if (left <= milliseconds::zero()) {
    throw Error(ErrorKind::Retry, "Function.DeadlineExceeded",
                "The function's time was up before the image could be decoded");
  }
  return {left, left >= most * 3 / 4};
}

void DecodeWatch::start(const std::function<void()>& task) {
  try {
    std::thread(task).detach();
  } catch (const std::system_error&) {
    task();  // No more threads than there are: the work is done all the same.
  }
}

std::optional<DecodeWatch::Overrun> DecodeWatch::watch(const ImageBytes& image,
                                                       const Allotment& allotment,
                                                       std::stop_source& stop,
                                                       const EndsBy& ends_by) {
  auto error = await(allotment, ends_by);
  if (!error) return std::nullopt;
  stop.request_stop();
  const bool came_back = ends_by(steady_clock::now() + setting_.grace);
  if (!came_back) give_up(image, *error);
  return Overrun{*std::move(error), came_back};
}

void DecodeWatch::give_up(const ImageBytes& image, const Error& error) {
  {
    const std::scoped_lock lock(mutex_);
    images_.insert(identity_of(image));  // for good: its memory stays taken
  }
  setting_.on_abandoned("A decode was given up: " + error.message());
}

std::optional<Error> DecodeWatch::await(const Allotment& allotment, const EndsBy& ends_by) {
  const auto end =
      allotment.time ? steady_clock::now() + *allotment.time : steady_clock::time_point::max();
  MemoryLooks looks;
  for (auto now = steady_clock::now(); !ends_by(std::min(end, now + looks.interval()));
       now = steady_clock::now()) {
    if (now >= end) {
      return out_of_time(*allotment.time, allotment.nearly_whole);
    }
    if (outgrown()) return out_of_memory(setting_.memory_limit, only_one_image());
    looks.looked();
  }
  return std::nullopt;
}

bool DecodeWatch::outgrown() const {
  return setting_.memory_limit > 0 && setting_.memory_in_use() > setting_.memory_limit;
}

bool DecodeWatch::only_one_image() const {
  const std::scoped_lock lock(mutex_);
  return images_.count(*images_.begin()) == images_.size();
}

}  // namespace shrike
