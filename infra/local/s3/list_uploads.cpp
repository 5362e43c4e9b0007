#include "infra/local/s3/formats.h"
#include "infra/local/s3/list_parameters.h"
#include "infra/local/s3/multipart_operations.h"
#include "infra/local/s3/owner.h"
#include "infra/local/s3/responses.h"

namespace shrike::local::operations {
namespace {

/// Where a page begins: behind an upload, or behind all of a key's where there is no id.
struct Markers {
  std::string key;
  std::string id;

  [[nodiscard]] bool passed_by(const Upload& upload) const {
    if (upload.key != key || id.empty()) return upload.key > key;
    return upload.id > id;
  }
};

struct Page {
  std::vector<Upload> uploads;
  ListPage common;  ///< its common prefixes alone
  bool truncated = false;
  Upload last;
};

Page page_of(const std::vector<Upload>& uploads, const ListParameters& parameters,
             const Markers& markers) {
  Page page;
  for (const Upload& upload : uploads) {
    if (!upload.key.starts_with(parameters.prefix) || !markers.passed_by(upload)) continue;
    std::string rolled;
    if (!parameters.delimiter.empty()) {
      const std::size_t found = upload.key.find(parameters.delimiter, parameters.prefix.size());
      if (found != std::string::npos) {
        rolled = upload.key.substr(0, found + parameters.delimiter.size());
      }
    }
    auto& prefixes = page.common.common_prefixes;
    if (!rolled.empty() &&
        (rolled <= markers.key || (!prefixes.empty() && prefixes.back() == rolled))) {
      continue;
    }
    page.truncated = page.uploads.size() + prefixes.size() >= parameters.limit;
    if (page.truncated) return page;
    page.last = upload;
    if (rolled.empty()) {
      page.uploads.push_back(upload);
    } else {
      prefixes.push_back(rolled);
      page.last.key = rolled;
    }
  }
  return page;
}

}  // namespace

ServerResponse list_uploads(const S3Context& context, S3Request& request) {
  const ListParameters parameters(request.query, "max-uploads");
  const Markers markers{.key = request.query.value_or_empty("key-marker"),
                        .id = request.query.value_or_empty("upload-id-marker")};
  const Page page = page_of(context.uploads.list(request.bucket), parameters, markers);

  XmlWriter xml("ListMultipartUploadsResult");
  xml.add("Bucket", request.bucket);
  xml.add("KeyMarker", parameters.spell(markers.key));
  xml.add("UploadIdMarker", markers.id);
  if (page.truncated) {
    xml.add("NextKeyMarker", parameters.spell(page.last.key));
    xml.add("NextUploadIdMarker", page.last.id);
  }
  if (!parameters.prefix.empty()) xml.add("Prefix", parameters.spell(parameters.prefix));
  if (!parameters.delimiter.empty()) xml.add("Delimiter", parameters.spell(parameters.delimiter));
  xml.add("MaxUploads", parameters.limit);
  if (parameters.url_encoded) xml.add("EncodingType", "url");
  xml.add_flag("IsTruncated", page.truncated);
  for (const Upload& upload : page.uploads) {
    xml.open("Upload");
    xml.add("Key", parameters.spell(upload.key));
    xml.add("UploadId", upload.id);
    for (const char* person : {"Initiator", "Owner"}) {
      xml.open(person);
      xml.add("ID", kOwnerId);
      xml.close();
    }
    xml.add("StorageClass", upload.draft.storage_class);
    xml.add("Initiated", iso_date(upload.draft.last_modified));
    xml.close();
  }
  parameters.write_common_prefixes(xml, page.common);
  return xml_response(xml.text());
}

}  // namespace shrike::local::operations
