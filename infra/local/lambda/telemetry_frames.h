#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace shrike::local {

/// One record of a runtime's log, as it came through the descriptor that _LAMBDA_TELEMETRY_LOG_FD
/// names. Its message may have several lines.
struct TelemetryRecord {
  enum class Format : std::uint8_t { Text, Json };
  Format format = Format::Text;
  std::string_view level;  ///< TRACE, DEBUG, INFO, WARN, ERROR, FATAL, or empty
  std::chrono::sys_time<std::chrono::microseconds> time;
  std::string message;
};

/// Cuts the bytes of a telemetry descriptor into records. A frame is, in big endian, four bytes of
/// type (0xA55A0003 for text, 0xA55A0002 for JSON, with the level in the bits above), four of
/// length, eight of microseconds since the epoch, and the message. Bytes that are no frame, such as
/// those of a program that was told this descriptor for its output, are passed on as text up to
/// where the next frame begins.
class TelemetryDecoder {
 public:
  /// A longer message is taken for bytes that are no frame: the type came about by chance.
  static constexpr std::size_t kMaxMessage = 1'048'576;

  using RecordSink = std::function<void(const TelemetryRecord&)>;
  using TextSink = std::function<void(std::string_view bytes)>;

  void feed(std::string_view bytes, const RecordSink& on_record, const TextSink& on_text);
  /// The end: what is left of a frame that did not come whole is text.
  void finish(const TextSink& on_text);

 private:
  /// Takes one record or stretch of text off the front; false when more bytes are needed.
  bool take_one(const RecordSink& on_record, const TextSink& on_text);

  std::string unread_;
};

}  // namespace shrike::local
