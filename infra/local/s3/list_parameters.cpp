#include "infra/local/s3/list_parameters.h"

#include <algorithm>
#include <limits>

#include "infra/local/s3/faults.h"
#include "infra/local/s3/formats.h"
#include "runtime/number.h"

namespace shrike::local {
namespace {

/// Source: S3 API reference: a listing gives up to 1,000 entries whatever was asked for.
constexpr std::size_t kMostEntries = 1000;

}  // namespace

std::size_t number_parameter(const QueryParameters& query, std::string_view name,
                             std::size_t fallback) {
  const std::string text = query.value_or_empty(name);
  if (text.empty()) return fallback;
  const auto value = parse_number<std::size_t>(text);
  if (!value || *value > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw faults::invalid_argument(
        "Provided " + std::string(name) + " not an integer or within integer range",
        std::string(name), text);
  }
  return *value;
}

ListParameters::ListParameters(const QueryParameters& query, std::string_view limit_name)
    : prefix(query.value_or_empty("prefix")),
      delimiter(query.value_or_empty("delimiter")),
      limit(std::min(number_parameter(query, limit_name, kMostEntries), kMostEntries)) {
  const std::string encoding = query.value_or_empty("encoding-type");
  url_encoded = encoding == "url";
  if (!encoding.empty() && !url_encoded) {
    throw faults::invalid_argument("Invalid Encoding Method specified in Request", "encoding-type",
                                   encoding);
  }
}

std::string ListParameters::spell(const std::string& key) const {
  return url_encoded ? form_encode_key(key) : key;
}

void ListParameters::write_common_prefixes(XmlWriter& xml, const ListPage& page) const {
  for (const std::string& common : page.common_prefixes) {
    xml.open("CommonPrefixes");
    xml.add("Prefix", spell(common));
    xml.close();
  }
}

}  // namespace shrike::local
