#include "handlers/aws/client.h"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/aws/crc.h"
#include "handlers/aws/http_date.h"
#include "handlers/aws/service_error.h"
#include "handlers/aws/sigv4.h"
#include "runtime/error.h"
#include "runtime/percent.h"
#include "runtime/utf8_prefix.h"

namespace shrike {
namespace {

using std::chrono::milliseconds;

/// AWS refuses signatures that are 5 minutes off, S3 15; less is not what it refused us for.
constexpr auto kTolerableSkew = std::chrono::minutes(4);

/// Of what a service says, in bytes.
constexpr std::size_t kMaxMessage = 1024;

std::string region_from(const Environment& environment) {
  for (const auto* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    auto region = environment(variable).value_or("");
    if (!region.empty()) return region;
  }
  throw Error(ErrorKind::Reject, "Runtime.ConfigInvalid", "AWS_REGION is not set");
}

/// As the SDKs write it, botocore's handlers.py: nothing that could end a header stays raw.
std::string trace_header(std::string_view trace_id) {
  return percent_encode(trace_id, R"(-=;:+&[]{}"',)");
}

bool is_success(int status) { return (status >= 200 && status < 300) || status == 304; }

/// What was sent, as far as the answer says what that was: in decimal, of the whole body.
bool is_intact(const HttpResponse& response) {
  const auto stated = response.headers.find("x-amz-crc32");
  if (!stated) return true;
  Crc32 crc;
  crc.update(response.body);
  return *stated == std::to_string(crc.value());
}

/// Codes that mean a wrong clock, and codes that a wrong clock is one cause of.
bool is_skew(std::string_view code) {
  return code == "RequestTimeTooSkewed" || code == "RequestExpired" || code == "RequestInTheFuture";
}
bool may_be_skew(std::string_view code) {
  return code == "InvalidSignatureException" || code == "SignatureDoesNotMatch" ||
         code == "AuthFailure";
}

bool is_expired_token(std::string_view code) {
  return code == "ExpiredToken" || code == "ExpiredTokenException" ||
         code == "TokenRefreshRequired";
}

/// At most `limit` bytes, not ending within a character.
std::string shortened(std::string text, std::size_t limit) {
  if (text.size() <= limit) return text;
  return std::string(utf8_prefix(text, limit)) + "…";
}

Error unavailable(const AwsService& service, std::string_view reason) {
  return {ErrorKind::Retry, "Service.Unavailable",
          fmt::format("{}: {}", service.display_name, reason)};
}

Error error_of(const AwsService& service, const HttpResponse& response, const ServiceError& cause,
               FailureKind failure, const Credentials& credentials) {
  const auto said = shortened(without_credentials(cause.message, credentials), kMaxMessage);
  auto message = fmt::format("{} answered {} {}{}{}", service.display_name, response.status,
                             cause.code, said.empty() ? "" : ": ", said);
  if (!cause.request_id.empty()) message += fmt::format(" (request {})", cause.request_id);
  switch (failure) {
    case FailureKind::Throttled:
      return {ErrorKind::Retry, "Service.Throttled", std::move(message)};
    case FailureKind::Transient:
    case FailureKind::TimedOut:
      return {ErrorKind::Retry, "Service.Unavailable", std::move(message)};
    case FailureKind::Permanent:
      break;
  }
  return {is_expired_token(cause.code) ? ErrorKind::Retry : ErrorKind::Reject,
          fmt::format("{}.{}", service.display_name, cause.code), std::move(message)};
}

}  // namespace

/// One attempt that did not succeed. `cause` and `date` are empty where no answer came.
struct AwsClient::Failure {
  FailureKind kind;
  Error error;
  int status = 0;
  ServiceError cause = {};
  std::optional<TimePoint> date = std::nullopt;
};

AwsClient::AwsClient(std::string_view service, const Environment& environment,
                     HttpTransport& transport, Clock& clock, std::function<double()> random,
                     Logger& logger)
    : service_(aws_service(service)),
      region_(region_from(environment)),
      endpoint_(endpoint_for(service_, region_, environment)),
      retry_(max_attempts_from(environment), std::move(random)),
      transport_(transport),
      clock_(clock),
      logger_(logger) {}

HttpResponse AwsClient::call(HttpRequest request, const CallScope& scope,
                             std::initializer_list<std::string_view> expected,
                             std::string payload_hash) {
  if (payload_hash.empty()) payload_hash = sigv4::sha256_hex(request.body);
  const std::string bucket(bucket_of(request.url));
  bool streaming = false;
  if (request.on_chunk) {
    request.on_chunk = [&streaming, sink = std::move(request.on_chunk)](const HttpResponse& head,
                                                                        std::string_view chunk) {
      streaming = true;
      sink(head, chunk);
    };
  }

  const auto attempt_once = [&](bool last) -> std::variant<HttpResponse, Failure> {
    const auto prepared = prepare(request, payload_hash, scope, last);
    try {
      auto response = transport_.send(prepared);
      if (!streaming && !is_intact(response)) {
        return Failure{.kind = FailureKind::Transient,
                       .error = unavailable(service_, "the answer is not that of its checksum")};
      }
      if (is_success(response.status)) return response;
      auto failure = failure_of(response, scope);
      const auto accepted = std::find(expected.begin(), expected.end(), failure.cause.code);
      if (accepted != expected.end()) return response;
      return failure;
    } catch (const Error& error) {
      if (streaming || !error.retryable()) throw;
      return Failure{
          .kind =
              error.type() == "Network.Timeout" ? FailureKind::TimedOut : FailureKind::Transient,
          .error = unavailable(service_, without_credentials(error.message(), scope.credentials))};
    }
  };

  retry_.begin();
  bool clock_corrected = false;
  bool region_corrected = false;
  for (int attempt = 1;;) {
    auto outcome = attempt_once(attempt >= retry_.max_attempts());
    if (auto* response = std::get_if<HttpResponse>(&outcome)) {
      retry_.succeeded();
      return std::move(*response);
    }
    const auto& failure = std::get<Failure>(outcome);
    if (!clock_corrected && correct_clock(failure)) {
      clock_corrected = true;
      continue;
    }
    if (!region_corrected && correct_region(bucket, failure)) {
      region_corrected = true;
      continue;
    }
    const auto delay = retry_.delay_after(failure.kind, attempt, scope.deadline - clock_.now());
    if (!delay) throw failure.error;
    logger_.warn("Trying an AWS call again", {{"service", service_.display_name},
                                              {"attempt", attempt},
                                              {"error", failure.error.message()},
                                              {"delayMs", delay->count()}});
    clock_.sleep_for(*delay);
    ++attempt;
  }
}

std::string AwsClient::region_of(std::string_view bucket) const {
  const auto known = bucket_regions_.find(bucket);
  return known == bucket_regions_.end() ? region_ : known->second;
}

HttpRequest AwsClient::prepare(const HttpRequest& request, const std::string& payload_hash,
                               const CallScope& scope, bool last_attempt) const {
  const auto now = clock_.now();
  const auto remaining = scope.deadline - now;
  if (remaining <= milliseconds::zero()) {
    throw unavailable(service_, "no time was left before the deadline");
  }
  const auto region = is_s3() ? region_of(bucket_of(request.url)) : region_;
  const auto endpoint = endpoint_.custom ? endpoint_ : default_endpoint(service_, region);
  const auto target =
      is_s3() ? s3_target_at(endpoint, request.url) : target_at(endpoint, request.url);

  sigv4::Request signing{.method = request.method,
                         .path = target.path,
                         .query = target.query,
                         .headers = {{"Host", target.host}, {"User-Agent", "shrike"}},
                         .payload_hash = payload_hash};
  signing.headers.insert(signing.headers.end(), request.headers.begin(), request.headers.end());
  if (!scope.trace_id.empty()) {
    signing.headers.emplace_back("X-Amzn-Trace-Id", trace_header(scope.trace_id));
  }
  sigv4::sign(signing,
              {.time = now + clock_offset_,
               .region = region,
               .service = std::string(service_.signing_name)},
              scope.credentials, is_s3() ? sigv4::PathStyle::S3 : sigv4::PathStyle::Normalised);

  auto prepared = request;
  prepared.url = target.url();
  prepared.headers = {};
  for (auto& [name, value] : signing.headers) {
    prepared.headers.add(std::move(name), std::move(value));
  }
  prepared.timeout = attempt_timeout(remaining, last_attempt);
  prepared.connect_timeout = std::min(request.connect_timeout, prepared.timeout);
  return prepared;
}

AwsClient::Failure AwsClient::failure_of(const HttpResponse& response,
                                         const CallScope& scope) const {
  auto cause = service_error_from(response);
  const auto kind = classify(response.status, cause.code);
  auto error = error_of(service_, response, cause, kind, scope.credentials);
  return {.kind = kind,
          .error = std::move(error),
          .status = response.status,
          .cause = std::move(cause),
          .date = parse_http_date(response.headers.find("Date").value_or(""))};
}

bool AwsClient::correct_clock(const Failure& failure) {
  const auto& code = failure.cause.code;
  if (!is_skew(code) && !may_be_skew(code)) return false;
  const auto skew =
      failure.date ? *failure.date - (clock_.now() + clock_offset_) : milliseconds::zero();
  const bool wrong_clock = std::chrono::abs(skew) > kTolerableSkew;
  if (wrong_clock) clock_offset_ += skew;
  // Frozen between signing and sending, a request is too old although the clock is right.
  return wrong_clock || is_skew(code);
}

bool AwsClient::correct_region(std::string_view bucket, const Failure& failure) {
  const auto& region = failure.cause.region;
  const bool elsewhere = failure.status == 301 || failure.status == 307 || failure.status == 400;
  if (!is_s3() || !elsewhere || region.empty() || region == region_of(bucket)) return false;
  bucket_regions_.insert_or_assign(std::string(bucket), region);
  return true;
}

}  // namespace shrike
