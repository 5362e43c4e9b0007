#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "runtime/file_descriptor.h"

namespace shrike {

/// What this process uses and the system cannot take back: resident bytes that no file stands
/// behind, which is what a function's memory limit comes to. Thread-safe.
class ProcessMemory {
 public:
  ProcessMemory();

  /// 0 where /proc does not say.
  [[nodiscard]] std::uint64_t unreclaimable() const;

 private:
  FileDescriptor statm_;  // kept open: on a fourteenth of a core, opening it at each look is seen
};

/// The same in pages, from the text of /proc/<pid>/statm.
[[nodiscard]] std::optional<std::uint64_t> unreclaimable_pages(std::string_view statm);

/// The bytes that decoding may bring the process to, in a function of that size: a thirty-second is
/// left for what grows between two looks and for the kernel's part. 0, no limit, in a build with
/// AddressSanitizer, whose memory is not the function's.
[[nodiscard]] std::uint64_t decode_memory_limit(std::uint64_t function_memory_mb);

}  // namespace shrike
