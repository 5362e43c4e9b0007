#include "infra/local/lambda/ids.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "infra/local/utc_time.h"

namespace shrike::local {

std::string trace_header(TimePoint now, const RandomBits& random) {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  return fmt::format("Root=1-{:08x}-{:08x}{:016x};Parent={:016x};Sampled=0", seconds,
                     random() >> 32U, random(), random());
}

std::string log_stream_name(TimePoint now, const RandomBits& random) {
  return fmt::format("{:%Y/%m/%d}/[$LATEST]{:016x}{:016x}", utc(now), random(), random());
}

}  // namespace shrike::local
