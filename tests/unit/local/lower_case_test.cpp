#include "infra/local/lower_case.h"

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

TEST(LowerCase, ChangesTheLettersOfAsciiAlone) {
  EXPECT_EQ(lower_case("S3:PutObject-@[`{"), "s3:putobject-@[`{");
  EXPECT_EQ(lower_case("\xc3\x84Z"), "\xc3\x84z");
  EXPECT_EQ(lower_case(""), "");
}

}  // namespace
}  // namespace shrike::local
