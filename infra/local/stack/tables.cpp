#include "infra/local/stack/resources.h"

namespace shrike::local {

StackTable read_table(const std::string& name, const Properties& properties) {
  // CloudFormation's properties are CreateTable's parameters but for the last of these.
  properties.allow_only({"TableName", "AttributeDefinitions", "KeySchema", "BillingMode",
                         "ProvisionedThroughput", "GlobalSecondaryIndexes", "LocalSecondaryIndexes",
                         "PointInTimeRecoverySpecification", "SSESpecification", "Tags",
                         "TimeToLiveSpecification"});
  for (const char* required : {"AttributeDefinitions", "KeySchema"}) {
    if (!properties.has(required)) {
      refuse_template(properties.place() + "." + required, "is missing");
    }
  }
  auto input = properties.value();
  for (const char* no_counterpart : {"PointInTimeRecoverySpecification", "SSESpecification", "Tags",
                                     "TimeToLiveSpecification"}) {
    input.erase(no_counterpart);
  }
  input["TableName"] = name;
  return {.name = name, .create_table = input.dump()};
}

}  // namespace shrike::local
