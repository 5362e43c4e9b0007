#include <array>

#include "infra/local/stack/resources.h"

namespace shrike::local {

StackTable read_table(const std::string& name, const Properties& properties) {
  constexpr std::array kNoCounterpart = {"ContributorInsightsSpecification",
                                         "DeletionProtectionEnabled",
                                         "PointInTimeRecoverySpecification",
                                         "SSESpecification",
                                         "TableClass",
                                         "Tags",
                                         "TimeToLiveSpecification"};
  // CloudFormation's properties are CreateTable's parameters but for these.
  std::vector<std::string_view> allowed = {"TableName",
                                           "AttributeDefinitions",
                                           "KeySchema",
                                           "BillingMode",
                                           "ProvisionedThroughput",
                                           "GlobalSecondaryIndexes",
                                           "LocalSecondaryIndexes"};
  allowed.insert(allowed.end(), kNoCounterpart.begin(), kNoCounterpart.end());
  properties.allow_only(allowed);
  for (const char* required : {"AttributeDefinitions", "KeySchema"}) {
    if (!properties.has(required)) {
      refuse_template(properties.place() + "." + required, "is missing");
    }
  }
  auto input = properties.value();
  for (const char* name_of_property : kNoCounterpart) input.erase(name_of_property);
  input["TableName"] = name;
  return {.name = name, .create_table = input.dump()};
}

}  // namespace shrike::local
