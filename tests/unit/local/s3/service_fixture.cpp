#include "tests/unit/local/s3/service_fixture.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "handlers/aws/sigv4.h"
#include "infra/local/s3/files.h"

namespace shrike::local {
namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::path(testing::TempDir()) / "s3-XXXXXX").string();
  path_ = ::mkdtemp(name.data());
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::vector<std::string> TemporaryFolder::files(const std::string& below) const {
  std::vector<std::string> names;
  if (!fs::exists(path_ / below)) return names;
  for (const auto& entry : fs::recursive_directory_iterator(path_ / below)) {
    if (entry.is_regular_file()) names.push_back(entry.path().lexically_relative(path_ / below));
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string TemporaryFolder::text(const std::string& file) const {
  std::ostringstream text;
  text << std::ifstream(path_ / file, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<std::string> Answer::elements(std::string_view name) const {
  pugi::xml_document document;
  document.load_string(body.c_str());
  std::vector<std::string> texts;
  const auto query =
      document.select_nodes(("//*[local-name()='" + std::string(name) + "']").c_str());
  for (const auto& node : query) texts.emplace_back(node.node().child_value());
  return texts;
}

std::string Answer::element(std::string_view name) const {
  const std::vector<std::string> texts = elements(name);
  return texts.empty() ? "" : texts.front();
}

S3ServiceTest::S3ServiceTest()
    : clock_(std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + std::chrono::hours(3)) {
  restart();
  service_->ensure_bucket(BucketName("bucket"), false);
}

void S3ServiceTest::restart() {
  service_.reset();
  service_ = std::make_unique<S3Service>(
      S3Options{.folder = folder_.path(),
                .region = region_,
                .access = access_,
                .deliver =
                    [this](const std::string& arn, std::string event) {
                      if (gone_.contains(arn)) throw AwsFault(404, "ResourceNotFoundException", "");
                      events_.push_back(std::move(event));
                    },
                .emit = [this](std::string event) { on_bus_.push_back(std::move(event)); },
                .can_deliver = [this](const std::string& arn) { return !gone_.contains(arn); }},
      clock_);
}

void S3ServiceTest::serve_region(const std::string& region) {
  region_ = region;
  restart();
}

void S3ServiceTest::create_versioned_bucket(const std::string& name) {
  service_->ensure_bucket(BucketName(name), true);
}

void S3ServiceTest::notify_of(const std::string& bucket, std::vector<std::string> events,
                              const std::string& prefix, const std::string& suffix) {
  service_->set_notifications(
      BucketName(bucket),
      {.targets = {{.id = "configuration",
                    .target_arn = "arn:aws:lambda:us-east-1:000000000000:function:f",
                    .events = std::move(events),
                    .prefix = prefix,
                    .suffix = suffix}}});
}

Answer S3ServiceTest::send(const std::string& method, const std::string& path,
                           const std::string& body, const RequestOptions& options) {
  sigv4::Request request{.method = method,
                         .path = path,
                         .query = options.query,
                         .headers = {{"Host", "127.0.0.1:4566"}},
                         .payload_hash = options.payload_hash.empty() ? sigv4::sha256_hex(body)
                                                                      : options.payload_hash};
  request.headers.emplace_back("Content-Length", std::to_string(body.size()));
  for (const auto& header : options.headers) request.headers.push_back(header);
  sign(request, {.time = clock_.now(), .region = "us-east-1", .service = "s3"}, credentials_,
       sigv4::PathStyle::S3);
  return send_raw(request, body);
}

Answer S3ServiceTest::send_raw(const sigv4::Request& request, std::string body) {
  TextBody text(std::move(body), 7777);
  ServerRequest arrived = server_request(request, text);
  const ServerResponse response = service_->handle(arrived);
  Answer answer{.status = response.status, .headers = response.headers, .body = {}};
  if (const auto* whole = std::get_if<std::string>(&response.body)) {
    answer.body = *whole;
  } else {
    const auto& slice = std::get<FileSlice>(response.body);
    read_pieces(*slice.opened, slice.offset, slice.length,
                [&](std::string_view piece) { answer.body += piece; });
  }
  return answer;
}

nlohmann::json record_of(const std::string& event) {
  return nlohmann::json::parse(event).at("Records").at(0);
}

}  // namespace shrike::local
