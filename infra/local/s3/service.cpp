#include "infra/local/s3/service.h"

#include <array>
#include <random>

#include <fmt/format.h>

#include "infra/local/s3/access.h"
#include "infra/local/s3/context.h"
#include "infra/local/s3/faults.h"
#include "infra/local/s3/formats.h"
#include "infra/local/s3/router.h"
#include "runtime/base64.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

/// Of the length and the alphabet of S3's own.
RequestIds new_ids() {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::random_device random;
  RequestIds ids;
  while (ids.request.size() < 16) ids.request += kAlphabet[random() % kAlphabet.size()];
  std::string bytes;
  while (bytes.size() < 56) bytes += static_cast<char>(random() & 0xFFU);
  ids.host = base64_encode(bytes);
  return ids;
}

ServerResponse fault_response(const AwsFault& fault, const RequestIds& ids) {
  ServerResponse response;
  response.status = fault.status();
  if (const auto* detailed = dynamic_cast<const S3Fault*>(&fault)) {
    response.headers = detailed->headers();
  }
  response.headers.set("Content-Type", "application/xml");
  response.body = error_document(fault, ids.request, ids.host);
  return response;
}

}  // namespace

class S3Service::Implementation {
 public:
  Implementation(S3Options options, const Clock& clock)
      : options_(std::move(options)),
        clock_(clock),
        store_(options_.folder, clock_),
        uploads_(store_) {}

  ServerResponse handle(ServerRequest& http, std::chrono::seconds clock_skew) {
    const RequestIds ids = new_ids();
    const TimePoint now = clock_.now() + clock_skew;
    return finished(http, answer(http, ids, now), ids, now);
  }

  [[nodiscard]] ServerResponse refusal(const ServerRequest& http, const AwsFault& fault) const {
    const RequestIds ids = new_ids();
    return finished(http, fault_response(fault, ids), ids, clock_.now());
  }

  void ensure_bucket(const std::string& bucket, bool versioned) {
    check_bucket_name(bucket);
    store_.create_bucket(bucket);
    if (!versioned) return;
    store_.change_settings(
        bucket, [](BucketSettings& settings) { settings.versioning = Versioning::Enabled; });
  }

  void set_notifications(const std::string& bucket, NotificationConfiguration configuration) {
    configure_notifications(context(), bucket, std::move(configuration), new_ids());
  }

  [[nodiscard]] std::string read_object(const ObjectRef& object, const FunctionIdentity* caller,
                                        std::uint64_t limit) const {
    options_.access.require(
        caller, object_read(object.bucket.str(), object.key.str(), object.version.str()));
    const FoundObject found =
        store_.find(object.bucket.str(), object.key.str(), object.version.str());
    if (found.version.delete_marker) throw faults::no_such_key(object.key.str());
    if (found.version.size > limit) throw faults::entity_too_large(found.version.size, limit);
    std::string bytes;
    read_pieces(*found.file, 0, found.version.size,
                [&](std::string_view piece) { bytes += piece; });
    return bytes;
  }

 private:
  [[nodiscard]] S3Context context() {
    return {.options = options_, .store = store_, .uploads = uploads_, .clock = clock_};
  }

  /// With the headers that all of S3's answers have.
  static ServerResponse finished(const ServerRequest& http, ServerResponse response,
                                 const RequestIds& ids, TimePoint now) {
    response.headers.set("x-amz-request-id", ids.request);
    response.headers.set("x-amz-id-2", ids.host);
    response.headers.set("Date", http_date(now));
    response.headers.set("Server", "AmazonS3");
    if (http.method == "HEAD" && response.status >= 400) response.body = std::string{};
    return response;
  }

  ServerResponse answer(ServerRequest& http, const RequestIds& ids, TimePoint now) {
    try {
      const auto lookup = [&](std::string_view key) { return options_.access.credentials_of(key); };
      VerifiedRequest verified = verify_signature(http, lookup, now, std::nullopt);
      const auto* caller = options_.access.function_with_key(verified.signer.access_key_id);
      S3Address address = parse_address(http.headers.find("host").value_or(""), http.path);
      S3Request request{.http = http,
                        .verified = std::move(verified),
                        .caller = caller,
                        .query = QueryParameters(http.query),
                        .bucket = std::move(address.bucket),
                        .key = std::move(address.key),
                        .request_id = ids.request,
                        .host_id = ids.host};
      return perform(request);
    } catch (const AwsFault& fault) {
      return fault_response(fault, ids);
    } catch (const std::exception&) {
      return fault_response(
          {500, "InternalError", "We encountered an internal error. Please try again."}, ids);
    }
  }

  ServerResponse perform(S3Request& request) {
    const S3Route& route = find_route(request);
    if (!options_.access.watches(request.caller)) return route.operation(context(), request);
    for (const auto& needed : needed_access(request, route.action)) {
      options_.access.require(request.caller, needed);
    }
    try {
      return route.operation(context(), request);
    } catch (const AwsFault& fault) {
      // Who may not list a bucket does not get to know what is not in it.
      if (const auto listing = access_to_know_absence(request, fault)) {
        options_.access.require(request.caller, *listing);
      }
      throw;
    }
  }

  S3Options options_;
  const Clock& clock_;
  Store store_;
  Uploads uploads_;
};

S3Service::S3Service(S3Options options, const Clock& clock)
    : implementation_(std::make_unique<Implementation>(std::move(options), clock)) {}

S3Service::~S3Service() = default;

ServerResponse S3Service::handle(ServerRequest& request, std::chrono::seconds clock_skew) {
  return implementation_->handle(request, clock_skew);
}

ServerResponse S3Service::refusal(const ServerRequest& request, const AwsFault& fault) const {
  return implementation_->refusal(request, fault);
}

void S3Service::ensure_bucket(const BucketName& bucket, bool versioned) {
  implementation_->ensure_bucket(bucket.str(), versioned);
}

void S3Service::set_notifications(const BucketName& bucket,
                                  NotificationConfiguration configuration) {
  implementation_->set_notifications(bucket.str(), std::move(configuration));
}

std::string S3Service::read_object(const ObjectRef& object, const FunctionIdentity* caller,
                                   std::uint64_t limit) const {
  return implementation_->read_object(object, caller, limit);
}

}  // namespace shrike::local
