#pragma once

#include <algorithm>
#include <string_view>

#include "infra/local/aws_fault.h"
#include "infra/local/http_server.h"
#include "tests/fuzz/fuzz_input.h"

namespace shrike::fuzz {

/// As allow_refusal(), of what the local cloud reads: a fault that can be written is an answer too.
template <class Parser>
int allow_fault(const Parser& parser) {
  return allow_refusal([&] {
    try {
      parser();
    } catch (const local::AwsFault& fault) {
      require(fault.status() >= 300 && fault.status() < 600, "a fault has a refusal's status");
      require(!fault.code().empty(), "a fault has a code");
    }
  });
}

/// Header lines, `Name: value`, up to an empty one.
inline HttpHeaders read_headers(Input& input) {
  HttpHeaders headers;
  for (auto line = input.line(); !line.empty(); line = input.line()) {
    const auto colon = std::min(line.find(':'), line.size());
    const auto value = line.substr(std::min(colon + 1, line.size()));
    const auto begin = std::min(value.find_first_not_of(' '), value.size());
    headers.add(std::string(line.substr(0, colon)), std::string(value.substr(begin)));
  }
  return headers;
}

}  // namespace shrike::fuzz
