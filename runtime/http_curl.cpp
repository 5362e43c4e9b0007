#include "runtime/http_curl.h"

#include <algorithm>
#include <array>
#include <exception>

#include <curl/curl.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include "runtime/error.h"
#include "runtime/number.h"

namespace shrike {
namespace {

/// Of one answer, all header lines together. Lambda's and S3's stay below 16 KiB.
constexpr std::size_t kMaxHeaderBytes = 262'144;
/// Of one answer that is collected; DynamoDB's largest is 16 MB. What is handed over in pieces has
/// no limit here.
constexpr std::size_t kMaxBodyBytes = 16'842'752;
/// What a Content-Length may make us reserve before the bytes are there.
constexpr std::size_t kMaxReserve = 8'388'608;
constexpr long kReceiveBuffer = 131'072;
/// A body that is handed over in pieces and comes slower than this, in bytes a second, for so many
/// seconds has stalled: another connection will be faster than waiting.
constexpr long kStalledSpeed = 1024;
constexpr long kStalledSeconds = 10;

/// Where Amazon Linux and Debian keep the certificates. The path that a libcurl was built with is
/// another distribution's more often than not.
constexpr std::array kCaBundles = {"/etc/pki/tls/certs/ca-bundle.crt",
                                   "/etc/ssl/certs/ca-certificates.crt"};

constexpr std::string_view kBlank = " \t\r\n";

std::string_view trimmed(std::string_view text) noexcept {
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorKind::Bug, "Network.InvalidRequest", message);
}

/// The header lines that go out. Nothing is added that the caller did not write, except Host and
/// Content-Length.
class HeaderList {
 public:
  explicit HeaderList(const HttpHeaders& headers) {
    for (const auto& [name, value] : headers) {
      if (splits_request(name, value)) refuse("A header of the request holds a line break");
      // libcurl's way to write a field without value ends in a semicolon.
      append(value.empty() ? name + ';' : std::string(name).append(": ").append(value));
    }
    // A name with a colon alone takes away what libcurl would add by itself.
    append("Expect:");
    for (const char* name : {"Accept", "Content-Type"}) {
      if (!headers.contains(name)) append(std::string(name) + ':');
    }
  }

  [[nodiscard]] curl_slist* get() const noexcept { return list_.get(); }

 private:
  struct Free {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
  };

  void append(const std::string& line) {
    curl_slist* longer = curl_slist_append(list_.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list_.release());
    list_.reset(longer);
  }

  std::unique_ptr<curl_slist, Free> list_;
};

/// An answer while it comes in. The static functions are libcurl's callbacks: no exception may pass
/// through C, so each is kept and thrown when the transfer has ended.
class Reception {
 public:
  explicit Reception(const HttpRequest& request) : request_(request) {}

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) {
    return guarded(self, size * count, [&](Reception& reception) {
      reception.take_header({data, size * count});
    });
  }

  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) {
    return guarded(self, size * count, [&](Reception& reception) {
      reception.take_body({data, size * count});
    });
  }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }
  [[nodiscard]] HttpResponse& response() noexcept { return response_; }

 private:
  template <typename Take>
  static std::size_t guarded(void* self, std::size_t size, Take take) {
    auto& reception = *static_cast<Reception*>(self);
    try {
      take(reception);
      return size;
    } catch (...) {
      reception.failure_ = std::current_exception();
      return size == 0 ? 1 : 0;  // anything but `size` ends the transfer
    }
  }

  void take_header(std::string_view line) {
    header_bytes_ += line.size();
    if (header_bytes_ > kMaxHeaderBytes) {
      throw Error(ErrorKind::Retry, "Network.Protocol", "The answer's headers are too large");
    }
    if (line.starts_with("HTTP/")) {  // again after 100 Continue
      response_ = {};
      const auto status = line.substr(std::min(line.find(' '), line.size() - 1) + 1, 3);
      response_.status = parse_number<int>(status).value_or(0);
      return;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return;
    response_.headers.add(std::string(trimmed(line.substr(0, colon))),
                          std::string(trimmed(line.substr(colon + 1))));
  }

  void take_body(std::string_view chunk) {
    if (request_.on_chunk && response_.status / 100 == 2) {
      request_.on_chunk(response_, chunk);
      return;
    }
    if (chunk.size() > kMaxBodyBytes - response_.body.size()) {
      throw Error(ErrorKind::Retry, "Network.Protocol", "The answer's body is too large");
    }
    if (response_.body.empty()) response_.body.reserve(expected_size());
    response_.body.append(chunk);
  }

  [[nodiscard]] std::size_t expected_size() const noexcept {
    const auto text = response_.headers.find("Content-Length").value_or("0");
    return std::min(parse_number<std::size_t>(text).value_or(0), kMaxReserve);
  }

  const HttpRequest& request_;
  HttpResponse response_;
  std::size_t header_bytes_ = 0;
  std::exception_ptr failure_;
};

/// libcurl's codes as the house's errors. The text names hosts and ports, never paths or headers.
Error translate(CURLcode code, const char* text) {
  const std::string message = *text == '\0' ? curl_easy_strerror(code) : text;
  switch (static_cast<int>(code)) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
      return {ErrorKind::Retry, "Network.ConnectFailed", message};
    case CURLE_OPERATION_TIMEDOUT:
      return {ErrorKind::Retry, "Network.Timeout", message};
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      return {ErrorKind::Retry, "Network.Interrupted", message};
    case CURLE_SSL_CONNECT_ERROR:  // a reset during the handshake looks like this too
      return {ErrorKind::Retry, "Network.TlsFailed", message};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ENGINE_INITFAILED:
      return {ErrorKind::Reject, "Network.TlsFailed", message};
    case CURLE_URL_MALFORMAT:
    case CURLE_BAD_FUNCTION_ARGUMENT:  // some malformed URLs give this
      return {ErrorKind::Bug, "Network.InvalidRequest", message};
    default:  // what the peer said was not HTTP, or not within libcurl's limits for it
      return {ErrorKind::Retry, "Network.Protocol", message};
  }
}

std::string find_ca_bundle(std::string given) {
  if (!given.empty()) return given;
  const auto* found = std::find_if(kCaBundles.begin(), kCaBundles.end(),
                                   [](const char* path) { return access(path, R_OK) == 0; });
  return found == kCaBundles.end() ? std::string() : std::string(*found);
}

CURL* new_easy_handle() {
  // libcurl starts OpenSSL even for plain HTTP. Its configuration file is then another machine's
  // than the one it was built for, and reading it is a part of every cold start.
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  return curl_easy_init();
}

}  // namespace

/// An easy handle: libcurl's connection, its options, and the text of its last error.
class CurlTransport::Handle {
 public:
  Handle() : curl_(new_easy_handle()) {
    if (curl_ == nullptr) {
      throw Error(ErrorKind::Bug, "Network.InitFailed", "libcurl does not start");
    }
  }
  ~Handle() { curl_easy_cleanup(curl_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  Handle(Handle&&) = delete;
  Handle& operator=(Handle&&) = delete;

  /// Options of the last request go; connections, names and TLS sessions stay.
  void reset() {
    curl_easy_reset(curl_);
    error_text_.front() = '\0';
    set(CURLOPT_ERRORBUFFER, error_text_.data());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TCP_NODELAY, 1L);
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    // Without this, http_proxy of the environment would capture even the Runtime API.
    set(CURLOPT_PROXY, "");
    set(CURLOPT_PATH_AS_IS, 1L);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    // A wish: libcurl refuses it while it still has the buffer of a transfer that failed before it
    // was connected, as when a name was not resolved.
    static_cast<void>(curl_easy_setopt(curl_, CURLOPT_BUFFERSIZE, kReceiveBuffer));
  }

  void verify_against(const std::string& ca_bundle) {
    set(CURLOPT_CAINFO, ca_bundle.c_str());
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  }

  void write_request(const HttpRequest& request, const HeaderList& headers) {
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_CONNECTTIMEOUT_MS, request.connect_timeout.count());
    set(CURLOPT_TIMEOUT_MS, request.timeout.count());
    if (request.on_chunk) {
      set(CURLOPT_LOW_SPEED_LIMIT, kStalledSpeed);
      set(CURLOPT_LOW_SPEED_TIME, kStalledSeconds);
    }
    const bool has_body =
        request.method == "POST" || request.method == "PUT" || !request.body.empty();
    if (request.method == "HEAD") {
      set(CURLOPT_NOBODY, 1L);
      return;
    }
    if (has_body) {
      set(CURLOPT_POST, 1L);
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      set(CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.data());
    }
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }

  void read_answer(Reception& reception) {
    set(CURLOPT_HEADERFUNCTION, &Reception::on_header);
    set(CURLOPT_HEADERDATA, &reception);
    set(CURLOPT_WRITEFUNCTION, &Reception::on_body);
    set(CURLOPT_WRITEDATA, &reception);
    const CURLcode code = curl_easy_perform(curl_);
    reception.rethrow();  // the cause, where libcurl only knows that a callback said stop
    if (code != CURLE_OK) throw translate(code, error_text_.data());
  }

 private:
  template <typename Value>
  void set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(curl_, option, value);
    if (code != CURLE_OK) throw translate(code, "");
  }

  CURL* curl_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};
};

CurlTransport::CurlTransport(std::string ca_bundle) : ca_bundle_(std::move(ca_bundle)) {}

CurlTransport::~CurlTransport() = default;

HttpResponse CurlTransport::send(const HttpRequest& request) {
  const bool tls = request.url.starts_with("https://");
  if (!tls && !request.url.starts_with("http://"))
    refuse("The URL is neither http:// nor https://");
  // libcurl takes them for very long ones.
  if (request.timeout.count() < 0 || request.connect_timeout.count() < 0) {
    refuse("A time limit of the request is negative");
  }
  const HeaderList headers(request.headers);
  Reception reception(request);

  // Not before: starting libcurl and OpenSSL would be a third of a function's cold start.
  if (!handle_) handle_ = std::make_unique<Handle>();
  handle_->reset();
  handle_->write_request(request, headers);
  if (tls) {
    ca_bundle_ = find_ca_bundle(std::move(ca_bundle_));
    handle_->verify_against(ca_bundle_);
  }
  handle_->read_answer(reception);
  return std::move(reception.response());
}

}  // namespace shrike
