#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "infra/local/stack/template.h"

namespace shrike::local {

/// What Ref and Fn::GetAtt give of one resource.
struct Reference {
  std::string name;  ///< the physical one
  std::string ref;
  std::map<std::string, std::string> attributes;
};

struct NamedResource {
  std::string_view type;
  std::string id;                        ///< the logical one
  std::string name;                      ///< the physical one
  std::optional<std::string> path = {};  ///< of what IAM has: "/" and more
};

/// A resource of a type that has no names of its own is its logical id.
[[nodiscard]] Reference reference_to(const NamedResource& resource, const TemplateContext& context);

/// The property that a resource of the type is called by; nullptr where it has none.
[[nodiscard]] const char* name_property_of(std::string_view type);

/// The name of a resource that gives itself none: its logical id with dashes between the words, in
/// lower case, as the handlers and buckets are called (`CompareFaces` → `compare-faces`), without
/// the hash at the end of CDK's ids; a FIFO queue's ends in `.fifo`.
[[nodiscard]] std::string name_for(const std::string& id, const nlohmann::json& resource);

/// The name behind a resource's Ref: what comes after its last `:` or `/`.
[[nodiscard]] std::string name_of(const std::string& reference);

}  // namespace shrike::local
