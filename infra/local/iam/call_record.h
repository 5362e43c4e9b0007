#pragma once

#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <string>

#include "infra/local/iam/decision.h"
#include "infra/local/iam/function_identity.h"

namespace shrike::local {

/// What functions called, as JSON Lines in a file: one line for each distinct call, written out as
/// it comes:
///
///     {"function":"Process","handler":"process","action":"s3:GetObject",
///      "resource":"arn:aws:s3:::images/a.jpg","allowed":true,"statement":"ReadImages"}
///
/// `statement` is the Sid of the statement that decided, null where none did: nothing allowed the
/// call, or nobody asked. Thread-safe.
class CallRecord {
 public:
  /// Begins the file anew. Throws Error "File.Unwritable" (Reject).
  explicit CallRecord(const std::filesystem::path& path);

  void add(const FunctionIdentity& caller, const AccessRequest& request, const Decision& decision);

 private:
  std::mutex mutex_;
  std::ofstream file_;
  std::set<std::string> written_;
};

}  // namespace shrike::local
