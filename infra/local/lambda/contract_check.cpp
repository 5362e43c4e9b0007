#include "infra/local/lambda/contract_check.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "infra/local/lambda/platform_errors.h"

namespace shrike::local {
namespace {

constexpr std::string_view kErrorType = "Lambda-Runtime-Function-Error-Type";
constexpr std::string_view kXrayCause = "Lambda-Runtime-Function-Xray-Error-Cause";
constexpr std::string_view kInvocationId = "Lambda-Runtime-Invocation-Id";
constexpr std::string_view kResponseMode = "Lambda-Runtime-Function-Response-Mode";

// Lambda's own server crops a cause to this.
constexpr std::size_t kMaxXrayCause = 65'536;

// A detail is for a line of the log; what it quotes is foreign.
constexpr std::size_t kMaxQuoted = 80;

using Breaks = std::vector<ContractBreak>;

std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text.substr(0, kMaxQuoted)) {
    const auto byte = static_cast<unsigned char>(c);
    result += byte < 0x20 || byte >= 0x7F ? '?' : c;
  }
  return result + (text.size() > kMaxQuoted ? "…'" : "'");
}

void check_error_type(const HttpHeaders& headers, Breaks& breaks) {
  const auto type = headers.find(kErrorType);
  if (!type || type->empty()) {
    breaks.push_back({ContractRule::ErrorTypeMissing, {}});
  } else if (normalised_error_type(*type) != *type) {
    breaks.push_back({ContractRule::ErrorTypeForm, quoted(*type)});
  }
}

void check_xray_cause(const HttpHeaders& headers, Breaks& breaks) {
  const auto cause = headers.find(kXrayCause);
  if (!cause || cause->empty()) return;
  const bool one_line = std::none_of(cause->begin(), cause->end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
  if (cause->size() > kMaxXrayCause || !one_line || !nlohmann::json::accept(*cause)) {
    breaks.push_back(
        {ContractRule::XrayCause, std::to_string(cause->size()) + " bytes: " + quoted(*cause)});
  }
}

bool is_error_document(std::string_view body) {
  const auto document = nlohmann::json::parse(body, nullptr, false);
  if (!document.is_object()) return false;
  const auto has_string = [&](const char* name) {
    const auto found = document.find(name);
    return found != document.end() && found->is_string();
  };
  return has_string("errorMessage") && has_string("errorType");
}

bool has_body(const HttpHeaders& headers) {
  const auto length = headers.find("Content-Length");
  return headers.contains("Transfer-Encoding") || (length && *length != "0");
}

}  // namespace

Breaks check_head(RuntimeCall call, const HttpHeaders& headers, std::string_view query) {
  Breaks breaks;
  if (const auto agent = headers.find("User-Agent"); !agent || agent->empty()) {
    breaks.push_back({ContractRule::UserAgentMissing, std::string(to_string(call))});
  }
  if (call == RuntimeCall::Next) {
    if (has_body(headers)) breaks.push_back({ContractRule::NextWithBody, {}});
    if (!query.empty()) breaks.push_back({ContractRule::NextWithQuery, quoted(query)});
  }
  if (call == RuntimeCall::Response) {
    if (!headers.contains("Content-Type")) breaks.push_back({ContractRule::ContentTypeMissing, {}});
    const auto mode = headers.find(kResponseMode).value_or("");
    if (!mode.empty() && mode != "streaming") {
      breaks.push_back({ContractRule::ResponseMode, quoted(mode)});
    } else if (!mode.empty() && !headers.contains("Transfer-Encoding")) {
      breaks.push_back({ContractRule::StreamWithLength, {}});
    }
  }
  return breaks;
}

Breaks check_error(const HttpHeaders& headers, std::string_view body) {
  Breaks breaks;
  check_error_type(headers, breaks);
  check_xray_cause(headers, breaks);
  if (!is_error_document(body)) breaks.push_back({ContractRule::ErrorDocument, quoted(body)});
  return breaks;
}

void ContractCheck::delivered(std::string_view request_id, std::string_view invocation_id,
                              bool intact) {
  if (request_id != request_id_) invocation_ids_.clear();
  request_id_ = request_id;
  if (!invocation_id.empty()) invocation_ids_.emplace_back(invocation_id);
  delivered_intact_ = intact;
  answer_seen_ = answer_lost_ = refused_for_good_ = false;
}

Breaks ContractCheck::asked(RuntimeState state) const {
  if (state == RuntimeState::InitError) return {{ContractRule::NextAfterInitError, {}}};
  if (state == RuntimeState::Running && delivered_intact_ && !answer_seen_) {
    return {{ContractRule::NextWhileRunning, {}}};
  }
  return {};
}

bool ContractCheck::knows_invocation_id(std::string_view id) const {
  return std::find(invocation_ids_.begin(), invocation_ids_.end(), id) != invocation_ids_.end();
}

Breaks ContractCheck::answered(RuntimeCall call, std::string_view request_id,
                               const HttpHeaders& headers, Verdict verdict, bool intact) {
  const auto detail = std::string(to_string(call));
  if (request_id != request_id_) {
    // Of an invocation that reached it damaged, a runtime may not even know the id.
    if (!request_id_.empty() && !delivered_intact_) return {};
    return {{ContractRule::WrongRequestId, detail + " of " + quoted(request_id)}};
  }
  Breaks breaks;
  const auto echo = headers.find(kInvocationId);
  if (delivered_intact_ && !echo && !invocation_ids_.empty()) {
    breaks.push_back({ContractRule::LostInvocationId, detail});
  }
  if (echo && !knows_invocation_id(*echo)) {
    breaks.push_back({ContractRule::WrongInvocationId, detail + " of " + quoted(*echo)});
  }
  if (verdict == Verdict::WrongState && !answer_lost_) {
    breaks.push_back(
        {refused_for_good_ ? ContractRule::AnsweredAfterRefusal : ContractRule::AnsweredTwice,
         detail});
  }
  answer_seen_ = true;
  if (!intact) answer_lost_ = true;
  if (verdict == Verdict::RefusedForGood) refused_for_good_ = true;
  return breaks;
}

}  // namespace shrike::local
