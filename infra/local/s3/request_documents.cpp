#include "infra/local/s3/request_documents.h"

#include "handlers/aws/etag.h"
#include "infra/local/s3/faults.h"
#include "infra/local/s3/object_headers.h"
#include "infra/local/s3/responses.h"
#include "infra/local/s3/xml.h"
#include "runtime/number.h"

namespace shrike::local {
namespace {

/// Source: S3 User Guide, "Amazon S3 multipart upload limits".
constexpr std::size_t kMostParts = 10000;
/// Source: S3 API reference, DeleteObjects.
constexpr std::size_t kMostKeys = 1000;

int part_number(std::string_view text) {
  const auto number = parse_number<int>(text);
  if (!number) throw faults::malformed_xml();
  return *number;
}

}  // namespace

std::vector<ListedPart> read_part_list(std::string_view xml, const std::string& algorithm,
                                       const std::string& upload_id) {
  const XmlReader document(xml, "CompleteMultipartUpload");
  const std::string checksum_name = "Checksum" + algorithm_name(algorithm);
  std::vector<ListedPart> parts;
  for (const pugi::xml_node node : document.root().children("Part")) {
    ListedPart part{.number = part_number(text_of(node, "PartNumber")),
                    .etag = without_quotes(text_of(node, "ETag")),
                    .checksum = text_of(node, checksum_name.c_str())};
    if (!parts.empty() && parts.back().number >= part.number) {
      throw AwsFault(400, "InvalidPartOrder",
                     "The list of parts was not in ascending order. The parts list must be "
                     "specified in order by part number.",
                     {{"UploadId", upload_id}});
    }
    parts.push_back(std::move(part));
  }
  if (parts.empty() || parts.size() > kMostParts) throw faults::malformed_xml();
  return parts;
}

Deletion read_deletion(std::string_view xml) {
  const XmlReader document(xml, "Delete");
  Deletion deletion;
  deletion.quiet = text_of(document.root(), "Quiet") == "true";
  for (const pugi::xml_node object : document.root().children("Object")) {
    deletion.objects.push_back({.key = text_of(object, "Key"),
                                .version_id = text_of(object, "VersionId"),
                                .etag = text_of(object, "ETag")});
    if (deletion.objects.back().key.empty()) throw faults::malformed_xml();
  }
  if (deletion.objects.empty() || deletion.objects.size() > kMostKeys) {
    throw faults::malformed_xml();
  }
  return deletion;
}

std::map<std::string, std::string> read_tagging(std::string_view xml) {
  const XmlReader document(xml, "Tagging");
  std::map<std::string, std::string> tags;
  for (const pugi::xml_node tag : document.root().child("TagSet").children("Tag")) {
    if (!tag.child("Key") || !tag.child("Value")) throw faults::malformed_xml();
    const std::string key = text_of(tag, "Key");
    if (!tags.emplace(key, text_of(tag, "Value")).second) {
      throw AwsFault(400, "InvalidTag", "Cannot provide multiple Tags with the same key",
                     {{"TagKey", key}});
    }
  }
  check_tags(tags);
  return tags;
}

}  // namespace shrike::local
