/// A byte of options, then the bytes of a server, in pieces of any size: an answer or a typed
/// error, never more than arrived.
#include <string>

#include "runtime/http_answer.h"
#include "tests/fuzz/fuzz_input.h"

namespace shrike {
namespace {

using fuzz::require;

/// What came of the bytes: the answer, or that there is none. Which error it is depends on how much
/// of a line is there to be judged.
std::string outcome(const std::string& bytes, std::size_t piece, const HttpRequest& request) {
  try {
    HttpAnswer answer(request);
    std::string held;
    for (std::size_t at = 0; at < bytes.size() && !answer.complete(); at += piece) {
      held += bytes.substr(at, piece);
      const auto taken = answer.take(held);
      require(taken <= held.size(), "no more is taken than came");
      held.erase(0, taken);
    }
    if (!answer.complete()) answer.end();
    const HttpResponse response = answer.release();
    require(response.body.size() <= bytes.size(), "no body is larger than what came");
    return std::to_string(response.status) + ' ' + std::to_string(response.headers.size()) + ' ' +
           response.body;
  } catch (const Error& error) {
    require(error.type().starts_with("Network."), "what is no answer is the network's error");
    return "none";
  }
}

}  // namespace
}  // namespace shrike

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  fuzz::Input input(data, size);
  const unsigned choice = input.byte();
  HttpRequest request;
  if (choice >= 192) request.method = "HEAD";
  const std::string bytes(input.rest());
  fuzz::require(outcome(bytes, choice % 64 + 1, request) ==
                    outcome(bytes, std::max<std::size_t>(bytes.size(), 1), request),
                "an answer means the same in pieces of any size");
  return 0;
}
