#include "handlers/modules/remove_outputs.h"

#include <compare>

#include <fmt/format.h>

#include "handlers/events/sequencer.h"
#include "handlers/modules/output_marks.h"
#include "runtime/error.h"

namespace shrike {
namespace {

constexpr int kRounds = 5;

bool is_ours(const ObjectInfo& output) { return !mark_of(output, kOutputMark).empty(); }

bool may_go(const ObjectInfo& output, const std::string& sequencer) {
  return is_ours(output) && std::is_lteq(compare_sequencers(sequencer_of(output), sequencer));
}

bool is_directly_in(const std::string& prefix, const ObjectKey& key) {
  return key.str().starts_with(prefix) && key.str().find('/', prefix.size()) == std::string::npos;
}

/// Calls `visit` with each key directly in the folder but the metadata object's.
template <class Visit>
void for_each_rendition(ObjectStore& store, const OutputFolder& folder, const CallScope& scope,
                        const Visit& visit) {
  std::string continuation;
  do {
    const ListedPage page = store.list(folder.bucket, folder.prefix, continuation, scope);
    for (const ListedObject& listed : page.objects) {
      if (is_directly_in(folder.prefix, listed.key) && listed.key != folder.metadata) {
        visit(listed.key);
      }
    }
    continuation = page.continuation;
  } while (!continuation.empty());
}

/// Whether it was there and ours to delete.
bool remove_one(ObjectStore& store, const BucketName& bucket, const ObjectKey& key,
                const std::string& sequencer, const CallScope& scope) {
  for (int round = 0; round < kRounds; ++round) {
    try {
      const ObjectInfo seen = store.head({bucket, key, {}}, scope);
      if (!may_go(seen, sequencer)) return false;
      store.remove(bucket, key, seen.etag, scope);
      return true;
    } catch (const Error& error) {
      if (error.type() == "Object.NotFound") return false;
      if (error.type() != "Object.Changed") throw;
    }
  }
  throw Error(ErrorKind::Retry, "Output.Contended",
              fmt::format("Another wrote the output each time between looking and deleting, "
                          "{} times",
                          kRounds));
}

}  // namespace

std::size_t remove_outputs(ObjectStore& store, const OutputFolder& folder,
                           const std::string& sequencer, const CallScope& scope) {
  std::size_t removed = 0;
  const auto remove = [&](const ObjectKey& key) {
    if (remove_one(store, folder.bucket, key, sequencer, scope)) ++removed;
  };
  remove(folder.metadata);
  for_each_rendition(store, folder, scope, remove);
  return removed;
}

bool has_later_outputs(ObjectStore& store, const OutputFolder& folder, const std::string& sequencer,
                       const CallScope& scope) {
  bool later = false;
  for_each_rendition(store, folder, scope, [&](const ObjectKey& key) {
    if (later) return;
    try {
      const ObjectInfo seen = store.head({folder.bucket, key, {}}, scope);
      later = is_ours(seen) && std::is_gt(compare_sequencers(sequencer_of(seen), sequencer));
    } catch (const Error& error) {
      if (error.type() != "Object.NotFound") throw;
    }
  });
  return later;
}

}  // namespace shrike
