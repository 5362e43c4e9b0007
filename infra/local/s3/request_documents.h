#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace shrike::local {

// The documents of S3's requests, but for notifications (notifications.h). Reading one throws
// AwsFault MalformedXML where it is not as the S3 API reference has it.

/// A part as CompleteMultipartUpload lists it.
struct ListedPart {
  int number = 0;
  std::string etag;      ///< without its quotes
  std::string checksum;  ///< of the upload's algorithm; empty where the client does not say
};

/// 1 to 10,000 parts in ascending order, else AwsFault InvalidPartOrder. `algorithm` as in
/// StoredChecksum.
[[nodiscard]] std::vector<ListedPart> read_part_list(std::string_view xml,
                                                     const std::string& algorithm,
                                                     const std::string& upload_id);

/// An object that DeleteObjects is to delete.
struct Doomed {
  std::string key;
  std::string version_id;  ///< empty: by name
  std::string etag;        ///< empty: whatever it is
};

struct Deletion {
  std::vector<Doomed> objects;  ///< 1 to 1,000
  bool quiet = false;           ///< what was deleted is not listed
};

[[nodiscard]] Deletion read_deletion(std::string_view xml);

/// At most ten tags, each key once, else AwsFault InvalidTag or BadRequest.
[[nodiscard]] std::map<std::string, std::string> read_tagging(std::string_view xml);

}  // namespace shrike::local
