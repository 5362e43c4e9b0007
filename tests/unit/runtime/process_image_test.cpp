#include "runtime/process_image.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shrike {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ProcessImage, SplitsABlockAtItsZeros) {
  EXPECT_THAT(split_block(std::string("a\0b c\0\0d\0", 9)), ElementsAre("a", "b c", "", "d"));
  EXPECT_THAT(split_block("no end"), ElementsAre("no end"));
  EXPECT_THAT(split_block(""), IsEmpty());
}

TEST(ProcessImage, AdditionsReplaceWhatIsThereUnderTheSameName) {
  EXPECT_THAT(with_additions({"A=1", "AB=2", "B=3", "bare"}, {"A=9", "C=4"}),
              ElementsAre("AB=2", "B=3", "bare", "A=9", "C=4"));
  EXPECT_THAT(with_additions({"A=1"}, {}), ElementsAre("A=1"));
}

}  // namespace
}  // namespace shrike
