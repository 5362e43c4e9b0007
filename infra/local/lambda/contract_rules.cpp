#include "infra/local/lambda/contract_rules.h"

#include <algorithm>
#include <array>

namespace shrike::local {
namespace {

constexpr auto kBreach = Severity::Breach;
constexpr auto kAdvice = Severity::Advice;

// Breaches follow AWS's documentation of custom runtimes and what Lambda's own server refuses.
// aws-lambda-ric for Node, awslambdaric, lambda_runtime for Rust and aws-lambda-go do without what
// is advice here.
constexpr std::array kRules{
    ContractRuleText{ContractRule::MalformedRequest, kBreach, "malformed-request",
                     "A request is not HTTP/1.1 as Lambda takes it"},
    ContractRuleText{
        ContractRule::HeadersTooLarge, kAdvice, "headers-too-large",
        "A request has a header over 64 KiB, or 1 MiB of them, and was refused for it; "
        "Lambda would crop an X-Ray cause"},
    ContractRuleText{ContractRule::WrongRequestId, kBreach, "wrong-request-id",
                     "An answer names an invocation that is not under way"},
    ContractRuleText{ContractRule::WrongInvocationId, kBreach, "wrong-invocation-id",
                     "Lambda-Runtime-Invocation-Id is not the one that came with the invocation"},
    ContractRuleText{ContractRule::AnsweredTwice, kBreach, "answered-twice",
                     "An invocation was answered after its answer had been accepted"},
    ContractRuleText{ContractRule::AnsweredAfterRefusal, kBreach, "answered-after-refusal",
                     "An invocation was answered again after a 413 or 410, which end it"},
    ContractRuleText{ContractRule::NextWhileRunning, kBreach, "next-while-running",
                     "The next invocation was asked for while one had no answer yet"},
    ContractRuleText{ContractRule::NextAfterInitError, kBreach, "next-after-init-error",
                     "An invocation was asked for after an initialisation error was reported"},
    ContractRuleText{ContractRule::LateInitError, kBreach, "late-init-error",
                     "An initialisation error was reported after the initialisation"},
    ContractRuleText{
        ContractRule::ErrorDocument, kBreach, "error-document",
        "An error's body is not a JSON object with strings errorMessage and errorType"},
    ContractRuleText{ContractRule::TruncatedBody, kBreach, "truncated-body",
                     "A body ended before its Content-Length or its last chunk"},
    ContractRuleText{ContractRule::ResponseMode, kBreach, "response-mode",
                     "Lambda-Runtime-Function-Response-Mode has a value other than streaming"},
    ContractRuleText{ContractRule::LostInvocationId, kAdvice, "lost-invocation-id",
                     "Lambda-Runtime-Invocation-Id was not sent back: a late answer could be taken "
                     "for that of another invocation"},
    ContractRuleText{ContractRule::ErrorTypeMissing, kAdvice, "error-type-missing",
                     "An error came without Lambda-Runtime-Function-Error-Type: Lambda counts it "
                     "as Runtime.Unknown"},
    ContractRuleText{ContractRule::ErrorTypeForm, kAdvice, "error-type-form",
                     "Lambda-Runtime-Function-Error-Type has no part like Runtime.Name or "
                     "Function.Name: Lambda does not keep it"},
    ContractRuleText{ContractRule::XrayCause, kAdvice, "xray-cause",
                     "Lambda-Runtime-Function-Xray-Error-Cause is over 64 KiB or not JSON on one "
                     "line: X-Ray does not show all of it"},
    ContractRuleText{ContractRule::UserAgentMissing, kAdvice, "user-agent-missing",
                     "A request has no User-Agent, by which Lambda knows a runtime's release"},
    ContractRuleText{ContractRule::NextWithBody, kAdvice, "next-with-body",
                     "The next invocation was asked for with a body, which nobody reads"},
    ContractRuleText{ContractRule::NextWithQuery, kAdvice, "next-with-query",
                     "The next invocation was asked for with a query, which nobody reads"},
    ContractRuleText{ContractRule::ContentTypeMissing, kAdvice, "content-type-missing",
                     "A response has no Content-Type"},
    ContractRuleText{ContractRule::StreamWithLength, kAdvice, "stream-with-length",
                     "A streaming response did not come in chunks"},
    ContractRuleText{ContractRule::UnknownCall, kAdvice, "unknown-call",
                     "A request is none of the Runtime API's"},
    ContractRuleText{ContractRule::ExitAfterInitError, kAdvice, "exit-after-init-error",
                     "The process exited with status 0 after it had reported an initialisation "
                     "error"},
};

}  // namespace

const ContractRuleText& text_of(ContractRule rule) noexcept {
  return *std::find_if(kRules.begin(), kRules.end(),
                       [&](const ContractRuleText& each) { return each.rule == rule; });
}

std::string_view to_string(Severity severity) noexcept {
  return severity == Severity::Breach ? "breach" : "advice";
}

}  // namespace shrike::local
