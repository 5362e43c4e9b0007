#include "handlers/image/decode_budget.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include <fmt/format.h>
#include <sched.h>

#include "runtime/error.h"
#include "runtime/mebibyte.h"

namespace shrike {
namespace {

using std::chrono::milliseconds;

/// Set aside for the process with libvips and the HTTP client loaded, and what waits to go out.
constexpr std::uint64_t kProcessBytes = 40 * kMebibyte;

// A baseline JPEG decodes several times as fast as anything else, to a picture shrunk already. The
// others' limit is that of sharp, 16383 squared.
constexpr double kMostPixels = 16'383.0 * 16'383.0;
constexpr double kMostBaselineJpegPixels = 1'000'000'000;

double most_pixels(const ImageFacts& facts) {
  return facts.format == Format::Jpeg && !facts.progressive ? kMostBaselineJpegPixels : kMostPixels;
}

[[noreturn]] void refuse(const std::string& reason) {
  throw Error(ErrorKind::Reject, "Image.TooLarge", reason);
}

/// "this 4000x3000 avif", with its frames where they count.
std::string described(const ImageFacts& facts, double frames) {
  const std::string what =
      fmt::format("this {}x{} {}", facts.width, facts.height, traits(facts.format).name);
  return frames > 1 ? fmt::format("{} of {} frames", what, frames) : what;
}

/// On the processors that there are; never more than milliseconds can count.
milliseconds elapsed(const DecodeEstimate& estimate, const DecodeTime& time) {
  const double count = static_cast<double>(estimate.duration.count()) / time.processors;
  const auto most = static_cast<double>(milliseconds::max().count());
  return count < most ? milliseconds(static_cast<milliseconds::rep>(count)) : milliseconds::max();
}

double seconds(milliseconds duration) { return std::chrono::duration<double>(duration).count(); }

void require_time(const DecodeEstimate& estimate, const DecodeTime& time, const std::string& what) {
  const milliseconds needed = elapsed(estimate, time);
  if (needed > time.whole) {
    refuse(
        fmt::format("Decoding {} takes {:.1f} s or more on this function's {:.2f} processors, "
                    "and an invocation has {:.1f} s",
                    what, seconds(needed), time.processors, seconds(time.whole)));
  }
  if (needed > time.remaining) {
    throw Error(ErrorKind::Retry, "Function.DeadlineExceeded",
                fmt::format("Decoding {} takes {:.1f} s or more on this function's {:.2f} "
                            "processors, and {:.1f} s are left",
                            what, seconds(needed), time.processors, seconds(time.remaining)));
  }
}

}  // namespace

double processors_of_function(std::uint64_t function_memory_mb, bool cpu_follows_memory) {
  constexpr double kMegabytesPerProcessor = 1769;
  if (cpu_follows_memory) return static_cast<double>(function_memory_mb) / kMegabytesPerProcessor;
  cpu_set_t usable;
  if (sched_getaffinity(0, sizeof usable, &usable) == 0) return CPU_COUNT(&usable);
  return std::max(1U, std::thread::hardware_concurrency());  // of more than a cpu_set_t holds
}

int threads_for(double processors) { return std::max(static_cast<int>(std::ceil(processors)), 1); }

DecodeBudget DecodeBudget::for_function(std::uint64_t function_memory_mb,
                                        std::uint64_t object_bytes) {
  const std::uint64_t memory = function_memory_mb * kMebibyte;
  const std::uint64_t taken = kProcessBytes + object_bytes;
  return {.memory_bytes = memory > taken ? memory - taken : 0};
}

void require_within_budget(const ImageFacts& facts, const DecodePlan& plan,
                           const DecodeBudget& budget) {
  constexpr double kMega = 1e6;
  const double frames = decoded_frames(facts, plan.frames);
  const double pixels = stored_pixels(facts) * frames;
  const std::string what = described(facts, frames);
  if (pixels > most_pixels(facts)) {
    refuse(fmt::format("{:.0f} megapixels are to be decoded of {}, and {:.0f} are allowed",
                       pixels / kMega, what, most_pixels(facts) / kMega));
  }
  const DecodeEstimate estimate = estimated_decode(facts, plan);
  if (estimate.memory_bytes > budget.memory_bytes) {
    refuse(
        fmt::format("Decoding {} takes about {} MB, and the function's memory leaves {} MB for "
                    "it",
                    what, estimate.memory_bytes / kMebibyte, budget.memory_bytes / kMebibyte));
  }
  require_time(estimate, budget.time, what);
}

}  // namespace shrike
