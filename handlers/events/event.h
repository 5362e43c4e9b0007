#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "handlers/aws/object_names.h"
#include "runtime/error.h"

namespace shrike {

/// Where an invocation comes from, which decides what it must be answered with.
enum class EventSource {
  S3,           ///< an S3 notification
  S3Test,       ///< what S3 sends once when a notification is configured
  EventBridge,  ///< an event of `aws.s3`, from a rule or as the input of a workflow's task
  Sns,
  Sqs,
  SqsFifo,
  S3Batch,  ///< S3 Batch Operations, invocation schema 1.0 and 2.0
  Http,     ///< a function URL, an HTTP API (payload 2.0) or a REST API (1.0)
  Direct,   ///< `{"bucket","key"[,"version"][,"sequencer"]}`: by hand or by a workflow
};

enum class EventAction {
  Created,  ///< ObjectCreated:*, and whatever asks for an object outright
  Removed,  ///< ObjectRemoved:*, LifecycleExpiration:*
  Other,    ///< tags, access control lists, restores, …: nothing for an image pipeline
};

/// One object that an event speaks of.
struct S3Record {
  EventAction action = EventAction::Other;
  /// By S3's name without "s3:", such as "ObjectCreated:Put", whatever the source calls it; empty
  /// where a caller asks for the object himself. Events that are Other may keep the source's name.
  std::string event_name{};
  ObjectRef object{};
  /// What the key may also mean, when there is no such object: AWS does not say how EventBridge and
  /// the manifests of S3 Batch Operations spell theirs.
  std::optional<ObjectKey> other_key{};
  std::string sequencer{};              ///< absent (empty) on tag and access control events
  std::optional<std::uint64_t> size{};  ///< absent on removals
  std::string etag{};                   ///< without quotes, as notifications give it
};

/// What a source delivers, and takes back, as one: a message, a task; the whole event otherwise.
struct EventItem {
  std::string id{};  ///< messageId or taskId; empty for other sources, and where it is unreadable
  std::vector<S3Record> records{};
  /// What could not be read, all of kind Reject; it does not cost the records beside it.
  std::vector<Error> malformed{};
  /// Set by S3's test event: the bucket that announces itself.
  std::optional<std::string> tested_bucket{};
};

/// What an invocation of S3 Batch Operations wants to hear again, and what its job passes.
struct S3BatchInvocation {
  std::string schema_version{};
  std::string invocation_id{};
  std::map<std::string, std::string> user_arguments{};
};

struct Event {
  EventSource source = EventSource::Direct;
  std::vector<EventItem> items{};
  S3BatchInvocation batch{};  ///< of S3Batch alone
};

}  // namespace shrike
