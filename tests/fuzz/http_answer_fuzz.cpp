// Bytes of a server, in pieces of any size: an answer or a typed error, never more than arrived.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "runtime/error.h"
#include "runtime/http_answer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = data[0] % 64U + 1U;
  shrike::HttpRequest request;
  if (data[0] >= 192) request.method = "HEAD";
  try {
    shrike::HttpAnswer answer(request);
    std::string held;
    for (std::size_t at = 0; at < bytes.size() && !answer.complete(); at += piece) {
      held += bytes.substr(at, piece);
      const auto taken = answer.take(held);
      if (taken > held.size()) std::abort();
      held.erase(0, taken);
    }
    if (!answer.complete()) answer.end();
    if (answer.release().body.size() > bytes.size()) std::abort();
  } catch (const shrike::Error& error) {
    if (!std::string_view(error.type()).starts_with("Network.")) std::abort();
  }
  return 0;
}
