#include "handlers/pipeline/record_batch.h"

#include <utility>

#include <gtest/gtest.h>

namespace shrike {
namespace {

TEST(RecordBatch, WorksOnAsManyRecordsAtOnceAsTheMemoryCarries) {
  const std::pair<std::uint64_t, std::size_t> rows[] = {
      {0, 1}, {63, 1}, {128, 4}, {256, 8}, {512, 16}, {1769, 16}, {10'240, 16}};
  for (const auto& [memory, records] : rows) EXPECT_EQ(records_at_once(memory), records) << memory;
}

}  // namespace
}  // namespace shrike
