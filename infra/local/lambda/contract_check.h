#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/local/lambda/contract_rules.h"
#include "infra/local/lambda/runtime_call.h"
#include "infra/local/lambda/runtime_state.h"
#include "runtime/http.h"

namespace shrike::local {

/// Something that a runtime did against a rule.
struct ContractBreak {
  ContractRule rule{};
  std::string detail;  ///< what was sent, shortened; may be empty

  bool operator==(const ContractBreak&) const = default;
};

/// How the Runtime API took an answer.
enum class Verdict : std::uint8_t {
  Accepted,        ///< 202
  WrongId,         ///< 400, of the request or the invocation
  WrongState,      ///< 403
  Refused,         ///< any other status that leaves the invocation as it was
  RefusedForGood,  ///< 413, 410
};

/// What of a request can be judged by itself: everything before its body.
[[nodiscard]] std::vector<ContractBreak> check_head(RuntimeCall call, const HttpHeaders& headers,
                                                    std::string_view query);

/// Of an error that is reported: its document and its headers.
[[nodiscard]] std::vector<ContractBreak> check_error(const HttpHeaders& headers,
                                                     std::string_view body);

/// The conversation of one runtime with its Runtime API, as far as it is about order and identity.
/// What a runtime does because its Runtime API failed it, by a fault put in on purpose, is never
/// held against it.
class ContractCheck {
 public:
  /// /next handed out an invocation; `intact` when nothing was done to the answer.
  void delivered(std::string_view request_id, std::string_view invocation_id, bool intact);

  /// A /next in this state.
  [[nodiscard]] std::vector<ContractBreak> asked(RuntimeState state) const;

  /// An answer of the invocation and what became of it; `intact` as of delivered().
  [[nodiscard]] std::vector<ContractBreak> answered(RuntimeCall call, std::string_view request_id,
                                                    const HttpHeaders& headers, Verdict verdict,
                                                    bool intact);

 private:
  [[nodiscard]] bool knows_invocation_id(std::string_view id) const;

  std::string request_id_;                   ///< of the invocation handed out last
  std::vector<std::string> invocation_ids_;  ///< handed out with it
  bool delivered_intact_ = false;
  bool answer_seen_ = false;  ///< accepted or not
  bool answer_lost_ = false;  ///< the runtime cannot know what became of its answer
  bool refused_for_good_ = false;
};

}  // namespace shrike::local
