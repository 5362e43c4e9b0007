#include "infra/local/http_connection.h"

#include <algorithm>
#include <exception>
#include <limits>
#include <stdexcept>
#include <vector>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "infra/local/foreign_page.h"
#include "infra/local/paced_writer.h"
#include "infra/local/pause.h"
#include "infra/local/socket_address.h"
#include "infra/local/socket_stream.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using ErrorCode = boost::system::error_code;
using Parser = http::request_parser<http::buffer_body>;

constexpr std::size_t kPieceSize = 64UL * 1024;
/// What may wait unread of one connection beyond its headers, and so bounds a body's trailers,
/// which Beast wants whole.
constexpr std::size_t kBufferLimit = 256UL * 1024;

HttpHeaders fields_of(const Parser& parser) {
  HttpHeaders headers;
  for (const auto& field : parser.get()) {
    headers.add(std::string(field.name_string()), std::string(field.value()));
  }
  return headers;
}

/// The body of the request that `parser` has the header of. Whatever fields `parser` has once the
/// body has ended are the body's trailers.
class ConnectionBody final : public RequestBody {
 public:
  ConnectionBody(SocketStream& stream, beast::flat_buffer& buffer, Parser& parser,
                 bool must_continue)
      : stream_(stream), buffer_(buffer), parser_(parser), must_continue_(must_continue) {}

  std::string_view next() override {
    // Of an empty body too, as S3 does: a botocore that waits for this and gets the final status
    // takes the next answer on the connection for this one.
    if (must_continue_) {
      must_continue_ = false;
      if (!stream_.write("HTTP/1.1 100 Continue\r\n\r\n")) interrupted();
    }
    if (parser_.is_done()) return {};
    if (piece_.empty()) piece_.resize(kPieceSize);
    auto& body = parser_.get().body();
    while (!parser_.is_done()) {
      body.data = piece_.data();
      body.size = piece_.size();
      const ErrorCode code = read_some();
      const std::size_t got = piece_.size() - body.size;
      if (code && code != http::error::need_buffer) interrupted();
      if (got > 0) return {piece_.data(), got};
    }
    return {};
  }

  [[nodiscard]] HttpHeaders trailers() const override {
    return finished() ? fields_of(parser_) : HttpHeaders();
  }

  [[nodiscard]] bool finished() const { return parser_.is_done(); }
  /// Whether the client has waited for `100 Continue` in vain.
  [[nodiscard]] bool kept_waiting() const { return must_continue_; }

 private:
  ErrorCode read_some() {
    ErrorCode code;
    try {
      http::read_some(stream_, buffer_, parser_, code);
    } catch (const std::length_error&) {
      return http::error::header_limit;  // a trailer over the limit of headers, which Beast only
                                         // throws
    }
    return code;
  }

  [[noreturn]] static void interrupted() {
    throw Error(ErrorKind::Retry, "Network.Interrupted", "The client went away within its request");
  }

  SocketStream& stream_;
  beast::flat_buffer& buffer_;
  Parser& parser_;
  bool must_continue_;
  std::vector<char> piece_;
};

/// How a body is told from what follows it.
enum class Framing { Length, Chunks, Close };

/// The field that says how long the body is, with its line end.
std::string length_field(const ServerResponse& response, Framing framing) {
  if (response.status == 204 || response.status == 304) return {};
  if (framing == Framing::Chunks) return "Transfer-Encoding: chunked\r\n";
  if (framing == Framing::Close) return {};
  const auto* slice = std::get_if<FileSlice>(&response.body);
  const std::uint64_t length =
      slice == nullptr ? std::get<std::string>(response.body).size() : slice->length;
  return fmt::format("Content-Length: {}\r\n", length);
}

std::string head_of(const ServerResponse& response, bool keep_alive,
                    Framing framing = Framing::Length) {
  std::string head =
      fmt::format("HTTP/1.1 {} {}\r\n", response.status,
                  http::obsolete_reason(static_cast<http::status>(response.status)).to_string());
  for (const auto& [name, value] : response.headers) {
    head += name;
    head += ": ";
    std::transform(value.begin(), value.end(), std::back_inserter(head), [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return byte < 0x20 || byte == 0x7F ? ' ' : c;
    });
    head += "\r\n";
  }
  head += length_field(response, framing);
  head += keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
  return head;
}

std::shared_ptr<std::FILE> open_slice(const FileSlice& slice) {
  if (slice.opened) return slice.opened;
  std::FILE* file = std::fopen(slice.path.c_str(), "rbe");
  return file == nullptr ? nullptr : std::shared_ptr<std::FILE>(file, std::fclose);
}

bool write_slice(PacedWriter writer, const FileSlice& slice, std::FILE& file) {
  std::vector<char> piece(4 * kPieceSize);
  std::uint64_t done = 0;
  while (done < slice.length) {
    const std::size_t want = std::min<std::uint64_t>(piece.size(), slice.length - done);
    const ssize_t got =
        ::pread(::fileno(&file), piece.data(), want, static_cast<off_t>(slice.offset + done));
    // A file cut short meanwhile: only closing the connection tells the peer of it now.
    if (got <= 0) return false;
    if (!writer.write({piece.data(), static_cast<std::size_t>(got)})) return false;
    done += static_cast<std::uint64_t>(got);
  }
  return true;
}

/// False when the connection must end: the client has gone, or waits for what will not come.
bool write_produced(SocketStream& stream, const ProducedBody& body, Framing framing) {
  const bool chunked = framing == Framing::Chunks;
  try {
    body.produce([&](std::string_view piece) {
      if (piece.empty()) return;  // as a chunk it would end the body
      const bool sent = chunked ? stream.write(fmt::format("{:x}\r\n{}\r\n", piece.size(), piece))
                                : stream.write(piece);
      if (!sent) {
        throw Error(ErrorKind::Retry, "Network.Interrupted",
                    "The client went away within its answer");
      }
    });
  } catch (const std::exception&) {
    return false;
  }
  return chunked && stream.write("0\r\n\r\n");
}

ServerResponse plain(int status, std::string text) {
  ServerResponse response;
  response.status = status;
  response.headers.add("Content-Type", "text/plain");
  response.body = std::move(text);
  return response;
}

/// False when the connection is over.
bool play(SocketStream& stream, const WireScript& script, const std::stop_token& stop) {
  for (const auto& piece : script.pieces) {
    if (!stream.write(piece)) return false;
    if (script.pause.count() == 0) continue;
    pause_until(std::chrono::steady_clock::now() + script.pause, stop);
    if (stop.stop_requested()) return false;
  }
  return !script.close_after;
}

/// `http_version` as Beast counts it: 11 for HTTP/1.1. False when the connection cannot go on.
bool write_response(SocketStream& stream, ServerResponse response, bool keep_alive,
                    const std::stop_token& stop, unsigned http_version = 11) {
  const bool bodiless = response.head_only || response.status == 204 || response.status == 304;
  if (const auto* produced = std::get_if<ProducedBody>(&response.body)) {
    const auto framing = http_version == 11 ? Framing::Chunks : Framing::Close;
    const std::string head = head_of(response, keep_alive && framing == Framing::Chunks, framing);
    if (!stream.write(head)) return false;
    return bodiless || write_produced(stream, *produced, framing);
  }
  if (const auto* slice = std::get_if<FileSlice>(&response.body); slice != nullptr && !bodiless) {
    const std::shared_ptr<std::FILE> file = open_slice(*slice);
    if (file) {
      return stream.write(head_of(response, keep_alive)) &&
             write_slice({stream, response.bytes_per_second, stop}, *slice, *file);
    }
    response = plain(500, "The file of this answer could not be opened\n");
  }
  std::string wire = head_of(response, keep_alive);
  if (!bodiless) {
    if (const auto* text = std::get_if<std::string>(&response.body)) wire += *text;
  }
  if (response.spoil) return play(stream, response.spoil(std::move(wire)), stop);
  return PacedWriter(stream, response.bytes_per_second, stop).write(wire);
}

ServerRequest request_of(const Parser& parser, HttpHeaders headers, SocketAddress address,
                         RequestBody& body, const std::stop_token& stop) {
  const auto& message = parser.get();
  const std::string target(message.target());
  const std::size_t mark = target.find('?');
  return {.method = std::string(message.method_string()),
          .path = target.substr(0, mark),
          .query = mark == std::string::npos ? "" : target.substr(mark + 1),
          .headers = std::move(headers),
          .peer_address = std::move(address.peer),
          .body = body,
          .stop = stop,
          .peer_port = address.peer_port,
          .server_port = address.own_port};
}

ServerResponse answer(const ServerHandler& handler, ServerRequest& request) {
  try {
    return handler(request);
  } catch (const std::exception& error) {
    return plain(500, fmt::format("{}\n", error.what()));
  }
}

ErrorCode read_header(SocketStream& stream, beast::flat_buffer& buffer, Parser& parser) {
  ErrorCode code;
  try {
    http::read_header(stream, buffer, parser, code);
  } catch (const std::length_error&) {
    return http::error::header_limit;  // one header over 64 KiB, which Beast only throws
  }
  return code;
}

/// Of a request that no handler gets to see.
bool turn_away(SocketStream& stream, int status, const std::string& reason,
               const std::stop_token& stop) {
  if (write_response(stream, plain(status, reason + "\n"), false, stop)) stream.drain();
  return false;
}

/// The same, of one that breaks HTTP.
bool refuse(SocketStream& stream, int status, const std::string& reason,
            const RequestLimits& limits, const std::stop_token& stop) {
  if (limits.on_refused) limits.on_refused(status, reason);
  return turn_away(stream, status, reason, stop);
}

/// True when another request may follow on the connection.
bool serve_request(int socket, SocketStream& stream, beast::flat_buffer& buffer,
                   const ServerHandler& handler, const RequestLimits& limits,
                   const std::stop_token& stop) {
  Parser parser;
  parser.header_limit(limits.header_bytes);
  // Beast 1.74 takes boost::none to be less than any Content-Length.
  parser.body_limit(std::numeric_limits<std::uint64_t>::max());
  stream.expect_whole_within(limits.head_time, buffer.size() > 0);
  const ErrorCode code = read_header(stream, buffer, parser);
  if (code == http::error::end_of_stream) return false;
  if (code == boost::asio::error::timed_out) {
    return turn_away(stream, 408, "The request's head took too long", stop);
  }
  if (code.category() == ErrorCode(http::error::bad_method).category() &&
      code != http::error::partial_message) {
    const bool too_large =
        code == http::error::header_limit || code == http::error::buffer_overflow;
    const auto reason =
        too_large ? "The request's headers are too large" : "Malformed request: " + code.message();
    return refuse(stream, too_large ? 431 : 400, reason, limits, stop);
  }
  if (code) return false;
  if (!parser.get().target().starts_with('/')) {
    return refuse(stream, 400, "The request's target is not a path", limits, stop);
  }

  const unsigned version = parser.get().version();
  const bool may_keep_alive = parser.get().keep_alive();
  const bool must_continue =
      version == 11 && beast::iequals(parser.get()[http::field::expect], "100-continue");
  HttpHeaders headers = fields_of(parser);
  if (const auto foreign = foreign_page(headers)) {
    return turn_away(stream, foreign->status, foreign->reason, stop);
  }
  stream.expect_progress_within(limits.body_pause);
  // Beast puts trailers among the header's fields: emptied, it will hold nothing but them.
  parser.get().base().clear();

  ConnectionBody body(stream, buffer, parser, must_continue);
  ServerRequest request = request_of(parser, std::move(headers), address_of(socket), body, stop);
  ServerResponse response = answer(handler, request);
  if (response.drop_connection) return false;
  response.head_only = response.head_only || request.method == "HEAD";
  const bool keep_alive = may_keep_alive && body.finished() && !body.kept_waiting();
  const bool written = write_response(stream, std::move(response), keep_alive, stop, version);
  if (written && !body.finished()) stream.drain();
  return written && keep_alive;
}

}  // namespace

void serve_connection(int socket, const ServerHandler& handler, const RequestLimits& limits,
                      const std::stop_token& stop) noexcept {
  try {
    SocketStream stream(socket);
    beast::flat_buffer buffer(limits.header_bytes + kBufferLimit);
    while (serve_request(socket, stream, buffer, handler, limits, stop)) {
    }
  } catch (const std::exception&) {
    // Out of memory at worst: this connection ends, the others do not care.
    return;
  }
}

}  // namespace shrike::local
