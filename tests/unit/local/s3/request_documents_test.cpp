#include "infra/local/s3/request_documents.h"

#include <gtest/gtest.h>

#include "infra/local/aws_fault.h"

namespace shrike::local {
namespace {

std::string key_of(const std::string& xml) {
  return read_deletion("<Delete><Object><Key>" + xml + "</Key></Object></Delete>")
      .objects.at(0)
      .key;
}

TEST(ReadDeletion, ReadsAKeyWhole) {
  EXPECT_EQ(key_of("a<!-- x -->b"), "ab");
  EXPECT_EQ(key_of("a<![CDATA[ & ]]>b"), "a & b");
  EXPECT_EQ(key_of("a&#32;<!-- x --> <!-- y -->b"), "a  b");
  EXPECT_EQ(key_of(" "), " ");
  EXPECT_THROW(static_cast<void>(key_of("a<b/>")), AwsFault);
}

TEST(ReadDeletion, MayHaveBlanksBetweenItsElements) {
  const auto deletion = read_deletion(
      "<Delete>\n <Quiet>true</Quiet>\n <Object>\n  <Key>k</Key>\n </Object>\n</Delete>\n");
  EXPECT_TRUE(deletion.quiet);
  EXPECT_EQ(deletion.objects.at(0).key, "k");
}

}  // namespace
}  // namespace shrike::local
