#include "handlers/aws/sigv4.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  const auto input = fuzz::text(data, size);
  const auto middle = input.size() / 2;
  sigv4::Request request;
  request.method = "GET";
  request.path = "/" + std::string(input.substr(0, middle));
  request.query = std::string(input.substr(middle));
  request.headers = {{"Host", "localhost"}, {"X-Amz-Meta-Note", std::string(input)}};
  request.payload_hash = "UNSIGNED-PAYLOAD";
  for (const auto style : {sigv4::PathStyle::S3, sigv4::PathStyle::Normalised}) {
    static_cast<void>(sigv4::canonical_request(request, style, sigv4::headers_to_sign(request)));
  }
  return 0;
}
