#include "handlers/events/sequencer.h"

#include <string>

#include <gtest/gtest.h>

namespace shrike {
namespace {

TEST(Sequencer, ComparesAsHexadecimalFractions) {
  EXPECT_TRUE(compare_sequencers("0055AED6DCD90281E5", "0055AED6DCD90281E6") < 0);
  EXPECT_TRUE(compare_sequencers("00643717F9F8B85354", "006408CAD69598B05E") > 0);
  EXPECT_TRUE(compare_sequencers("0A", "0B") < 0);
  EXPECT_TRUE(compare_sequencers("09", "0A") < 0);
}

TEST(Sequencer, PadsTheShorterOnItsRight) {
  EXPECT_TRUE(compare_sequencers("1", "02") > 0);
  EXPECT_TRUE(compare_sequencers("617f08299329d189", "617f08299329d18900") == 0);
  EXPECT_TRUE(compare_sequencers("617f08299329d189", "617f08299329d18901") < 0);
}

TEST(Sequencer, IgnoresCase) { EXPECT_TRUE(compare_sequencers("00aBcD", "00AbCd") == 0); }

TEST(Sequencer, TakesAnAbsentOneAsTheOldest) {
  EXPECT_TRUE(compare_sequencers("", "0055AED6DCD90281E5") < 0);
  EXPECT_TRUE(compare_sequencers("0055AED6DCD90281E5", "") > 0);
  EXPECT_TRUE(compare_sequencers("", "") == 0);
}

TEST(Sequencer, IsHexadecimalAndBounded) {
  EXPECT_TRUE(is_sequencer("0055AED6DCD90281E5"));
  EXPECT_TRUE(is_sequencer("abcdef"));
  EXPECT_TRUE(is_sequencer(std::string(kMaxSequencerLength, '0')));
  EXPECT_FALSE(is_sequencer(""));
  EXPECT_FALSE(is_sequencer("00g0"));
  EXPECT_FALSE(is_sequencer("00\r\nx-amz-acl: public-read"));
  EXPECT_FALSE(is_sequencer(std::string(kMaxSequencerLength + 1, '0')));
}

}  // namespace
}  // namespace shrike
