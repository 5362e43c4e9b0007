/// Eight bytes that are a moment, then a text that may be a date in one of the forms that are read.
#include <string>

#include "handlers/aws/http_date.h"
#include "handlers/aws/sigv4.h"
#include "infra/local/auth.h"
#include "infra/local/s3/formats.h"
#include "tests/fuzz/fuzz_input.h"

namespace shrike {
namespace {

using fuzz::require;

/// From year 0 to 9999, to the second.
TimePoint moment_of(fuzz::Input& input) {
  constexpr std::uint64_t kSecondsToYear10000 = 315'569'520'000;
  constexpr std::chrono::seconds kYear0(-62'167'219'200);
  std::uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8U | input.byte();
  return TimePoint(kYear0 + std::chrono::seconds(number % kSecondsToYear10000));
}

}  // namespace
}  // namespace shrike

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  fuzz::Input input(data, size);
  const TimePoint moment = moment_of(input);
  fuzz::require(parse_http_date(local::http_date(moment)) == moment,
                "HTTP's dates are read as they are written");
  fuzz::require(local::parse_amz_date(sigv4::amz_date(moment)) == moment,
                "SigV4's dates are read as they are written");
  const auto text = input.rest();
  if (const auto date = local::parse_amz_date(text)) {
    fuzz::require(sigv4::amz_date(*date) == text, "SigV4 has one way to write a date");
  }
  if (const auto date = parse_http_date(text)) {
    fuzz::require(parse_http_date(local::http_date(*date)) == date,
                  "what is read is a moment that can be written");
  }
  return 0;
}
