#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "handlers/aws/checksum.h"
#include "handlers/aws/s3.h"
#include "runtime/http.h"

namespace shrike {

/// What S3's headers say of an object.
[[nodiscard]] ObjectInfo object_info_from(const HttpHeaders& headers);

/// The state of one S3 download across the answers it may take: hands each byte of the object to
/// the sink once, and checks size and checksum.
class Download {
 public:
  Download(std::uint64_t limit, const ObjectSink& sink);

  /// The headers that ask for what is still missing; none for the whole object.
  [[nodiscard]] HttpHeaders resume_headers() const;

  /// An answer is about to come.
  void expect_answer() noexcept { head_seen_ = false; }

  /// A piece of a 200 or 206 answer. Throws Error "Object.TooLarge" (Reject) before the sink sees a
  /// byte of an object that says it is over the limit, "Object.Changed" (Reject) where a later
  /// answer is another object's, and "Network.Protocol" (Retry) for a range that was not asked for.
  void take(const HttpResponse& head, std::string_view chunk);

  /// An answer came to its end, maybe before the object's.
  void end_answer(const HttpResponse& head);

  [[nodiscard]] bool whole() const noexcept {
    return started_ && (size_ ? received_ == *size_ : ended_);
  }

  /// Of a whole object. Throws "Object.ChecksumMismatch" (Retry) when its bytes are not what S3
  /// says of them.
  [[nodiscard]] ObjectInfo verified();

  /// Whether another answer can go on from here: the object is known by its ETag, and it was not
  /// the sink that failed.
  [[nodiscard]] bool resumable() const noexcept {
    return started_ && !sink_failed_ && !info_.etag.empty();
  }

 private:
  void take_head(const HttpResponse& head);
  void take_first_head(const HttpResponse& head);
  void take_later_head(const HttpResponse& head);
  void hand_over(std::string_view bytes);

  std::uint64_t limit_;
  const ObjectSink& sink_;
  ObjectInfo info_;
  std::optional<std::uint64_t> size_;
  std::optional<StatedChecksum> checksum_;
  std::uint64_t received_ = 0;
  std::uint64_t skip_ = 0;  ///< bytes of this answer that the sink has already seen
  bool started_ = false;
  bool head_seen_ = false;
  bool ended_ = false;
  bool sink_failed_ = false;
};

}  // namespace shrike
