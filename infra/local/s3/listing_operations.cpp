#include "infra/local/s3/listing_operations.h"

#include "infra/local/s3/faults.h"
#include "infra/local/s3/formats.h"
#include "infra/local/s3/list_parameters.h"
#include "infra/local/s3/owner.h"
#include "infra/local/s3/responses.h"
#include "runtime/base64.h"

namespace shrike::local::operations {
namespace {

void write_owner(XmlWriter& xml) {
  xml.open("Owner");
  xml.add("ID", kOwnerId);
  xml.close();
}

/// What `Contents` and `Version` have in common, in S3's order.
void write_facts(XmlWriter& xml, const ObjectVersion& version) {
  xml.add("LastModified", iso_date(version.last_modified));
  xml.add("ETag", quoted(version.etag));
  if (version.checksum) {
    xml.add("ChecksumAlgorithm", algorithm_name(version.checksum->algorithm));
    xml.add("ChecksumType", version.checksum->composite ? "COMPOSITE" : "FULL_OBJECT");
  }
  xml.add("Size", version.size);
}

void write_contents(XmlWriter& xml, const ListParameters& parameters, const ListPage& page,
                    bool with_owner) {
  for (const ListEntry& entry : page.entries) {
    xml.open("Contents");
    xml.add("Key", parameters.spell(entry.key));
    write_facts(xml, entry.version);
    if (with_owner) write_owner(xml);
    xml.add("StorageClass", entry.version.storage_class);
    xml.close();
  }
}

/// Name, Prefix, Delimiter and the like, as every listing begins.
void write_head(XmlWriter& xml, const S3Request& request, const ListParameters& parameters) {
  xml.add("Name", request.bucket);
  xml.add("Prefix", parameters.spell(parameters.prefix));
  if (!parameters.delimiter.empty()) xml.add("Delimiter", parameters.spell(parameters.delimiter));
  xml.add("MaxKeys", parameters.limit);
  if (parameters.url_encoded) xml.add("EncodingType", "url");
}

ListPage list(const S3Context& context, const S3Request& request, const ListParameters& parameters,
              std::string after) {
  ListPage page;
  context.store.visit(request.bucket, [&](const Keys& keys) {
    page = shrike::local::list_objects(keys, {.prefix = parameters.prefix,
                                              .delimiter = parameters.delimiter,
                                              .after = std::move(after),
                                              .limit = parameters.limit});
  });
  return page;
}

}  // namespace

ServerResponse list_objects_v2(const S3Context& context, S3Request& request) {
  const ListParameters parameters(request.query, "max-keys");
  const std::string start_after = request.query.value_or_empty("start-after");
  std::string after = start_after;
  const auto token = request.query.find("continuation-token");
  if (token) {
    after = base64_decode(*token).value_or("");
    if (after.empty()) {
      throw faults::invalid_argument("The continuation token provided is incorrect",
                                     "continuation-token", std::string(*token));
    }
  }
  const ListPage page = list(context, request, parameters, after);
  XmlWriter xml("ListBucketResult");
  write_head(xml, request, parameters);
  if (!start_after.empty()) xml.add("StartAfter", parameters.spell(start_after));
  if (token) xml.add("ContinuationToken", *token);
  xml.add("KeyCount", page.entries.size() + page.common_prefixes.size());
  xml.add_flag("IsTruncated", page.truncated);
  if (page.truncated) xml.add("NextContinuationToken", base64_encode(page.last));
  write_contents(xml, parameters, page, request.query.value_or_empty("fetch-owner") == "true");
  parameters.write_common_prefixes(xml, page);
  return xml_response(xml.text());
}

ServerResponse list_objects_v1(const S3Context& context, S3Request& request) {
  const ListParameters parameters(request.query, "max-keys");
  const std::string marker = request.query.value_or_empty("marker");
  const ListPage page = list(context, request, parameters, marker);
  XmlWriter xml("ListBucketResult");
  write_head(xml, request, parameters);
  xml.add("Marker", parameters.spell(marker));
  xml.add_flag("IsTruncated", page.truncated);
  // Without a delimiter the client takes the last key for its next marker.
  if (page.truncated && !parameters.delimiter.empty()) {
    xml.add("NextMarker", parameters.spell(page.last));
  }
  write_contents(xml, parameters, page, true);
  parameters.write_common_prefixes(xml, page);
  return xml_response(xml.text());
}

ServerResponse list_object_versions(const S3Context& context, S3Request& request) {
  const ListParameters parameters(request.query, "max-keys");
  const std::string key_marker = request.query.value_or_empty("key-marker");
  const std::string version_marker = request.query.value_or_empty("version-id-marker");
  if (!version_marker.empty() && key_marker.empty()) {
    throw faults::invalid_argument("A version-id marker cannot be specified without a key marker.",
                                   "version-id-marker", version_marker);
  }
  ListPage page;
  context.store.visit(request.bucket, [&](const Keys& keys) {
    page = list_versions(keys,
                         {.prefix = parameters.prefix,
                          .delimiter = parameters.delimiter,
                          .after = key_marker,
                          .limit = parameters.limit},
                         version_marker);
  });
  XmlWriter xml("ListVersionsResult");
  write_head(xml, request, parameters);
  xml.add("KeyMarker", parameters.spell(key_marker));
  xml.add("VersionIdMarker", version_marker);
  xml.add_flag("IsTruncated", page.truncated);
  if (page.truncated) {
    xml.add("NextKeyMarker", parameters.spell(page.last));
    if (!page.last_version_id.empty()) xml.add("NextVersionIdMarker", page.last_version_id);
  }
  for (const ListEntry& entry : page.entries) {
    xml.open(entry.version.delete_marker ? "DeleteMarker" : "Version");
    xml.add("Key", parameters.spell(entry.key));
    xml.add("VersionId", entry.version.version_id);
    xml.add_flag("IsLatest", entry.latest);
    if (entry.version.delete_marker) {
      xml.add("LastModified", iso_date(entry.version.last_modified));
      write_owner(xml);
    } else {
      write_facts(xml, entry.version);
      write_owner(xml);
      xml.add("StorageClass", entry.version.storage_class);
    }
    xml.close();
  }
  parameters.write_common_prefixes(xml, page);
  return xml_response(xml.text());
}

}  // namespace shrike::local::operations
