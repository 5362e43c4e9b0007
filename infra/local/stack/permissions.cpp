#include "infra/local/stack/permissions.h"

#include <algorithm>

#include <fmt/format.h>

#include "infra/local/resource_arn.h"
#include "infra/local/stack/notifier.h"
#include "infra/local/stack/references.h"

namespace shrike::local {
namespace {

class Checker {
 public:
  Checker(const Stack& stack, const ResourcePolicies& policies, const TemplateContext& context)
      : stack_(stack), policies_(policies), context_(context) {}

  void check_buckets() const {
    for (const auto& bucket : stack_.buckets) {
      const Notifier notifier{.service = "s3.amazonaws.com",
                              .arn = "arn:aws:s3:::" + bucket.name,
                              .account_id = context_.account_id};
      for (const auto& notification : bucket.notifications) {
        require_at_once(notifier, notification.target_arn, bucket.name);
      }
    }
  }

  void check_topics() const {
    for (const auto& subscription : stack_.subscriptions) {
      if (subscription.protocol != "lambda") continue;
      require(notifier_of("sns.amazonaws.com", subscription.topic_arn), subscription.endpoint,
              "topic " + name_of(subscription.topic_arn));
    }
  }

  void check_rules() const {
    for (const auto& rule : stack_.rules) {
      const auto arn = fmt::format("arn:aws:events:{}:{}:rule/{}", context_.region,
                                   context_.account_id, rule.name);
      for (const auto& target : rule.targets) {
        const auto parsed = parse_resource_arn(target);
        if (parsed && parsed->service == "lambda") {
          require(notifier_of("events.amazonaws.com", arn), target, "rule " + rule.name);
        }
      }
    }
  }

 private:
  [[nodiscard]] Notifier notifier_of(const std::string& service, const std::string& arn) const {
    return {.service = service, .arn = arn, .account_id = context_.account_id};
  }

  void require(const Notifier& notifier, const std::string& target, const std::string& who) const {
    if (is_policed(target) && policies_for(notifier, target).empty()) {
      refuse_template(who, reason(notifier, target));
    }
  }

  /// S3 asks when the bucket is made.
  void require_at_once(const Notifier& notifier, const std::string& target,
                       const std::string& bucket) const {
    if (!is_policed(target)) return;
    const std::string refusal = "Unable to validate the following destination configurations: ";
    const auto policies = policies_for(notifier, target);
    if (policies.empty()) {
      refuse_template("bucket " + bucket, refusal + reason(notifier, target));
    }
    if (std::none_of(policies.begin(), policies.end(),
                     [&](const std::string& id) { return policies_.is_made_before(id, bucket); })) {
      refuse_template("bucket " + bucket,
                      fmt::format("{}{} may be made after the bucket, which must DependsOn it",
                                  refusal, policies.front()));
    }
  }

  [[nodiscard]] static std::string reason(const Notifier& notifier, const std::string& target) {
    const bool queue = target.find(":sqs:") != std::string::npos;
    return fmt::format("no {} lets {} notify {} for {}",
                       queue ? "AWS::SQS::QueuePolicy" : "AWS::Lambda::Permission",
                       notifier.service, target, notifier.arn);
  }

  /// Topics are not: what a topic's policy says is not read here.
  [[nodiscard]] static bool is_policed(const std::string& target) {
    const auto arn = parse_resource_arn(target);
    return !arn || arn->service == "lambda" || arn->service == "sqs";
  }

  /// The logical ids of what lets it.
  [[nodiscard]] std::vector<std::string> policies_for(const Notifier& notifier,
                                                      const std::string& target) const {
    const auto queue =
        std::find_if(stack_.queues.begin(), stack_.queues.end(),
                     [&](const StackQueue& candidate) { return candidate.arn == target; });
    std::vector<std::string> ids;
    if (queue != stack_.queues.end()) {
      for (const auto& policy : policies_.queue_policies) {
        if (lets_send(policy, notifier, *queue)) ids.push_back(policy.place());
      }
    } else {
      for (const auto& permission : policies_.permissions) {
        if (lets_invoke(permission, notifier, name_of(target))) ids.push_back(permission.place());
      }
    }
    return ids;
  }

  const Stack& stack_;
  const ResourcePolicies& policies_;
  const TemplateContext& context_;
};

}  // namespace

void require_permissions(const Stack& stack, const ResourcePolicies& policies,
                         const TemplateContext& context) {
  const Checker checker(stack, policies, context);
  checker.check_buckets();
  checker.check_topics();
  checker.check_rules();
}

}  // namespace shrike::local
