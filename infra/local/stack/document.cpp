#include "infra/local/stack/document.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/stack/properties.h"

namespace shrike::local {
namespace {

using nlohmann::json;

// AWS CloudFormation User Guide, "Understand CloudFormation quotas": template size in an S3 object,
// resources in a template.
constexpr std::size_t kMaxBytes = 1'048'576;
constexpr std::size_t kMaxResources = 500;
// Templates are a few levels deep; the bound keeps a hostile one from exhausting the stack.
constexpr int kMaxDepth = 64;

/// How deep brackets are nested at most, those in texts left out. Looked at before the parser sees
/// it: a parser's own callback costs the square of the members.
int depth_of(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  bool in_text = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_text && c == '\\') {
      ++at;
    } else if (c == '"') {
      in_text = !in_text;
    } else if (!in_text && (c == '{' || c == '[')) {
      deepest = std::max(deepest, ++depth);
    } else if (!in_text && (c == '}' || c == ']')) {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

json parse_document(std::string_view text) {
  if (text.size() > kMaxBytes) {
    refuse_template("template", fmt::format("is longer than {} bytes", kMaxBytes));
  }
  if (depth_of(text) > kMaxDepth) {
    refuse_template("template", fmt::format("nested deeper than {} levels", kMaxDepth));
  }
  try {
    return json::parse(text);
  } catch (const json::exception& error) {
    refuse_template("template", error.what());
  }
}

void check_template(const json& document) {
  if (!document.is_object() || !document.contains("Resources") ||
      !document["Resources"].is_object()) {
    refuse_template("template", "has no Resources");
  }
  if (document.contains("Transform")) {
    refuse_template("Transform",
                    "is not done yet: a template of SAM's goes through its translator");
  }
  Properties(document, "template")
      .allow_only({"AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Rules",
                   "Mappings", "Conditions", "Resources", "Outputs"});
  const auto& resources = document["Resources"];
  if (resources.size() > kMaxResources) {
    refuse_template("Resources", fmt::format("are more than {}", kMaxResources));
  }
  for (const auto& [id, resource] : resources.items()) {
    if (!resource.is_object() || !resource.contains("Type") || !resource["Type"].is_string()) {
      refuse_template(id, "has no Type");
    }
    Properties(resource, id)
        .allow_only({"Type", "Properties", "Condition", "DependsOn", "Metadata", "DeletionPolicy",
                     "UpdateReplacePolicy", "CreationPolicy", "UpdatePolicy"});
    static_cast<void>(Properties(resource, id).object("Properties"));
  }
}

}  // namespace shrike::local
