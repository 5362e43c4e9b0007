#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "infra/local/query.h"
#include "infra/local/s3/listing.h"
#include "infra/local/s3/xml.h"

namespace shrike::local {

/// What every listing's query says. Throws AwsFault InvalidArgument.
struct ListParameters {
  explicit ListParameters(const QueryParameters& query, std::string_view limit_name);

  std::string prefix;
  std::string delimiter;
  std::size_t limit = 1000;
  bool url_encoded = false;

  /// As `encoding-type` wants keys spelt.
  [[nodiscard]] std::string spell(const std::string& key) const;
  void write_common_prefixes(XmlWriter& xml, const ListPage& page) const;
};

/// A whole number from 0 to 2^31-1; `fallback` where the query has none. Throws AwsFault
/// InvalidArgument.
[[nodiscard]] std::size_t number_parameter(const QueryParameters& query, std::string_view name,
                                           std::size_t fallback);

}  // namespace shrike::local
