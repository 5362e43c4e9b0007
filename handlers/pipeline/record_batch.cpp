#include "handlers/pipeline/record_batch.h"

#include <algorithm>
#include <map>
#include <utility>

#include "handlers/modules/parallel.h"

namespace shrike {
namespace {

/// For a thread, its connections and what it says; MemoryGate is who counts the images.
constexpr std::uint64_t kMegabytesPerRecord = 32;
/// DetectLabels takes 5 to 50 requests a second of an account, by its region.
constexpr std::uint64_t kMostRecords = 16;

struct Slot {
  const S3Record* record;
  RecordOutcome* outcome;
};

/// Records of the same object, in the event's order.
struct Chain {
  std::vector<Slot> slots;
  std::size_t done = 0;

  /// As far as records fit into the memory.
  void run(const RecordRunner& runner, const RecordMemory& memory) {
    for (; done < slots.size(); ++done) {
      auto outcome = runner.run(*slots[done].record, memory);
      if (!outcome) return;
      *slots[done].outcome = *std::move(outcome);
    }
  }
};

/// Places for all outcomes, those of what could not be read filled in.
std::vector<ItemOutcome> prepare(std::span<const EventItem> items, const RecordRunner& runner) {
  std::vector<ItemOutcome> outcomes(items.size());
  for (std::size_t index = 0; index < items.size(); ++index) {
    auto& records = outcomes[index].records;
    for (const Error& error : items[index].malformed) records.push_back(runner.refuse(error));
    records.resize(records.size() + items[index].records.size());
  }
  return outcomes;
}

std::vector<Chain> chains_of(std::span<const EventItem> items, std::vector<ItemOutcome>& outcomes) {
  std::vector<Chain> chains;
  std::map<std::pair<BucketName, ObjectKey>, std::size_t> positions;
  for (std::size_t index = 0; index < items.size(); ++index) {
    std::size_t place = items[index].malformed.size();
    for (const S3Record& record : items[index].records) {
      const auto [position, is_new] =
          positions.try_emplace({record.object.bucket, record.object.key}, chains.size());
      if (is_new) chains.emplace_back();
      chains[position->second].slots.push_back({&record, &outcomes[index].records[place++]});
    }
  }
  return chains;
}

}  // namespace

std::size_t records_at_once(std::uint64_t function_memory_mb) {
  return std::clamp<std::uint64_t>(function_memory_mb / kMegabytesPerRecord, 1, kMostRecords);
}

std::vector<ItemOutcome> run_records(std::span<const EventItem> items, const RecordRunner& runner,
                                     std::uint64_t function_memory_mb) {
  std::vector<ItemOutcome> outcomes = prepare(items, runner);
  std::vector<Chain> chains = chains_of(items, outcomes);
  const std::size_t threads = records_at_once(function_memory_mb);
  if (chains.size() > 1 && threads > 1) {
    MemoryGate gate(function_memory_mb);
    for_each_index(chains.size(), threads,
                   [&](std::size_t index) { chains[index].run(runner, RecordMemory(gate)); });
  }
  for (Chain& chain : chains) chain.run(runner, RecordMemory());
  return outcomes;
}

}  // namespace shrike
