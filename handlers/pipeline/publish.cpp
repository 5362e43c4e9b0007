#include "handlers/pipeline/publish.h"

#include <compare>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "handlers/events/sequencer.h"
#include "runtime/error.h"

namespace shrike {
namespace {

constexpr int kRounds = 5;

/// The object was not as the condition said: written, rewritten or deleted by another.
bool is_lost_race(const Error& error) {
  return error.type() == "Object.Changed" || error.type() == "Object.NotFound";
}

std::optional<ObjectInfo> find(ObjectStore& store, const Publication& publication,
                               const CallScope& scope) {
  try {
    return store.head({publication.bucket, publication.key, {}}, scope);
  } catch (const Error& error) {
    if (error.type() != "Object.NotFound") throw;
    return std::nullopt;
  }
}

PutOptions unconditional(const Publication& publication) {
  PutOptions options;
  options.content_type = publication.content_type;
  options.sha256 = publication.sha256;
  options.metadata = {{kOutputMark, std::string(publication.mark)},
                      {kDigestMark, publication.digest}};
  if (!publication.sequencer.empty()) options.metadata[kSequencerMark] = publication.sequencer;
  options.metadata.insert(publication.marks.begin(), publication.marks.end());
  return options;
}

/// The object as it was written; nothing when it was not as `seen`.
std::optional<ObjectInfo> put_if(ObjectStore& store, const Publication& publication,
                                 const ObjectInfo* seen, const CallScope& scope,
                                 const MarksOver& marks_over = {}) {
  PutOptions options = unconditional(publication);
  if (marks_over) options.metadata.merge(marks_over(seen));
  options.if_none_match = seen == nullptr;
  if (seen != nullptr) options.if_match = seen->etag;
  try {
    ObjectInfo written =
        store.put(publication.bucket, publication.key, publication.body, options, scope);
    written.metadata = options.metadata;
    return written;
  } catch (const Error& error) {
    if (!is_lost_race(error)) throw;
    return std::nullopt;
  }
}

}  // namespace

PublishedObject publish_object(ObjectStore& store, const Publication& publication,
                               const CallScope& scope, const MarksOver& marks_over) {
  std::optional<ObjectInfo> seen;
  for (int round = 0; round < kRounds; ++round) {
    if (auto written = put_if(store, publication, seen ? &*seen : nullptr, scope, marks_over)) {
      const bool looks_as_before = seen && seen->etag == written->etag;
      return {seen ? Published::Replaced : Published::Created, std::move(written->etag),
              std::move(written->metadata), looks_as_before};
    }
    seen = find(store, publication, scope);
    if (!seen) continue;

    const auto order = compare_sequencers(publication.sequencer, sequencer_of(*seen));
    if (std::is_lt(order)) {
      throw Error(ErrorKind::Ignore, "Event.Outdated",
                  "A later event of the same object has been processed already");
    }
    if (std::is_eq(order) && mark_of(*seen, kDigestMark) == publication.digest) {
      return {Published::Unchanged, std::move(seen->etag), std::move(seen->metadata), true};
    }
  }
  throw Error(ErrorKind::Retry, "Output.Contended",
              fmt::format("Another wrote the output each time between looking and writing, "
                          "{} times",
                          kRounds));
}

Published publish(ObjectStore& store, const Publication& publication, const CallScope& scope) {
  return publish_object(store, publication, scope).outcome;
}

std::optional<std::string> mark_again(ObjectStore& store, const Publication& publication,
                                      const std::string& etag, const CallScope& scope) {
  ObjectInfo seen;
  seen.etag = etag;
  const auto written = put_if(store, publication, &seen, scope);
  return written ? std::optional(written->etag) : std::nullopt;
}

ObjectInfo find_published(ObjectStore& store, const BucketName& bucket, const ObjectKey& key,
                          const CallScope& scope) {
  try {
    return store.head({bucket, key, {}}, scope);
  } catch (const Error& error) {
    if (error.type() == "Object.NotFound" || error.type() == "Object.AccessDenied") return {};
    throw;
  }
}

std::string published_sequencer(ObjectStore& store, const BucketName& bucket, const ObjectKey& key,
                                const CallScope& scope) {
  return sequencer_of(find_published(store, bucket, key, scope));
}

}  // namespace shrike
