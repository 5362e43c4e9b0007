#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "infra/local/aws_fault.h"
#include "infra/local/iam/service_access.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

class NoBody final : public shrike::local::RequestBody {
 public:
  std::string_view next() override { return {}; }
};

}  // namespace

/// The target, a line break, the body: what the request does, for whichever service the first byte
/// picks.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  constexpr std::array<std::string_view, 6> kServices = {"dynamodb", "rekognition", "sns",
                                                         "sqs",      "states",      "sts"};
  if (size == 0) return 0;
  const auto service = kServices[data[0] % kServices.size()];
  const auto text = fuzz::text(data + 1, size - 1);
  const auto line = text.substr(0, text.find('\n'));
  const auto body = text.substr(std::min(text.size(), line.size() + 1));
  NoBody unread;
  local::ServerRequest request{.method = "POST",
                               .path = "/",
                               .query = {},
                               .headers = {},
                               .peer_address = "127.0.0.1",
                               .body = unread};
  if (!line.empty()) request.headers.set("X-Amz-Target", std::string(line));
  return fuzz::allow_refusal([&] {
    try {
      static_cast<void>(local::service_access(service, request, body, {}));
      static_cast<void>(local::destination_access(body));
    } catch (const local::AwsFault&) {
      return;
    }
  });
}
