#include "handlers/aws/listed_page.h"

#include <algorithm>

#include <pugixml.hpp>

#include "runtime/error.h"
#include "runtime/percent.h"

namespace shrike {
namespace {

/// As a form's value is encoded: a space is `+`.
ObjectKey decoded_key(std::string text) {
  std::replace(text.begin(), text.end(), '+', ' ');
  return ObjectKey(percent_decode(text));
}

}  // namespace

ListedPage listed_page_from(std::string_view xml) {
  pugi::xml_document document;
  const auto parsed = document.load_buffer(xml.data(), xml.size());
  const auto result = document.child("ListBucketResult");
  if (!parsed || !result) {
    throw Error(ErrorKind::Retry, "Service.Unavailable", "S3's list of objects cannot be read");
  }
  ListedPage page;
  for (const auto& contents : result.children("Contents")) {
    page.objects.push_back({decoded_key(contents.child_value("Key")), contents.child_value("ETag"),
                            contents.child("Size").text().as_ullong()});
  }
  if (result.child("IsTruncated").text().as_bool()) {
    page.continuation = result.child_value("NextContinuationToken");
  }
  return page;
}

}  // namespace shrike
