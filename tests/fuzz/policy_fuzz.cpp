#include "infra/local/iam/decision.h"
#include "tests/fuzz/fuzz_input.h"

/// A policy of foreign bytes, and then a request decided by it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  return fuzz::allow_refusal([&] {
    const auto policy = local::parse_policy(fuzz::text(data, size));
    const local::AccessRequest request{"s3:GetObject",
                                       "arn:aws:s3:::images/in/photo.jpg",
                                       {{"s3:prefix", "in/"}, {"aws:securetransport", "true"}}};
    static_cast<void>(local::decide({policy}, request));
  });
}
