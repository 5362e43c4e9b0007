#include "infra/local/s3/records.h"

#include <chrono>

#include <nlohmann/json.hpp>

#include "runtime/error.h"

namespace shrike::local {
namespace {

using Json = nlohmann::json;

/// Metadata comes from headers, which may hold any byte; JSON holds only UTF-8.
std::string dump(const Json& json) {
  return json.dump(1, ' ', false, Json::error_handler_t::replace);
}

TimePoint time_of(const Json& json) {
  return TimePoint(std::chrono::milliseconds(json.get<std::int64_t>()));
}

Json to_json(const ObjectVersion& version) {
  Json json{{"version_id", version.version_id},
            {"delete_marker", version.delete_marker},
            {"size", version.size},
            {"etag", version.etag},
            {"last_modified", version.last_modified.time_since_epoch().count()},
            {"headers", version.headers},
            {"metadata", version.metadata},
            {"tags", version.tags},
            {"sequencer", version.sequencer}};
  if (version.storage_class != kStandard) json["storage_class"] = version.storage_class;
  if (version.checksum) {
    json["checksum"] = {{"algorithm", version.checksum->algorithm},
                        {"base64", version.checksum->base64},
                        {"composite", version.checksum->composite}};
  }
  return json;
}

ObjectVersion version_of(const Json& json) {
  ObjectVersion version;
  json.at("version_id").get_to(version.version_id);
  json.at("delete_marker").get_to(version.delete_marker);
  json.at("size").get_to(version.size);
  json.at("etag").get_to(version.etag);
  version.last_modified = time_of(json.at("last_modified"));
  json.at("headers").get_to(version.headers);
  json.at("metadata").get_to(version.metadata);
  json.at("tags").get_to(version.tags);
  json.at("sequencer").get_to(version.sequencer);
  version.storage_class = json.value("storage_class", kStandard);
  if (const auto checksum = json.find("checksum"); checksum != json.end()) {
    version.checksum = StoredChecksum{.algorithm = checksum->at("algorithm").get<std::string>(),
                                      .base64 = checksum->at("base64").get<std::string>(),
                                      .composite = checksum->at("composite").get<bool>()};
  }
  return version;
}

std::string versioning_name(Versioning versioning) {
  switch (versioning) {
    case Versioning::Never:
      return "Never";
    case Versioning::Enabled:
      return "Enabled";
    case Versioning::Suspended:
      return "Suspended";
  }
  return "Never";
}

Versioning versioning_of(const std::string& name) {
  if (name == "Enabled") return Versioning::Enabled;
  return name == "Suspended" ? Versioning::Suspended : Versioning::Never;
}

/// Runs `read` over the parsed text, with the library's errors in the house's own.
template <class Read>
auto parse(std::string_view text, const Read& read) {
  try {
    return read(Json::parse(text));
  } catch (const Json::exception& error) {
    throw Error(ErrorKind::Reject, "Store.RecordInvalid",
                std::string("A sidecar file of the store is not readable: ") + error.what());
  }
}

}  // namespace

std::string write_object_version(const ObjectVersion& version) { return dump(to_json(version)); }

ObjectVersion read_object_version(std::string_view json) { return parse(json, version_of); }

std::string write_key_record(const std::string& key, const KeyRecord& record) {
  Json versions = Json::array();
  for (const ObjectVersion& version : record.versions) versions.push_back(to_json(version));
  return dump({{"key", key}, {"sequencer", record.sequencer}, {"versions", versions}});
}

std::pair<std::string, KeyRecord> read_key_record(std::string_view json) {
  return parse(json, [](const Json& parsed) {
    KeyRecord record;
    parsed.at("sequencer").get_to(record.sequencer);
    for (const Json& version : parsed.at("versions")) {
      record.versions.push_back(version_of(version));
    }
    return std::pair(parsed.at("key").get<std::string>(), record);
  });
}

std::string write_bucket_settings(const BucketSettings& settings) {
  Json notifications = Json::array();
  for (const BucketNotification& notification : settings.notifications.targets) {
    notifications.push_back({{"id", notification.id},
                             {"target_arn", notification.target_arn},
                             {"events", notification.events},
                             {"prefix", notification.prefix},
                             {"suffix", notification.suffix}});
  }
  return dump({{"created", settings.created.time_since_epoch().count()},
               {"versioning", versioning_name(settings.versioning)},
               {"notifications", notifications},
               {"event_bridge", settings.notifications.event_bridge}});
}

BucketSettings read_bucket_settings(std::string_view json) {
  return parse(json, [](const Json& parsed) {
    BucketSettings settings;
    settings.created = time_of(parsed.at("created"));
    settings.versioning = versioning_of(parsed.at("versioning").get<std::string>());
    for (const Json& notification : parsed.at("notifications")) {
      settings.notifications.targets.push_back(
          {.id = notification.at("id").get<std::string>(),
           .target_arn = notification.at("target_arn").get<std::string>(),
           .events = notification.at("events").get<std::vector<std::string>>(),
           .prefix = notification.at("prefix").get<std::string>(),
           .suffix = notification.at("suffix").get<std::string>()});
    }
    settings.notifications.event_bridge = parsed.value("event_bridge", false);
    return settings;
  });
}

}  // namespace shrike::local
