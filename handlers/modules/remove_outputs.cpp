#include "handlers/modules/remove_outputs.h"

#include <compare>
#include <cstdint>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/events/sequencer.h"
#include "handlers/modules/foreign_json.h"
#include "handlers/modules/output_marks.h"
#include "runtime/error.h"
#include "runtime/mebibyte.h"

namespace shrike {
namespace {

constexpr int kRounds = 5;
constexpr std::uint64_t kMostMetadataBytes = 64 * kMebibyte;

bool is_ours(const ObjectInfo& output) { return !mark_of(output, kOutputMark).empty(); }

std::weak_ordering age_of(const ObjectInfo& output, const std::string& sequencer) {
  return compare_sequencers(sequencer_of(output), sequencer);
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

/// Whether it was there, ours, and one that `may_go`.
template <class MayGo>
bool remove_one(ObjectStore& store, const BucketName& bucket, const ObjectKey& key,
                const MayGo& may_go, const CallScope& scope) {
  for (int round = 0; round < kRounds; ++round) {
    try {
      const ObjectInfo seen = store.head({bucket, key, {}}, scope);
      if (!is_ours(seen) || !may_go(seen)) return false;
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
  const auto is_not_later = [&](const ObjectInfo& output) {
    return std::is_lteq(age_of(output, sequencer));
  };
  const auto remove = [&](const ObjectKey& key) {
    if (remove_one(store, folder.bucket, key, is_not_later, scope)) ++removed;
  };
  remove(folder.metadata);
  for_each_rendition(store, folder, scope, remove);
  return removed;
}

std::size_t remove_older_renditions(ObjectStore& store, const OutputFolder& folder,
                                    const std::string& sequencer, const CallScope& scope) {
  std::size_t removed = 0;
  const auto is_older = [&](const ObjectInfo& output) {
    return std::is_lt(age_of(output, sequencer));
  };
  for_each_rendition(store, folder, scope, [&](const ObjectKey& key) {
    if (remove_one(store, folder.bucket, key, is_older, scope)) ++removed;
  });
  return removed;
}

bool has_later_outputs(ObjectStore& store, const OutputFolder& folder, const std::string& sequencer,
                       const CallScope& scope) {
  bool later = false;
  for_each_rendition(store, folder, scope, [&](const ObjectKey& key) {
    if (later) return;
    try {
      const ObjectInfo seen = store.head({folder.bucket, key, {}}, scope);
      later = is_ours(seen) && std::is_gt(age_of(seen, sequencer));
    } catch (const Error& error) {
      if (error.type() != "Object.NotFound") throw;
    }
  });
  return later;
}

StoredDocument read_document(ObjectStore& store, const ObjectRef& metadata,
                             const CallScope& scope) {
  StoredDocument stored;
  std::string body;
  stored.info = store.get(metadata, kMostMetadataBytes, scope,
                          [&](const ObjectInfo&, std::string_view chunk) { body += chunk; });
  auto document = nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (document.is_object()) stored.document = std::move(document);
  return stored;
}

bool has_renditions_told_of(ObjectStore& store, const OutputFolder& folder,
                            const CallScope& scope) {
  const StoredDocument metadata = read_document(store, {folder.bucket, folder.metadata, {}}, scope);
  const auto named = metadata.document.value("renditions", nlohmann::json::array());
  for (const auto& rendition : named) {
    try {
      const ObjectInfo seen =
          store.head({folder.bucket, ObjectKey(text_at(rendition, "key")), {}}, scope);
      if (std::is_lt(age_of(seen, sequencer_of(metadata.info)))) return false;
    } catch (const Error& error) {
      if (error.type() != "Object.NotFound") throw;
      return false;
    }
  }
  return true;
}

}  // namespace shrike
