/// A ListBucketResult, as S3 answers.
#include "handlers/aws/listed_page.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  try {
    for (const auto& object : listed_page_from(fuzz::text(data, size)).objects) {
      fuzz::require(!object.key.empty() && object.key.str().size() <= 1024,
                    "a key has 1 to 1,024 bytes");
    }
  } catch (const Error& error) {
    fuzz::require(error.type() == "Service.Unavailable" && error.retryable(),
                  "a list that cannot be read is asked for again");
  }
  return 0;
}
