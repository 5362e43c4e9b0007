#include "infra/local/lambda/runtime_call.h"

#include <utility>

#include "runtime/percent.h"

namespace shrike::local {
namespace {

constexpr std::string_view kBase = "/2018-06-01";
constexpr std::string_view kInvocation = "/runtime/invocation/";

}  // namespace

std::optional<RuntimeTarget> parse_runtime_path(std::string_view path) {
  if (path.starts_with(kBase)) path.remove_prefix(kBase.size());
  if (path == "/ping") return RuntimeTarget{RuntimeCall::Ping, {}};
  if (path == "/runtime/invocation/next") return RuntimeTarget{RuntimeCall::Next, {}};
  if (path == "/runtime/init/error") return RuntimeTarget{RuntimeCall::InitError, {}};
  if (path == "/runtime/restore/next") return RuntimeTarget{RuntimeCall::RestoreNext, {}};
  if (path == "/runtime/restore/error") return RuntimeTarget{RuntimeCall::RestoreError, {}};
  if (!path.starts_with(kInvocation)) return std::nullopt;
  path.remove_prefix(kInvocation.size());
  for (const auto& [suffix, call] :
       {std::pair{std::string_view("/response"), RuntimeCall::Response},
        std::pair{std::string_view("/error"), RuntimeCall::Error}}) {
    if (!path.ends_with(suffix)) continue;
    return RuntimeTarget{call, percent_decode(path.substr(0, path.size() - suffix.size()))};
  }
  return std::nullopt;
}

std::string_view method_of(RuntimeCall call) noexcept {
  switch (call) {
    case RuntimeCall::Ping:
    case RuntimeCall::Next:
    case RuntimeCall::RestoreNext:
      return "GET";
    case RuntimeCall::Response:
    case RuntimeCall::Error:
    case RuntimeCall::InitError:
    case RuntimeCall::RestoreError:
      break;
  }
  return "POST";
}

std::string_view to_string(RuntimeCall call) noexcept {
  switch (call) {
    case RuntimeCall::Ping:
      return "ping";
    case RuntimeCall::Next:
      return "next";
    case RuntimeCall::Response:
      return "response";
    case RuntimeCall::Error:
      return "error";
    case RuntimeCall::InitError:
      return "init-error";
    case RuntimeCall::RestoreNext:
      return "restore-next";
    case RuntimeCall::RestoreError:
      return "restore-error";
  }
  return "unknown";
}

}  // namespace shrike::local
