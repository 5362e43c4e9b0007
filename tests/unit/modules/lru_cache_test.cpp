#include "handlers/modules/lru_cache.h"

#include <string>

#include <gtest/gtest.h>

namespace shrike {
namespace {

using Cache = LruCache<std::string, int>;

TEST(LruCache, ForgetsWhatWasNotUsedForLongest) {
  Cache cache(2);
  cache.store("a", 1);
  cache.store("b", 2);
  EXPECT_EQ(cache.find("a"), 1);
  cache.store("c", 3);
  EXPECT_EQ(cache.find("a"), 1);
  EXPECT_EQ(cache.find("b"), std::nullopt);
  EXPECT_EQ(cache.find("c"), 3);
}

TEST(LruCache, ReplacesAValueAndItsWeight) {
  Cache cache(10);
  cache.store("a", 1, 8);
  cache.store("a", 2, 1);
  cache.store("b", 3, 9);
  EXPECT_EQ(cache.find("a"), 2);
  EXPECT_EQ(cache.find("b"), 3);
}

TEST(LruCache, ForgetsAsManyAsTheNewOneWeighs) {
  Cache cache(10);
  cache.store("a", 1, 4);
  cache.store("b", 2, 4);
  cache.store("c", 3, 9);
  EXPECT_EQ(cache.find("a"), std::nullopt);
  EXPECT_EQ(cache.find("b"), std::nullopt);
  EXPECT_EQ(cache.find("c"), 3);
}

TEST(LruCache, DoesNotKeepWhatIsHeavierThanAll) {
  Cache cache(10);
  cache.store("a", 1);
  cache.store("a", 2, 11);
  EXPECT_EQ(cache.find("a"), std::nullopt);
}

}  // namespace
}  // namespace shrike
