#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "runtime/error.h"
#include "runtime/http_curl.h"
#include "tests/unit/runtime/raw_server.h"

namespace shrike {
namespace {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using TlsContext = std::unique_ptr<SSL_CTX, Freer<SSL_CTX_free>>;
using TlsSession = std::unique_ptr<SSL, Freer<SSL_free>>;

constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Signed by itself, good for an hour around now, for the address that `subject` names ("IP:…").
Certificate self_signed(EVP_PKEY* key, const std::string& subject) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -1800);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 1800);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const unsigned char common_name[] = "shrike test";
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_set_pubkey(certificate.get(), key);
  X509_EXTENSION* extension =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, subject.c_str());
  X509_add_ext(certificate.get(), extension, -1);
  X509_EXTENSION_free(extension);
  X509_sign(certificate.get(), key, EVP_sha256());
  return certificate;
}

class CurlTransportTls : public testing::Test {
 protected:
  explicit CurlTransportTls(const std::string& subject = "IP:127.0.0.1")
      : key_(EVP_EC_gen("P-256")),
        certificate_(self_signed(key_.get(), subject)),
        context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX_use_PrivateKey(context_.get(), key_.get());
    SSL_CTX_use_certificate(context_.get(), certificate_.get());
    std::FILE* file = std::fopen(bundle_.c_str(), "w");
    PEM_write_X509(file, certificate_.get());
    std::fclose(file);
  }
  void TearDown() override { std::filesystem::remove(bundle_); }

  void serve(test::RawConnection& connection) const {
    // OpenSSL writes to clients that have turned away. Only this thread is deaf to the signal: the
    // transport has to do without.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    const TlsSession session(SSL_new(context_.get()));
    SSL_set_fd(session.get(), connection.socket());
    if (SSL_accept(session.get()) != 1) return;
    char request[4096];
    while (SSL_read(session.get(), request, sizeof request) > 0) {
      SSL_write(session.get(), kAnswer.data(), static_cast<int>(kAnswer.size()));
    }
  }

  [[nodiscard]] HttpRequest request() const {
    HttpRequest request;
    request.url = "https://127.0.0.1:" + std::to_string(server_.port()) + "/";
    request.timeout = std::chrono::seconds(30);
    return request;
  }

  [[nodiscard]] std::string error_with(const std::string& bundle) const {
    try {
      return "answered " + std::to_string(CurlTransport(bundle).send(request()).status);
    } catch (const Error& error) {
      return error.type() + ' ' + std::string(to_string(error.kind()));
    }
  }

  Key key_;
  Certificate certificate_;
  TlsContext context_;
  std::string bundle_ = testing::TempDir() + "shrike-ca-" + std::to_string(getpid()) + ".pem";
  test::RawServer server_{[this](test::RawConnection& connection) { serve(connection); }};
};

class CurlTransportTlsOfAnother : public CurlTransportTls {
 protected:
  CurlTransportTlsOfAnother() : CurlTransportTls("IP:127.0.0.2") {}
};

TEST_F(CurlTransportTls, TrustsTheGivenBundleAndKeepsTheConnection) {
  CurlTransport transport(bundle_);
  EXPECT_EQ(transport.send(request()).body, "ok");
  EXPECT_EQ(transport.send(request()).body, "ok");
  EXPECT_EQ(server_.connections(), 1);
}

TEST_F(CurlTransportTls, RefusesACertificateThatNobodyVouchesFor) {
  EXPECT_EQ(error_with(""), "Network.TlsFailed reject");
}

TEST_F(CurlTransportTls, RefusesToGoOnWithoutTheBundleItWasGiven) {
  EXPECT_EQ(error_with("/nonexistent/ca.pem"), "Network.TlsFailed reject");
}

TEST_F(CurlTransportTlsOfAnother, RefusesACertificateForAnotherAddress) {
  EXPECT_EQ(error_with(bundle_), "Network.TlsFailed reject");
}

TEST_F(CurlTransportTls, SpeaksNothingOlderThanTls12) {
  SSL_CTX_set_max_proto_version(context_.get(), TLS1_1_VERSION);
  EXPECT_EQ(error_with(bundle_), "Network.TlsFailed retry");
  SSL_CTX_set_max_proto_version(context_.get(), TLS1_2_VERSION);
  EXPECT_EQ(error_with(bundle_), "answered 200");
}

TEST(CurlTransportTlsHandshake, MayBeTriedAgainWhenThePeerSpeaksNoTls) {
  test::RawServer server([](test::RawConnection& connection) {
    connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
  });
  HttpRequest request;
  request.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
  request.timeout = std::chrono::seconds(30);
  try {
    static_cast<void>(CurlTransport().send(request));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.type(), "Network.TlsFailed");
    EXPECT_TRUE(error.retryable());
  }
}

}  // namespace
}  // namespace shrike
