#include "runtime/telemetry_sink.h"

#include <array>
#include <concepts>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "runtime/number.h"

namespace shrike {
namespace {

constexpr const char* kSocketVariable = "_LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET";

constexpr std::uint32_t kTextFrame = 0xA55A'0003;
constexpr std::uint32_t kJsonFrame = 0xA55A'0002;

std::uint32_t frame_type(const LogLine& line) noexcept {
  const std::uint32_t level = (static_cast<std::uint32_t>(line.level) + 1) << 2U;
  return (line.format == LogFormat::Json ? kJsonFrame : kTextFrame) | level;
}

using FrameHeader = std::array<char, 16>;

void put_big_endian(std::unsigned_integral auto value, char* end) noexcept {
  for (std::size_t i = 0; i < sizeof value; ++i) {
    *--end = static_cast<char>(value >> (8 * i) & 0xFFU);
  }
}

FrameHeader frame_header(const LogLine& line) noexcept {
  const auto microseconds =
      std::chrono::duration_cast<std::chrono::microseconds>(line.time.time_since_epoch()).count();
  FrameHeader header{};
  put_big_endian(frame_type(line), header.data() + 4);
  put_big_endian(static_cast<std::uint32_t>(line.text.size()), header.data() + 8);
  put_big_endian(static_cast<std::uint64_t>(microseconds), header.data() + 16);
  return header;
}

/// The descriptor that `text` names, when it is one that is open.
std::optional<int> open_descriptor(const std::string& text) {
  const auto descriptor = parse_number<int>(text);
  return descriptor && fcntl(*descriptor, F_GETFD) >= 0 ? descriptor : std::nullopt;
}

/// A connection to the Unix socket at `path`, for as long as the process lives.
std::optional<int> connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) return std::nullopt;
  path.copy(address.sun_path, path.size());
  const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return std::nullopt;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the socket API's own kind of union
  if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close(descriptor);
    return std::nullopt;
  }
  return descriptor;
}

}  // namespace

void write_line(LogDestination destination, const LogLine& line) noexcept {
  const FrameHeader header = destination.framed ? frame_header(line) : FrameHeader{};
  std::array parts{part_of({header.data(), destination.framed ? header.size() : 0}),
                   part_of(line.text), part_of(destination.framed ? "" : "\n")};
  write_fully(destination.descriptor, parts);
}

LogSink log_sink_to(LogDestination destination) {
  return [destination, mutex = std::make_shared<std::mutex>()](const LogLine& line) {
    const std::lock_guard lock(*mutex);
    write_line(destination, line);
  };
}

LogDestination default_log_destination(const Environment& environment) {
  if (const auto descriptor =
          open_descriptor(environment(kTelemetryDescriptorVariable).value_or(""))) {
    unsetenv(kTelemetryDescriptorVariable);
    fcntl(*descriptor, F_SETFD, FD_CLOEXEC);
    return {*descriptor, /*framed=*/true};
  }
  const auto connection = connect_to(environment(kSocketVariable).value_or(""));
  return {connection.value_or(STDOUT_FILENO), /*framed=*/false};
}

}  // namespace shrike
