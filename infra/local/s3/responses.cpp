#include "infra/local/s3/responses.h"

#include <algorithm>

namespace shrike::local {

ServerResponse xml_response(std::string document) {
  ServerResponse response;
  response.headers.set("Content-Type", "application/xml");
  response.body = std::move(document);
  return response;
}

ServerResponse empty_response(int status) {
  ServerResponse response;
  response.status = status;
  return response;
}

std::string quoted(const std::string& etag) { return '"' + etag + '"'; }

void set_version(ServerResponse& response, const ObjectVersion& version, bool versioned) {
  if (versioned) response.headers.set("x-amz-version-id", version.version_id);
}

void set_checksum(ServerResponse& response, const ObjectVersion& version) {
  if (!version.checksum) return;
  response.headers.set("x-amz-checksum-" + version.checksum->algorithm, version.checksum->base64);
  response.headers.set("x-amz-checksum-type",
                       version.checksum->composite ? "COMPOSITE" : "FULL_OBJECT");
}

std::string algorithm_name(const std::string& algorithm) {
  std::string name = algorithm;
  std::transform(name.begin(), name.end(), name.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  return name;
}

void write_checksum(XmlWriter& xml, const std::optional<StoredChecksum>& checksum) {
  if (!checksum) return;
  xml.add("Checksum" + algorithm_name(checksum->algorithm), checksum->base64);
  xml.add("ChecksumType", checksum->composite ? "COMPOSITE" : "FULL_OBJECT");
}

void set_encryption(ServerResponse& response) {
  response.headers.set("x-amz-server-side-encryption", "AES256");
}

}  // namespace shrike::local
