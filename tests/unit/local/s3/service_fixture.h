#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json_fwd.hpp>

#include "infra/local/s3/service.h"
#include "tests/unit/local/fixtures.h"

namespace shrike::local {

/// A folder of its own for a test, gone after it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  TemporaryFolder(TemporaryFolder&&) = delete;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// Relative paths of the regular files in `below`, sorted.
  [[nodiscard]] std::vector<std::string> files(const std::string& below) const;
  [[nodiscard]] std::string text(const std::string& file) const;

 private:
  std::filesystem::path path_;
};

/// An answer as a client gets it, its body read.
struct Answer {
  int status = 0;
  HttpHeaders headers;
  std::string body;

  [[nodiscard]] std::string header(std::string_view name) const {
    return std::string(headers.find(name).value_or(""));
  }
  /// The text of the document's first element of that name, however deep.
  [[nodiscard]] std::string element(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> elements(std::string_view name) const;
  /// An error's code.
  [[nodiscard]] std::string code() const { return element("Code"); }
};

struct RequestOptions {
  std::string query = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  /// Instead of the body's SHA-256.
  std::string payload_hash = {};
};

/// A service over a fresh folder, and a client that signs as it should.
class S3ServiceTest : public testing::Test {
 protected:
  S3ServiceTest();

  Answer send(const std::string& method, const std::string& path, const std::string& body = "",
              const RequestOptions& options = {});
  Answer put(const std::string& path, const std::string& body,
             std::vector<std::pair<std::string, std::string>> headers = {}) {
    return send("PUT", path, body, {.headers = std::move(headers)});
  }
  Answer get(const std::string& path,
             std::vector<std::pair<std::string, std::string>> headers = {}) {
    return send("GET", path, "", {.headers = std::move(headers)});
  }
  /// Takes the request as it is: signed by the caller, or not at all.
  Answer send_raw(const sigv4::Request& request, std::string body);
  void restart();
  /// The same folder, in another region.
  void serve_region(const std::string& region);
  void create_versioned_bucket(const std::string& name);
  void notify_of(const std::string& bucket, std::vector<std::string> events,
                 const std::string& prefix = "", const std::string& suffix = "");

  TemporaryFolder folder_;
  FixedClock clock_;
  Credentials credentials_{"AKIDEXAMPLE", "secret", ""};
  AccessControl access_{{.account = credentials_}};
  std::string region_ = "us-east-1";
  std::vector<std::string> events_;  ///< as they were delivered
  std::vector<std::string> on_bus_;  ///< of the event bus
  std::set<std::string> gone_;       ///< functions, queues and topics that there are no more
  std::unique_ptr<S3Service> service_;
};

/// The only record of an event.
[[nodiscard]] nlohmann::json record_of(const std::string& event);

}  // namespace shrike::local
