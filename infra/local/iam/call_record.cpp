#include "infra/local/iam/call_record.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "runtime/error.h"

namespace shrike::local {

CallRecord::CallRecord(const std::filesystem::path& path) : file_(path, std::ios::binary) {
  if (!file_) {
    throw Error(ErrorKind::Reject, "File.Unwritable",
                fmt::format("{} cannot be written", path.string()));
  }
}

void CallRecord::add(const FunctionIdentity& caller, const AccessRequest& request,
                     const Decision& decision) {
  using nlohmann::ordered_json;
  const ordered_json line{
      {"function", caller.function},
      {"handler", caller.handler},
      {"action", request.action},
      {"resource", request.resource},
      {"allowed", decision.allowed()},
      {"statement",
       decision.statement.empty() ? ordered_json() : ordered_json(decision.statement)}};
  // A key that came in a request need not be UTF-8.
  auto text = line.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  const std::scoped_lock lock(mutex_);
  const auto [written, is_new] = written_.insert(std::move(text));
  if (is_new) file_ << *written << '\n' << std::flush;
}

}  // namespace shrike::local
