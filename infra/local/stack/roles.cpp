#include "infra/local/stack/roles.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/stack/properties.h"
#include "infra/local/stack/resource_types.h"

namespace shrike::local {
namespace {

using nlohmann::json;

/// One of AWS's managed policies, and what it allows on everything. Source: the AWS Managed Policy
/// Reference.
struct ManagedPolicy {
  std::string_view arn;
  const char* actions;
};

constexpr const char* kTraces =
    R"("xray:PutTraceSegments","xray:PutTelemetryRecords","xray:GetSamplingRules",)"
    R"("xray:GetSamplingTargets","xray:GetSamplingStatisticSummaries")";

constexpr std::array<ManagedPolicy, 4> kOfThePlatform{{
    {"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
     R"("logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents")"},
    {"arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole",
     R"("sqs:ReceiveMessage","sqs:DeleteMessage","sqs:GetQueueAttributes",)"
     R"("logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents")"},
    {"arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess", kTraces},
    {"arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess", kTraces},
}};

bool contains(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

/// Gathers the policies of one role.
class RoleReader {
 public:
  RoleReader(const json& resources, Scope& scope, const std::string& id)
      : resources_(resources),
        scope_(scope),
        role_(scope.reference(id, id)),
        properties_(properties_of(id)) {}

  std::vector<std::string> read() {
    if (properties_.has("PermissionsBoundary")) {
      refuse_template(properties_.place() + ".PermissionsBoundary", "is not evaluated here");
    }
    for (const auto& policy : properties_.objects("Policies")) add(policy);
    managed_ = properties_.list_of_texts("ManagedPolicyArns");
    for (const auto& [id, resource] : resources_.items()) {
      if (scope_.is_made(resource, id)) read_beside(id, resource["Type"].get<std::string>());
    }
    for (const auto& arn : managed_) add_managed(arn);
    return std::move(documents_);
  }

 private:
  /// A policy that is a resource of its own, where it is this role's.
  void read_beside(const std::string& id, std::string_view type) {
    if (type == resource_type::kPolicy || type == resource_type::kManagedPolicy) {
      const auto roles = resolve(raw_properties(id).value("Roles", json::array()), scope_, id);
      const auto attached =
          contains(Properties({{"Roles", roles}}, id).list_of_texts("Roles"), role_.name);
      const auto by_arn = std::find(managed_.begin(), managed_.end(), scope_.reference(id, id).ref);
      if (attached || by_arn != managed_.end()) add(properties_of(id));
      if (by_arn != managed_.end()) managed_.erase(by_arn);
    } else if (type == resource_type::kRolePolicy) {
      const auto properties = properties_of(id);
      if (properties.text("RoleName") == role_.name && properties.has("PolicyDocument")) {
        add(properties);
      }
    }
  }

  void add_managed(const std::string& arn) {
    const auto* const known =
        std::find_if(kOfThePlatform.begin(), kOfThePlatform.end(),
                     [&](const ManagedPolicy& policy) { return policy.arn == arn; });
    if (known == kOfThePlatform.end()) {
      refuse_template(properties_.place() + ".ManagedPolicyArns",
                      fmt::format("{} is not known here: write out what it is to allow", arn));
    }
    documents_.push_back(fmt::format(
        R"({{"Version":"2012-10-17","Statement":[{{"Sid":"{}","Effect":"Allow","Action":[{}],)"
        R"("Resource":"*"}}]}})",
        arn.substr(arn.rfind('/') + 1), known->actions));
  }

  void add(const Properties& policy) {
    if (!policy.has("PolicyDocument")) {
      refuse_template(policy.place() + ".PolicyDocument", "is missing");
    }
    documents_.push_back(policy.object("PolicyDocument").value().dump());
  }

  [[nodiscard]] json raw_properties(const std::string& id) const {
    return resources_[id].value("Properties", json::object());
  }

  [[nodiscard]] Properties properties_of(const std::string& id) const {
    return {resolve(raw_properties(id), scope_, id), id};
  }

  const json& resources_;
  Scope& scope_;
  const Reference role_;
  const Properties properties_;
  std::vector<std::string> managed_;
  std::vector<std::string> documents_;
};

}  // namespace

std::optional<std::vector<std::string>> policies_of_role(const std::string& role_arn,
                                                         const json& resources, Scope& scope) {
  for (const auto& [id, resource] : resources.items()) {
    if (resource["Type"] != resource_type::kRole || !scope.is_made(resource, id)) continue;
    if (scope.reference(id, id).attributes.at("Arn") == role_arn) {
      return RoleReader(resources, scope, id).read();
    }
  }
  return std::nullopt;
}

}  // namespace shrike::local
