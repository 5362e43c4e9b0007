#include "handlers/aws/download.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "handlers/aws/ascii_lower.h"
#include "runtime/error.h"
#include "runtime/number.h"

namespace shrike {
namespace {

/// `bytes 10-99/100`: the first byte, where it can be read.
std::optional<std::uint64_t> range_start(std::string_view text) {
  constexpr std::string_view kUnit = "bytes ";
  if (!text.starts_with(kUnit)) return std::nullopt;
  text.remove_prefix(kUnit.size());
  return parse_number<std::uint64_t>(text.substr(0, text.find('-')));
}

Error too_large(std::uint64_t limit) {
  return {ErrorKind::Reject, "Object.TooLarge",
          fmt::format("The object is larger than {} bytes", limit)};
}

}  // namespace

ObjectInfo object_info_from(const HttpHeaders& headers) {
  const auto text = [&](std::string_view name) {
    return std::string(headers.find(name).value_or(""));
  };
  ObjectInfo info;
  info.size = parse_number<std::uint64_t>(text("Content-Length")).value_or(0);
  info.etag = text("ETag");
  info.content_type = text("Content-Type");
  info.version = VersionId(text("x-amz-version-id"));
  constexpr std::string_view kPrefix = "x-amz-meta-";
  for (const auto& [name, value] : headers) {
    const auto lower_name = ascii_lower(name);
    if (lower_name.starts_with(kPrefix)) {
      info.metadata.emplace(lower_name.substr(kPrefix.size()), value);
    }
  }
  return info;
}

Download::Download(std::uint64_t limit, const ObjectSink& sink) : limit_(limit), sink_(sink) {}

HttpHeaders Download::resume_headers() const {
  if (!started_) return {};
  HttpHeaders headers{{"If-Match", info_.etag}};
  // Before the first byte there is no range to speak of: an empty object would refuse it.
  if (received_ > 0) headers.add("Range", fmt::format("bytes={}-", received_));
  return headers;
}

void Download::take(const HttpResponse& head, std::string_view chunk) {
  take_head(head);
  const auto skipped = std::min<std::uint64_t>(skip_, chunk.size());
  skip_ -= skipped;
  chunk.remove_prefix(static_cast<std::size_t>(skipped));
  if (!chunk.empty()) hand_over(chunk);
}

void Download::end_answer(const HttpResponse& head) {
  take_head(head);
  ended_ = true;
}

ObjectInfo Download::verified() {
  info_.size = received_;
  if (checksum_ && checksum_->computed->base64() != checksum_->base64) {
    throw Error(
        ErrorKind::Retry, "Object.ChecksumMismatch",
        fmt::format("The {} of the bytes received is not the object's", checksum_->algorithm));
  }
  return std::move(info_);
}

void Download::take_head(const HttpResponse& head) {
  if (std::exchange(head_seen_, true)) return;
  if (std::exchange(started_, true)) {
    take_later_head(head);
  } else {
    take_first_head(head);
  }
}

void Download::take_first_head(const HttpResponse& head) {
  info_ = object_info_from(head.headers);
  size_ = parse_number<std::uint64_t>(head.headers.find("Content-Length").value_or(""));
  if (size_ && *size_ > limit_) throw too_large(limit_);
  checksum_ = stated_checksum(head.headers);
}

void Download::take_later_head(const HttpResponse& head) {
  if (head.headers.find("ETag").value_or(info_.etag) != info_.etag) {
    throw Error(ErrorKind::Reject, "Object.Changed", "The object changed while it was read");
  }
  // A server that knows no ranges sends the whole object again.
  skip_ = head.status == 206 ? 0 : received_;
  if (head.status != 206) return;
  if (range_start(head.headers.find("Content-Range").value_or("")) != received_) {
    throw Error(ErrorKind::Retry, "Network.Protocol", "S3 answered with a range not asked for");
  }
}

void Download::hand_over(std::string_view bytes) {
  if (bytes.size() > limit_ - received_) throw too_large(limit_);
  if (size_ && bytes.size() > *size_ - received_) {
    throw Error(ErrorKind::Retry, "Network.Protocol", "S3 sent more than the object holds");
  }
  if (checksum_) checksum_->computed->update(bytes);
  received_ += bytes.size();
  sink_failed_ = true;
  sink_(info_, bytes);
  sink_failed_ = false;
}

}  // namespace shrike
