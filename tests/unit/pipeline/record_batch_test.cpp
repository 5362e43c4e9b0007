#include "handlers/pipeline/record_batch.h"

#include <utility>

#include <gtest/gtest.h>

namespace shrike {
namespace {

TEST(RecordBatch, WorksOnAsManyRecordsAtOnceAsTheMemoryCarries) {
  const std::pair<std::uint64_t, std::size_t> rows[] = {
      {0, 1}, {128, 1}, {255, 1}, {256, 2}, {512, 4}, {1024, 8}, {1769, 8}, {10'240, 8}};
  for (const auto& [memory, records] : rows) EXPECT_EQ(records_at_once(memory), records) << memory;
}

}  // namespace
}  // namespace shrike
