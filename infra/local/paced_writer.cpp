#include "infra/local/paced_writer.h"

#include "infra/local/pause.h"

namespace shrike::local {
namespace {

constexpr std::size_t kPacedPiece = 64UL * 1024;

}  // namespace

PacedWriter::PacedWriter(SocketStream& stream, std::optional<double> bytes_per_second,
                         const std::stop_token& stop)
    : stream_(stream), stop_(stop) {
  if (bytes_per_second) pace_.emplace(*bytes_per_second, Pace::Clock::now());
}

bool PacedWriter::write(std::string_view bytes) {
  while (pace_ && bytes.size() > kPacedPiece) {
    if (!write_piece(bytes.substr(0, kPacedPiece))) return false;
    bytes.remove_prefix(kPacedPiece);
  }
  return write_piece(bytes);
}

bool PacedWriter::write_piece(std::string_view piece) {
  if (pace_) pause_until(pace_->due(piece.size()), stop_);
  return stream_.write(piece);
}

}  // namespace shrike::local
