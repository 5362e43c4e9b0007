#include "handlers/pipeline/publish.h"

#include <compare>
#include <optional>

#include <fmt/format.h>

#include "handlers/events/sequencer.h"
#include "runtime/error.h"

namespace shrike {
namespace {

constexpr int kRounds = 5;

std::string value_of(const ObjectInfo& info, const char* name) {
  const auto found = info.metadata.find(name);
  return found == info.metadata.end() ? std::string() : found->second;
}

std::string sequencer_of(const ObjectInfo& info) {
  std::string sequencer = value_of(info, kSequencerMark);
  return is_sequencer(sequencer) ? sequencer : std::string();
}

/// The object was not as the condition said: written, rewritten or deleted by another.
bool is_lost_race(const Error& error) {
  return error.type() == "Object.Changed" || error.type() == "S3.ConditionalRequestConflict" ||
         error.type() == "Object.NotFound";
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
  options.metadata = {{kOutputMark, std::string(publication.mark)},
                      {kDigestMark, publication.digest}};
  if (!publication.sequencer.empty()) options.metadata[kSequencerMark] = publication.sequencer;
  return options;
}

bool put_if(ObjectStore& store, const Publication& publication,
            const std::optional<ObjectInfo>& seen, const CallScope& scope) {
  PutOptions options = unconditional(publication);
  options.if_none_match = !seen;
  if (seen) options.if_match = seen->etag;
  try {
    store.put(publication.bucket, publication.key, publication.body, options, scope);
    return true;
  } catch (const Error& error) {
    if (!is_lost_race(error)) throw;
    return false;
  }
}

}  // namespace

Published publish(ObjectStore& store, const Publication& publication, const CallScope& scope) {
  std::optional<ObjectInfo> seen;
  for (int round = 0; round < kRounds; ++round) {
    if (put_if(store, publication, seen, scope)) return Published::Written;
    seen = find(store, publication, scope);
    if (!seen) continue;

    const auto order = compare_sequencers(publication.sequencer, sequencer_of(*seen));
    if (std::is_lt(order)) {
      throw Error(ErrorKind::Ignore, "Event.Outdated",
                  "A later event of the same object has been processed already");
    }
    if (std::is_eq(order) && value_of(*seen, kDigestMark) == publication.digest) {
      return Published::Unchanged;
    }
  }
  throw Error(ErrorKind::Retry, "Output.Contended",
              fmt::format("Another wrote the output each time between looking and writing, "
                          "{} times",
                          kRounds));
}

std::string published_sequencer(ObjectStore& store, const BucketName& bucket, const ObjectKey& key,
                                const CallScope& scope) {
  try {
    return sequencer_of(store.head({bucket, key, {}}, scope));
  } catch (const Error& error) {
    if (error.type() == "Object.NotFound" || error.type() == "Object.AccessDenied") return {};
    throw;
  }
}

}  // namespace shrike
