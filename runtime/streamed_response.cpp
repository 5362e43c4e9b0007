#include "runtime/streamed_response.h"

#include <utility>

#include "runtime/error.h"
#include "runtime/wire.h"

namespace shrike {
namespace {

[[noreturn]] void refuse(const char* why) {
  throw Error(ErrorKind::Ignore, wire::error_type::kResponseRefused, why);
}

void require_unstarted(bool started) {
  if (!started) return;
  throw Error(ErrorKind::Bug, wire::error_type::kStreamStarted,
              "The response has begun: its type and status are sent");
}

}  // namespace

StreamedResponse::Writing::Writing(StreamedResponse& response) : response_(response) {
  const std::lock_guard lock(response_.mutex_);
  if (response_.cut_) refuse("The invocation was ended before its deadline");
  response_.writing_ = true;
}

StreamedResponse::Writing::~Writing() {
  const std::lock_guard lock(response_.mutex_);
  response_.writing_ = false;
  response_.written_.notify_one();
}

void StreamedResponse::set_content_type(std::string content_type) {
  require_unstarted(started());
  content_type_ = std::move(content_type);
}

void StreamedResponse::set_http(HttpPrelude prelude) {
  require_unstarted(started());
  prelude_ = std::move(prelude);
}

void StreamedResponse::write(std::string_view piece) {
  const Writing writing(*this);
  if (!started()) start();
  send(piece);
}

void StreamedResponse::finish(const std::optional<Failure>& failure) {
  if (!started()) start();
  client_.finish_response(*upload_, failure);
}

StreamedResponse::Cut StreamedResponse::cut(const Failure& failure,
                                            std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  cut_ = true;
  if (!written_.wait_for(lock, patience, [this] { return !writing_; })) return Cut::Stuck;
  if (!started()) return Cut::NotBegun;
  client_.finish_response(*upload_, failure);
  return Cut::Ended;
}

void StreamedResponse::start() {
  if (!prelude_) {
    upload_ = client_.begin_response(
        context_, content_type_.empty() ? "application/octet-stream" : content_type_);
    return;
  }
  if (!content_type_.empty()) prelude_->headers.insert_or_assign("content-type", content_type_);
  upload_ = client_.begin_response(context_, wire::kHttpIntegration);
  send(wire::http_prelude(*prelude_));
}

void StreamedResponse::send(std::string_view piece) {
  if (upload_->write(piece)) return;
  refuse("The Runtime API takes no more of this response");
}

}  // namespace shrike
