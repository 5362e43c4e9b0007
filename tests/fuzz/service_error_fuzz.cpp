#include <cstdlib>

#include "handlers/aws/service_error.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  for (const char* type : {"application/xml", "application/x-amz-json-1.1"}) {
    const HttpResponse response{400, {{"Content-Type", type}}, std::string(fuzz::text(data, size))};
    if (service_error_from(response).code.empty()) std::abort();
  }
  return 0;
}
