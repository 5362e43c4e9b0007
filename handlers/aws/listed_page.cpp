#include "handlers/aws/listed_page.h"

#include <algorithm>
#include <utility>

#include <pugixml.hpp>

#include "handlers/aws/object_key_limit.h"
#include "runtime/error.h"
#include "runtime/number.h"
#include "runtime/percent.h"

namespace shrike {
namespace {

/// A thousand keys of 1,024 bytes, encoded, with what is said of each, come to half of it.
constexpr std::size_t kMaxDocument = std::size_t{8} * 1024 * 1024;

Error unreadable() {
  return {ErrorKind::Retry, "Service.Unavailable", "S3's list of objects cannot be read"};
}

/// As a form's value is encoded: a space is `+`.
std::string form_decoded(std::string text) {
  std::replace(text.begin(), text.end(), '+', ' ');
  return percent_decode(text);
}

std::uint64_t number_from(std::string_view text) {
  const auto number = parse_number<std::uint64_t>(text);
  if (!number) throw unreadable();
  return *number;
}

ListedObject object_from(const pugi::xml_node& contents, bool encoded) {
  std::string key = contents.child_value("Key");
  if (encoded) key = form_decoded(std::move(key));
  if (key.empty() || key.size() > kMaxKeyBytes) throw unreadable();
  return {ObjectKey(std::move(key)), contents.child_value("ETag"),
          number_from(contents.child_value("Size"))};
}

}  // namespace

ListedPage listed_page_from(std::string_view xml) {
  if (xml.size() > kMaxDocument) throw unreadable();
  pugi::xml_document document;
  // A raw key may be nothing but spaces.
  const auto parsed =
      document.load_buffer(xml.data(), xml.size(),
                           pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8);
  const auto result = document.child("ListBucketResult");
  if (!parsed || !result) throw unreadable();
  const bool encoded = std::string_view(result.child_value("EncodingType")) == "url";
  ListedPage page;
  for (const auto& contents : result.children("Contents")) {
    page.objects.push_back(object_from(contents, encoded));
  }
  if (std::string_view(result.child_value("IsTruncated")) == "true") {
    page.continuation = result.child_value("NextContinuationToken");
    if (page.continuation.empty()) throw unreadable();
  }
  return page;
}

}  // namespace shrike
