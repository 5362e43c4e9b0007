#include "infra/local/uuid.h"

#include <set>

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

TEST(Uuid, IsOfVersionFourWhateverTheBits) {
  EXPECT_EQ(uuid([] { return ~std::uint64_t{0}; }), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  EXPECT_EQ(uuid([] { return std::uint64_t{0}; }), "00000000-0000-4000-8000-000000000000");
}

TEST(Uuid, IsAnotherEachTime) {
  const auto random = random_bits();
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(uuid(random));
  EXPECT_EQ(seen.size(), 1000U);
}

}  // namespace
}  // namespace shrike::local
