#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/local/s3/service_fixture.h"

namespace shrike::local {
namespace {

using ::testing::ElementsAre;

class S3Versioning : public S3ServiceTest {
 protected:
  S3Versioning() { create_versioned_bucket("versioned"); }

  Answer with_version(const std::string& method, const std::string& version) {
    return send(method, "/versioned/k", "", {.query = "versionId=" + version});
  }
};

TEST_F(S3Versioning, IsSwitchedByItsDocument) {
  const auto set = [&](const std::string& status) {
    return send("PUT", "/bucket",
                "<VersioningConfiguration>" + status + "</VersioningConfiguration>",
                {.query = "versioning"});
  };
  EXPECT_EQ(send("GET", "/bucket", "", {.query = "versioning"}).element("Status"), "");
  EXPECT_EQ(set("<Status>Enabled</Status>").status, 200);
  EXPECT_EQ(send("GET", "/bucket", "", {.query = "versioning"}).element("Status"), "Enabled");
  EXPECT_EQ(set("<Status>Suspended</Status>").status, 200);
  EXPECT_EQ(set("<Status>enabled</Status>").code(), "MalformedXML");
  EXPECT_EQ(set("").code(), "IllegalVersioningConfigurationException");
  EXPECT_EQ(send("GET", "/bucket", "", {.query = "versioning"}).element("Status"), "Suspended");
}

TEST_F(S3Versioning, ReadsOldVersionsAndMarkersAsS3Does) {
  const std::string first = put("/versioned/k", "1").header("x-amz-version-id");
  const std::string second = put("/versioned/k", "2").header("x-amz-version-id");
  EXPECT_EQ(first.size(), 32U);
  EXPECT_EQ(get("/versioned/k").header("x-amz-version-id"), second);
  EXPECT_EQ(with_version("GET", first).body, "1");

  const Answer deleted = send("DELETE", "/versioned/k");
  EXPECT_EQ(deleted.status, 204);
  EXPECT_EQ(deleted.header("x-amz-delete-marker"), "true");
  const std::string marker = deleted.header("x-amz-version-id");

  const Answer by_name = get("/versioned/k");
  EXPECT_EQ(by_name.status, 404);
  EXPECT_EQ(by_name.code(), "NoSuchKey");
  EXPECT_EQ(by_name.header("x-amz-delete-marker"), "true");
  const Answer by_id = with_version("GET", marker);
  EXPECT_EQ(by_id.status, 405);
  EXPECT_EQ(by_id.code(), "MethodNotAllowed");
  EXPECT_EQ(by_id.element("ResourceType"), "DeleteMarker");
  EXPECT_EQ(by_id.header("Allow"), "DELETE");

  const Answer undeleted = with_version("DELETE", marker);
  EXPECT_EQ(undeleted.header("x-amz-delete-marker"), "true");
  EXPECT_EQ(get("/versioned/k").body, "2");
}

TEST_F(S3Versioning, TellsWrongIdsApart) {
  put("/versioned/k", "1");
  EXPECT_EQ(with_version("GET", "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD").code(), "NoSuchVersion");
  EXPECT_EQ(with_version("DELETE", "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD").status, 204);
  const Answer bad = with_version("GET", "bad");
  EXPECT_EQ(bad.code(), "InvalidArgument");
  EXPECT_EQ(bad.element("ArgumentValue"), "bad");
}

TEST_F(S3Versioning, ListsVersionsNewestFirst) {
  put("/versioned/k", "1");
  put("/versioned/k", "22");
  send("DELETE", "/versioned/k");
  put("/versioned/l", "333");
  const Answer all = send("GET", "/versioned", "", {.query = "versions"});
  EXPECT_THAT(all.elements("Key"), ElementsAre("k", "k", "k", "l"));
  EXPECT_THAT(all.elements("IsLatest"), ElementsAre("true", "false", "false", "true"));
  EXPECT_THAT(all.elements("Size"), ElementsAre("2", "1", "3"));
  EXPECT_EQ(all.elements("DeleteMarker").size(), 1U);
  const Answer page = send("GET", "/versioned", "", {.query = "versions&max-keys=2"});
  const Answer rest = send("GET", "/versioned", "",
                           {.query = "versions&key-marker=" + page.element("NextKeyMarker") +
                                     "&version-id-marker=" + page.element("NextVersionIdMarker")});
  EXPECT_THAT(rest.elements("Key"), ElementsAre("k", "l"));
}

TEST_F(S3Versioning, ListsTheRestBehindAPageThatHasBeenDeletedMeanwhile) {
  for (int i = 0; i < 5; ++i) put("/versioned/k", "x");
  const Answer page = send("GET", "/versioned", "", {.query = "versions&max-keys=3"});
  for (const std::string& id : page.elements("VersionId")) with_version("DELETE", id);
  const Answer rest = send("GET", "/versioned", "",
                           {.query = "versions&key-marker=" + page.element("NextKeyMarker") +
                                     "&version-id-marker=" + page.element("NextVersionIdMarker")});
  EXPECT_EQ(rest.elements("VersionId").size(), 2U);
}

TEST_F(S3Versioning, AllowsAConditionalWriteOverAMarker) {
  put("/versioned/k", "1");
  EXPECT_EQ(put("/versioned/k", "2", {{"If-None-Match", "*"}}).status, 412);
  send("DELETE", "/versioned/k");
  EXPECT_EQ(put("/versioned/k", "2", {{"If-None-Match", "*"}}).status, 200);
}

TEST_F(S3Versioning, CopiesAnOldVersion) {
  const std::string first = put("/versioned/k", "1").header("x-amz-version-id");
  put("/versioned/k", "2");
  const Answer copied =
      put("/versioned/k", "", {{"x-amz-copy-source", "versioned/k?versionId=" + first}});
  EXPECT_EQ(copied.status, 200) << copied.body;
  EXPECT_EQ(copied.header("x-amz-copy-source-version-id"), first);
  EXPECT_EQ(get("/versioned/k").body, "1");
}

TEST_F(S3Versioning, PutsVersionIdsIntoEvents) {
  notify_of("versioned", {"s3:ObjectCreated:*", "s3:ObjectRemoved:*"});
  const std::string first = put("/versioned/k", "1").header("x-amz-version-id");
  const std::string marker = send("DELETE", "/versioned/k").header("x-amz-version-id");
  with_version("DELETE", first);
  ASSERT_EQ(events_.size(), 3U);
  EXPECT_EQ(record_of(events_[0])["s3"]["object"]["versionId"], first);
  const auto created = record_of(events_[1]);
  EXPECT_EQ(created["eventName"], "ObjectRemoved:DeleteMarkerCreated");
  EXPECT_EQ(created["s3"]["object"]["versionId"], marker);
  EXPECT_EQ(created["s3"]["object"]["eTag"], "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_FALSE(created["s3"]["object"].contains("size"));
  EXPECT_EQ(record_of(events_[2])["eventName"], "ObjectRemoved:Delete");
  EXPECT_EQ(record_of(events_[2])["s3"]["object"]["versionId"], first);
}

TEST_F(S3Versioning, DeletesInBatchesWithMarkers) {
  put("/versioned/k", "1");
  const std::string document = "<Delete><Object><Key>k</Key></Object></Delete>";
  const Answer answer =
      send("POST", "/versioned", document,
           {.query = "delete", .headers = {{"Content-MD5", "bR9G8b0dPBSV2dsC5CGtLg=="}}});
  // The digest of that very document, or the batch would not have been read at all.
  EXPECT_EQ(answer.code(), "BadDigest");
  const std::string digest = answer.element("CalculatedDigest");
  const Answer done = send("POST", "/versioned", document,
                           {.query = "delete", .headers = {{"Content-MD5", digest}}});
  EXPECT_EQ(done.element("DeleteMarker"), "true");
  EXPECT_EQ(done.element("DeleteMarkerVersionId").size(), 32U);
  EXPECT_EQ(get("/versioned/k").status, 404);
}

TEST_F(S3Versioning, DeletesInBatchesOnCondition) {
  put("/versioned/k", "1");
  const auto delete_if = [&](const std::string& etag) {
    const std::string document =
        "<Delete><Object><Key>k</Key><ETag>" + etag + "</ETag></Object></Delete>";
    const auto send_with = [&](const std::string& digest) {
      return send("POST", "/versioned", document,
                  {.query = "delete", .headers = {{"Content-MD5", digest}}});
    };
    return send_with(send_with("bR9G8b0dPBSV2dsC5CGtLg==").element("CalculatedDigest"));
  };
  EXPECT_EQ(delete_if("\"other\"").element("Code"), "PreconditionFailed");
  EXPECT_EQ(get("/versioned/k").status, 200);
  EXPECT_EQ(delete_if("*").element("DeleteMarker"), "true");
  EXPECT_EQ(delete_if("*").element("Code"), "NoSuchKey");
}

}  // namespace
}  // namespace shrike::local
