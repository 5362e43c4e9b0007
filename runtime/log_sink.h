#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "runtime/clock.h"

struct iovec;

namespace shrike {

enum class LogLevel : std::uint8_t { Trace, Debug, Info, Warn, Error, Fatal };
enum class LogFormat : std::uint8_t { Text, Json };

/// One finished line, without its newline.
struct LogLine {
  std::string_view text;
  LogLevel level = LogLevel::Info;
  LogFormat format = LogFormat::Text;
  TimePoint time{};
};

/// Takes lines to where they are read. Called from several threads when several loggers share it.
using LogSink = std::function<void(const LogLine& line)>;

/// Writes each line and its newline to a file descriptor. Lines of several threads never mix, as
/// long as they use copies of one sink. A descriptor that cannot be written loses its lines.
[[nodiscard]] LogSink file_descriptor_sink(int descriptor);

/// Writes all of `parts`, in one writev(2) where the descriptor takes it; goes on after short
/// writes and signals, and waits for a non-blocking descriptor. False when it cannot be written.
/// Changes `parts`.
bool write_fully(int descriptor, std::span<iovec> parts) noexcept;

/// `text` as a part for write_fully, which only reads it.
[[nodiscard]] iovec part_of(std::string_view text) noexcept;

}  // namespace shrike
