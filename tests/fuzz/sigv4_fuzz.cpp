/// A path, a line break, a query, a line break, a header's value: as SigV4 makes them canonical.
#include <algorithm>
#include <string>

#include "handlers/aws/sigv4.h"
#include "tests/fuzz/fuzz_input.h"

namespace shrike::sigv4 {
namespace {

using fuzz::require;

std::string canonical(const Request& request, PathStyle style) {
  return canonical_request(request, style, headers_to_sign(request));
}

/// The canonical request's line of that number, from 0.
std::string line_of(std::string_view text, int number) {
  for (; number > 0; --number) text.remove_prefix(std::min(text.find('\n') + 1, text.size()));
  return std::string(text.substr(0, text.find('\n')));
}

}  // namespace
}  // namespace shrike::sigv4

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  using namespace shrike::sigv4;
  fuzz::Input input(data, size);
  Request request;
  request.method = "GET";
  request.path = "/" + std::string(input.line());
  request.query = std::string(input.line());
  request.headers = {{"Host", "localhost"}, {"X-Amz-Meta-Note", std::string(input.rest())}};
  request.payload_hash = "UNSIGNED-PAYLOAD";

  const std::string text = canonical(request, PathStyle::S3);
  Request again = request;
  again.path = line_of(text, 1);
  again.query = line_of(text, 2);
  require(canonical(again, PathStyle::S3) == text, "what is canonical stays as it is");
  std::reverse(again.headers.begin(), again.headers.end());
  require(canonical(again, PathStyle::S3) == text, "the order of headers does not matter");

  const std::string path = line_of(canonical(request, PathStyle::Normalised), 1);
  require(path.starts_with('/'), "a path is absolute");
  require(path.find("/../") == std::string::npos && path.find("//") == std::string::npos,
          "a normalised path has no dots and no empty segments");
  return 0;
}
