/// An IAM pattern, a line break, a text, against the definition of what they mean.
#include <vector>

#include "infra/local/iam/wildcard.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

/// By the definition: which ends of the text each beginning of the pattern reaches.
bool matches_by_definition(std::string_view pattern, std::string_view text) {
  std::vector<bool> reached(text.size() + 1, false);
  reached[0] = true;
  for (const char letter : pattern) {
    std::vector<bool> next(text.size() + 1, false);
    bool any = false;
    for (std::size_t end = 0; end <= text.size(); ++end) {
      any = any || reached[end];
      if (letter == '*') {
        next[end] = any;
      } else if (end > 0) {
        next[end] = reached[end - 1] && (letter == '?' || letter == text[end - 1]);
      }
    }
    reached = next;
  }
  return reached[text.size()];
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  fuzz::Input input(data, size);
  const auto pattern = input.line();
  const auto text = input.rest();
  fuzz::require(local::matches_wildcards(pattern, text) == matches_by_definition(pattern, text),
                "a pattern matches what IAM says");
  if (local::matches_arn(pattern, text)) {
    fuzz::require(matches_by_definition(pattern, text), "an ARN's pattern reaches no further");
  }
  return 0;
}
