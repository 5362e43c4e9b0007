#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace shrike::local {

/// InvokeWithResponseStream's answer, taken apart.
struct StreamedAnswer {
  std::string payload;  ///< of the PayloadChunks
  std::size_t chunks = 0;
  nlohmann::json complete;  ///< InvokeComplete's document; null as long as it has not come
};

/// Of whole messages; checks their lengths, not their checksums. Throws std::runtime_error.
[[nodiscard]] StreamedAnswer read_event_stream(std::string_view bytes);

}  // namespace shrike::local
