#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "handlers/image/image_bytes.h"
#include "runtime/clock.h"
#include "runtime/error.h"

namespace shrike {

/// What a decode is watched by.
struct DecodeWatchSetting {
  const Clock& clock;
  /// How many bytes the process may use before a decode has outgrown its estimate; 0: any number.
  std::uint64_t memory_limit = 0;
  /// Bytes that the process uses now.
  std::function<std::uint64_t()> memory_in_use;
  /// Told, once each, that a decode was given up, which goes on using a processor and memory: the
  /// process is spent. The message is for the log.
  std::function<void(std::string_view reason)> on_abandoned;
  /// How long a decode that was asked to stop has to come back: libvips looks between two rows of
  /// tiles, which on a fourteenth of a core take tens of milliseconds.
  std::chrono::milliseconds grace{200};
};

/// Bounds the time and the memory of what is done with a foreign image. The work runs on a thread
/// of its own, and the caller watches it: at the end of its allotment it is asked to stop, and if
/// it does not come back, it is given up. Thread-safe.
class DecodeWatch {
 public:
  explicit DecodeWatch(DecodeWatchSetting setting) : setting_(std::move(setting)) {}

  /// An invocation begins; its images have until `deadline` less a reserve for telling what became
  /// of them: a second or a fifth of the whole, whichever is more, yet never more than half. Before
  /// the first one, time is not bounded.
  void begin(TimePoint deadline);

  /// What `work` returns or throws, called with the token that asks it to stop. It may outlive the
  /// call: it must own all that it uses, the `image` that it reads included.
  ///
  /// Throws Error: "Image.TooSlow" (Reject) at the end of an allotment that was nearly all that an
  /// invocation can give, so that a repetition would fare no better; "Function.DeadlineExceeded"
  /// (Retry) at the end of a lesser one, and when no time is left to begin; "Image.TooLarge"
  /// (Reject) when the process outgrew its memory with this image alone, "Function.NeedsAllMemory"
  /// (Retry) with others beside it.
  template <class Work>
  auto run(const ImageBytes& image, Work work) -> std::invoke_result_t<Work&, std::stop_token> {
    using Result = std::invoke_result_t<Work&, std::stop_token>;
    const Allotment allotment = allot();
    const Running running(*this, image);
    auto task = std::make_shared<std::packaged_task<Result(std::stop_token)>>(std::move(work));
    std::future<Result> result = task->get_future();
    std::stop_source stop;
    start([task, token = stop.get_token()] { (*task)(token); });
    const auto overrun = watch(image, allotment, stop, [&](SteadyTime until) {
      return result.wait_until(until) == std::future_status::ready;
    });
    if (!overrun) return result.get();
    try {
      // It may have come to its end in spite of all; what else it says is that it was stopped.
      if (overrun->came_back) return result.get();
    } catch (const Error&) {
    }
    throw Error(overrun->error);
  }

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  /// Whether the work has ended; waits for that, at most until then.
  using EndsBy = std::function<bool(SteadyTime until)>;

  struct Allotment {
    std::optional<std::chrono::milliseconds> time;
    bool nearly_whole = false;  ///< a repetition would have little more
  };
  struct Overrun {
    Error error;
    bool came_back = false;
  };

  /// An image while it is worked on.
  class Running {
   public:
    Running(DecodeWatch& watch, const ImageBytes& image);
    ~Running();
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    Running(Running&&) = delete;
    Running& operator=(Running&&) = delete;

   private:
    DecodeWatch& watch_;
    const char* image_;
  };

  static void start(const std::function<void()>& task);
  [[nodiscard]] Allotment allot() const;
  [[nodiscard]] std::optional<Overrun> watch(const ImageBytes& image, const Allotment& allotment,
                                             std::stop_source& stop, const EndsBy& ends_by);
  void give_up(const ImageBytes& image, const Error& error);
  [[nodiscard]] std::optional<Error> await(const Allotment& allotment, const EndsBy& ends_by);
  [[nodiscard]] bool outgrown() const;
  [[nodiscard]] bool only_one_image() const;

  DecodeWatchSetting setting_;
  mutable std::mutex mutex_;
  std::optional<TimePoint> deadline_;
  std::chrono::milliseconds whole_{};  ///< from the invocation's begin to its deadline
  std::multiset<const char*> images_;  ///< worked on now, those that were given up included
};

}  // namespace shrike
