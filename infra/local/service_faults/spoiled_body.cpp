#include "infra/local/service_faults/spoiled_body.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <unistd.h>

#include "infra/local/lambda/fault_wire.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

std::string read_slice(const FileSlice& slice) {
  const auto file = slice.opened ? slice.opened
                                 : std::shared_ptr<std::FILE>(std::fopen(slice.path.c_str(), "rbe"),
                                                              [](std::FILE* open) {
                                                                if (open != nullptr)
                                                                  std::fclose(open);
                                                              });
  std::string bytes(slice.length, '\0');
  std::size_t done = 0;
  while (file && done < bytes.size()) {
    const auto got = ::pread(::fileno(file.get()), bytes.data() + done, bytes.size() - done,
                             static_cast<off_t>(slice.offset + done));
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  if (done < bytes.size()) {
    throw Error(ErrorKind::Bug, "File.Unreadable", "The file of an answer ends too early");
  }
  return bytes;
}

/// What still comes of a body that shall be shorter than it is.
std::size_t kept_of(const std::string& body, const std::optional<std::int64_t>& bytes) {
  if (!bytes) return body.size() / 2;
  return std::min<std::uint64_t>(static_cast<std::uint64_t>(*bytes), body.size());
}

}  // namespace

ServerResponse with_spoiled_body(ServerResponse response, const ServiceFault& fault) {
  if (const auto* slice = std::get_if<FileSlice>(&response.body)) {
    response.body = read_slice(*slice);
  }
  auto* const body = std::get_if<std::string>(&response.body);
  if (body == nullptr) return response;
  if (fault.kind == ServiceFaultKind::Cut) {
    response.spoil = [kept = kept_of(*body, fault.number)](std::string answer) {
      return spoil({.kind = FaultKind::Cut, .number = kept, .header = {}}, std::move(answer));
    };
  }
  if (fault.kind == ServiceFaultKind::Truncate) body->resize(kept_of(*body, fault.number));
  if (fault.kind == ServiceFaultKind::Flip && !body->empty()) body->at(body->size() / 2) ^= 1;
  return response;
}

}  // namespace shrike::local
