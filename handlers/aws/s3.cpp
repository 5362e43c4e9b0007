#include "handlers/aws/s3.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "handlers/aws/checksum.h"
#include "handlers/aws/download.h"
#include "handlers/aws/listed_page.h"
#include "handlers/aws/sigv4.h"
#include "runtime/error.h"
#include "runtime/percent.h"

namespace shrike {
namespace {

/// A transfer that breaks off this often is not worth the deadline it eats.
constexpr int kMaxResumptions = 5;

Error name_invalid() {
  return {ErrorKind::Reject, "Object.NameInvalid", "A bucket or a key is empty"};
}

std::string bucket_url(const BucketName& bucket) {
  if (bucket.empty()) throw name_invalid();
  return '/' + sigv4::uri_encode(bucket.str(), false);
}

std::string object_url(const BucketName& bucket, const ObjectKey& key) {
  // Without a key the path would be the bucket's, and a GET of it the bucket's listing.
  if (key.empty()) throw name_invalid();
  return fmt::format("{}/{}", bucket_url(bucket), sigv4::uri_encode(key.str(), true));
}

std::string object_url(const ObjectRef& object) {
  auto url = object_url(object.bucket, object.key);
  if (!object.version.empty()) {
    url += "?versionId=" + sigv4::uri_encode(object.version.str(), false);
  }
  return url;
}

/// S3's codes as the names that the pipeline and its users know.
Error translated(const Error& error) {
  struct Translation {
    std::string_view code;
    std::string_view type;
  };
  constexpr auto kTranslations = std::to_array<Translation>({
      {"S3.NoSuchKey", "Object.NotFound"},
      {"S3.NoSuchVersion", "Object.NotFound"},
      {"S3.NotFound", "Object.NotFound"},
      // To ask for a version that is a delete marker is no allowed method.
      {"S3.MethodNotAllowed", "Object.NotFound"},
      {"S3.NoSuchBucket", "Bucket.NotFound"},
      {"S3.AccessDenied", "Object.AccessDenied"},
      {"S3.AllAccessDisabled", "Object.AccessDenied"},
      {"S3.PreconditionFailed", "Object.Changed"},
  });
  for (const auto& [code, type] : kTranslations) {
    if (error.type() == code) return {error.kind(), std::string(type), error.message()};
  }
  return error;
}

/// A HEAD's refusal comes without a document. Of what S3 answers 400 to a request that was made
/// right, only credentials that ran out are left, and a later invocation has new ones.
Error unexplained(const Error& error) {
  return {ErrorKind::Retry, error.type(),
          error.message() + "; S3 does not say why to a HEAD: maybe the credentials ran out"};
}

/// Printable ASCII: S3 takes nothing else in a header, and a line break would begin another.
bool is_header_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
}

bool is_token(std::string_view text) {
  return !text.empty() && is_header_text(text) &&
         text.find_first_of(" \"(),/:;<=>?@[\\]{}") == std::string_view::npos;
}

void add_header(HttpHeaders& headers, std::string name, const std::string& value) {
  if (!is_token(name) || !is_header_text(value)) {
    throw Error(ErrorKind::Reject, "Object.MetadataInvalid",
                "Metadata and headers of an object are printable ASCII");
  }
  headers.add(std::move(name), value);
}

HttpHeaders put_headers(std::string_view body, const PutOptions& options) {
  HttpHeaders headers;
  add_header(headers, "Content-Type", options.content_type);
  if (!options.cache_control.empty()) add_header(headers, "Cache-Control", options.cache_control);
  if (!options.if_match.empty()) add_header(headers, "If-Match", options.if_match);
  if (options.if_none_match) add_header(headers, "If-None-Match", "*");
  for (const auto& [name, value] : options.metadata) {
    add_header(headers, "x-amz-meta-" + name, value);
  }
  const auto checksum = make_checksum("crc32");
  checksum->update(body);
  headers.add("x-amz-checksum-crc32", checksum->base64());
  return headers;
}

}  // namespace

ObjectInfo S3Client::get(const ObjectRef& object, std::uint64_t limit, const CallScope& scope,
                         const ObjectSink& sink) {
  Download download(limit, sink);
  HttpRequest request;
  request.url = object_url(object);
  request.on_chunk = [&](const HttpResponse& head, std::string_view chunk) {
    download.take(head, chunk);
  };
  for (int resumptions = 0;; ++resumptions) {
    request.headers = download.resume_headers();
    request.headers.set("x-amz-checksum-mode", "ENABLED");
    download.expect_answer();
    std::string reason = "the answer ended before the object did";
    try {
      download.end_answer(client_.call(request, scope));
    } catch (const Error& error) {
      const bool broke_off = error.type().starts_with("Network.") && error.retryable();
      if (!broke_off || !download.resumable()) throw translated(error);
      reason = error.message();
    }
    if (download.whole()) return download.verified();
    if (!download.resumable() || resumptions == kMaxResumptions) {
      throw Error(ErrorKind::Retry, "Service.Unavailable", "S3: " + reason);
    }
  }
}

ObjectInfo S3Client::head(const ObjectRef& object, const CallScope& scope) {
  HttpRequest request;
  request.method = "HEAD";
  request.url = object_url(object);
  try {
    return object_info_from(client_.call(std::move(request), scope).headers);
  } catch (const Error& error) {
    if (error.type() == "S3.BadRequest") throw unexplained(error);
    throw translated(error);
  }
}

ObjectInfo S3Client::put(const BucketName& bucket, const ObjectKey& key, std::string_view body,
                         const PutOptions& options, const CallScope& scope) {
  HttpRequest request;
  request.method = "PUT";
  request.url = object_url(bucket, key);
  request.headers = put_headers(body, options);
  request.body = body;
  try {
    auto info =
        object_info_from(client_.call(std::move(request), scope, {}, options.sha256).headers);
    info.size = body.size();
    info.content_type = options.content_type;
    info.metadata = options.metadata;
    return info;
  } catch (const Error& error) {
    throw translated(error);
  }
}

ListedPage S3Client::list(const BucketName& bucket, std::string_view prefix,
                          const std::string& continuation, const CallScope& scope) {
  HttpRequest request;
  request.url = fmt::format("{}?list-type=2&encoding-type=url&prefix={}", bucket_url(bucket),
                            percent_encode(prefix, ""));
  if (!continuation.empty()) {
    request.url += "&continuation-token=" + percent_encode(continuation, "");
  }
  try {
    auto page = listed_page_from(client_.call(std::move(request), scope).body);
    if (!continuation.empty() && page.continuation == continuation) {
      throw Error(ErrorKind::Retry, "Service.Unavailable", "S3's list of objects goes in a circle");
    }
    return page;
  } catch (const Error& error) {
    throw translated(error);
  }
}

void S3Client::remove(const BucketName& bucket, const ObjectKey& key, const std::string& if_match,
                      const CallScope& scope) {
  HttpRequest request;
  request.method = "DELETE";
  request.url = object_url(bucket, key);
  if (!if_match.empty()) add_header(request.headers, "If-Match", if_match);
  try {
    // Without a condition S3 answers 204 of a key that is not there; other servers may not.
    (void)client_.call(std::move(request), scope, {"NoSuchKey"});
  } catch (const Error& error) {
    throw translated(error);
  }
}

}  // namespace shrike
