#include "handlers/aws/listed_page.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike {
namespace {

std::string list(const std::string& content) {
  return R"(<?xml version="1.0" encoding="UTF-8"?>)"
         "\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>photos</Name>"
         "<EncodingType>url</EncodingType><MaxKeys>1000</MaxKeys>" +
         content + "</ListBucketResult>";
}

std::string contents(const std::string& key, const std::string& size = "7") {
  return "<Contents><Key>" + key + "</Key><LastModified>2026-02-03T04:05:06.000Z</LastModified>" +
         "<ETag>&quot;e1&quot;</ETag><Size>" + size + "</Size></Contents>";
}

std::string key_read_from(const std::string& xml) {
  const auto page = listed_page_from(xml);
  return page.objects.size() == 1 ? page.objects[0].key.str() : "not one object";
}

TEST(ListedPage, ReadsObjectsInTheirOrder) {
  const auto page = listed_page_from(list("<IsTruncated>false</IsTruncated>" + contents("a.jpg") +
                                          contents("b.jpg", "18446744073709551615")));
  ASSERT_EQ(page.objects.size(), 2U);
  EXPECT_EQ(page.objects[0].key, ObjectKey("a.jpg"));
  EXPECT_EQ(page.objects[0].etag, "\"e1\"");
  EXPECT_EQ(page.objects[0].size, 7U);
  EXPECT_EQ(page.objects[1].size, 18'446'744'073'709'551'615U);
  EXPECT_EQ(page.continuation, "");
}

TEST(ListedPage, ReadsAnEmptyList) {
  EXPECT_TRUE(listed_page_from(list("<KeyCount>0</KeyCount>")).objects.empty());
}

TEST(ListedPage, TellsHowTheListGoesOn) {
  EXPECT_EQ(listed_page_from(list("<IsTruncated>true</IsTruncated>"
                                  "<NextContinuationToken>1a+b/c==</NextContinuationToken>"))
                .continuation,
            "1a+b/c==");
}

TEST(ListedPage, DecodesKeysOnceAsAForm) {
  const std::pair<std::string, std::string> cases[] = {{"a+b.jpg", "a b.jpg"},
                                                       {"a%2Bb.jpg", "a+b.jpg"},
                                                       {"a%252Bb", "a%2Bb"},
                                                       {"dir/sub/k", "dir/sub/k"},
                                                       {"%01%0A%7F", "\x01\n\x7f"},
                                                       {"%E6%97%A5", "日"},
                                                       {"caf%E9", "caf\xe9"},
                                                       {"100%", "100%"},
                                                       {"%zz", "%zz"},
                                                       {"a%26%3C", "a&<"},
                                                       {"a&amp;b", "a&b"},
                                                       {"+", " "},
                                                       {"%00", std::string(1, '\0')}};
  for (const auto& [spelt, key] : cases) EXPECT_EQ(key_read_from(list(contents(spelt))), key);
}

TEST(ListedPage, LeavesKeysAsTheyAreWhereTheyAreNotEncoded) {
  EXPECT_EQ(key_read_from("<ListBucketResult><Contents><Key>a+b%20c</Key><Size>1</Size>"
                          "</Contents></ListBucketResult>"),
            "a+b%20c");
}

TEST(ListedPage, ExpandsNoEntitiesOfItsOwn) {
  const std::string bomb =
      R"(<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>)";
  EXPECT_EQ(key_read_from(bomb + "<ListBucketResult><Contents><Key>&b;&f;</Key><Size>1</Size>"
                                 "</Contents></ListBucketResult>"),
            "&b;&f;");
}

TEST(ListedPage, RefusesWhatIsNoList) {
  std::string nested;
  for (int level = 0; level < 100'000; ++level) nested += "<a>";
  const std::string whole = list(contents("a.jpg"));
  std::vector<std::string> documents = {
      "",
      "{}",
      "<html></html>",
      "<Error><Code>InternalError</Code></Error>",
      "\xff\xfe",
      nested,
      list(nested),
      list(contents("")),
      list("<Contents><Size>1</Size></Contents>"),
      list(contents(std::string(1025, 'k'))),
      list(contents("k", "")),
      list(contents("k", "-1")),
      list(contents("k", "18446744073709551616")),
      list(contents("k", "7 bytes")),
      list("<IsTruncated>true</IsTruncated>"),
      list(std::string(9'000'000, ' ')),
  };
  for (const std::size_t end : {whole.size() / 4, whole.size() / 2, whole.size() - 1}) {
    documents.push_back(whole.substr(0, end));
  }
  for (const auto& document : documents) {
    try {
      static_cast<void>(listed_page_from(document));
      ADD_FAILURE() << document.substr(0, 200);
    } catch (const Error& error) {
      EXPECT_EQ(error.type(), "Service.Unavailable");
      EXPECT_TRUE(error.retryable());
    }
  }
}

}  // namespace
}  // namespace shrike
