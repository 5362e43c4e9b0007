"""What every stack has that is deployed, whatever tool wrote its template: one table of expectations.

    python expectations.py TEMPLATE.json...

prints what a CloudFormation template falls short of, and exits with 1 when there is something. The functions are pure:
they take the template as JSON has it.
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Resource = dict[str, Any]
Template = dict[str, Any]
# What is expected, as the end of a sentence that begins with the resource's name, and whether it holds.
Expectations = dict[str, Callable[[Template, str, Resource], bool]]

PRIVATE = {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True}
TWO_WEEKS = 14 * 24 * 60 * 60


def at(resource: Resource, path: str) -> Any:
    """The property at a path like `BucketEncryption.ServerSideEncryptionConfiguration.0`; None when it is not there."""
    value: Any = resource.get("Properties", {})
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def alternatives(value: Any) -> list[Any]:
    """What a value may be: both arms of every Fn::If."""
    if isinstance(value, dict) and set(value) == {"Fn::If"}:
        return [one for arm in value["Fn::If"][1:] for one in alternatives(arm)]
    return [] if value == {"Ref": "AWS::NoValue"} else [value]


def members(value: Any) -> list[Any]:
    """The members of a list that may be a single value, or have conditional members."""
    return [one for member in (value if isinstance(value, list) else [value]) for one in alternatives(member)]


def of_type(template: Template, kind: str) -> dict[str, Resource]:
    return {name: resource for name, resource in template["Resources"].items() if resource["Type"] == kind}


def refers_to(value: Any, name: str) -> bool:
    return value == {"Ref": name} or (isinstance(value, dict) and value.get("Fn::GetAtt", [None])[0] == name)


def denies_plain_http(template: Template, kind: str, property_name: str, target: str) -> bool:
    for policy in of_type(template, kind).values():
        if not any(refers_to(one, target) for one in members(at(policy, property_name))):
            continue
        for statement in at(policy, "PolicyDocument.Statement"):
            condition = statement.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport")
            if statement["Effect"] == "Deny" and str(condition).lower() == "false":
                return True
    return False


def lifecycle_rules(bucket: Resource) -> list[dict]:
    return members(at(bucket, "LifecycleConfiguration.Rules") or [])


def log_group_of(template: Template, function: Resource) -> Resource:
    group = at(function, "LoggingConfig.LogGroup")
    name = group.get("Ref") if isinstance(group, dict) else None
    return template["Resources"].get(name, {})


def invoke_config_of(template: Template, function: str) -> Resource:
    configs = of_type(template, "AWS::Lambda::EventInvokeConfig").values()
    return next((one for one in configs if refers_to(at(one, "FunctionName"), function)), {})


def alarmed(template: Template, metric: str, name: str) -> bool:
    """Whether an alarm watches the metric of the resource, directly or in an expression."""
    for alarm in of_type(template, "AWS::CloudWatch::Alarm").values():
        metrics = [at(alarm, "MetricName")] + [
            one.get("MetricStat", {}).get("Metric", {}).get("MetricName") for one in at(alarm, "Metrics") or []
        ]
        if metric in metrics and f'"{name}"' in json.dumps(alarm["Properties"]):
            return True
    return False


def invokers(template: Template) -> Iterator[Resource]:
    for permission in of_type(template, "AWS::Lambda::Permission").values():
        if at(permission, "Principal") == "s3.amazonaws.com":
            yield permission


def outlives_its_stack(_: Template, __: str, resource: Resource) -> bool:
    """Once it is there; what a first deployment made that failed goes, for its name would block the next one."""
    kept = (resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy"))
    return kept == ("RetainExceptOnCreate", "Retain")


BUCKET: Expectations = {
    "outlives its stack": outlives_its_stack,
    "is closed to the public": lambda _, __, bucket: at(bucket, "PublicAccessBlockConfiguration") == PRIVATE,
    "has no ACLs": lambda _, __, bucket: (
        at(bucket, "OwnershipControls.Rules.0.ObjectOwnership") == "BucketOwnerEnforced"
    ),
    "is encrypted": lambda _, __, bucket: (
        at(bucket, "BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.SSEAlgorithm")
        == "AES256"
    ),
    "is reached by TLS alone": lambda template, name, _: denies_plain_http(
        template, "AWS::S3::BucketPolicy", "Bucket", name
    ),
    "ends uploads that were left": lambda _, __, bucket: any(
        rule.get("AbortIncompleteMultipartUpload") == {"DaysAfterInitiation": 7} for rule in lifecycle_rules(bucket)
    ),
    "ends old versions, if it keeps any": lambda _, __, bucket: (
        at(bucket, "VersioningConfiguration.Status") != "Enabled"
        or any("NoncurrentVersionExpiration" in rule for rule in lifecycle_rules(bucket))
    ),
}

FUNCTION: Expectations = {
    "is a custom runtime": lambda _, __, function: at(function, "Runtime") == "provided.al2023",
    "has no physical name": lambda _, __, function: at(function, "FunctionName") is None,
    "logs JSON": lambda _, __, function: at(function, "LoggingConfig.LogFormat") == "JSON",
    "keeps its log for a time": lambda template, _, function: bool(
        at(log_group_of(template, function), "RetentionInDays")
    ),
    "is traced": lambda _, __, function: at(function, "TracingConfig.Mode") == "Active",
    "tries twice more, for an hour": lambda template, name, _: (
        at(invoke_config_of(template, name), "MaximumRetryAttempts") == 2
        and at(invoke_config_of(template, name), "MaximumEventAgeInSeconds") == 3600
    ),
    "keeps what failed": lambda template, name, _: bool(
        at(invoke_config_of(template, name), "DestinationConfig.OnFailure.Destination")
    ),
    "alarms of errors": lambda template, name, _: alarmed(template, "Errors", name),
    "alarms of throttles": lambda template, name, _: alarmed(template, "Throttles", name),
    "alarms of long invocations": lambda template, name, _: alarmed(template, "Duration", name),
}

QUEUE: Expectations = {
    "is encrypted": lambda _, __, queue: at(queue, "SqsManagedSseEnabled") is True,
    "keeps messages for two weeks": lambda _, __, queue: at(queue, "MessageRetentionPeriod") == TWO_WEEKS,
    "is reached by TLS alone": lambda template, name, _: denies_plain_http(
        template, "AWS::SQS::QueuePolicy", "Queues", name
    ),
    "has a dead-letter queue or an alarm": lambda template, name, queue: (
        bool(at(queue, "RedrivePolicy.deadLetterTargetArn"))
        or alarmed(template, "ApproximateNumberOfMessagesVisible", name)
    ),
}

TOPIC: Expectations = {
    "is encrypted": lambda _, __, topic: at(topic, "KmsMasterKeyId") is not None,
    "is reached by TLS alone": lambda template, name, _: denies_plain_http(
        template, "AWS::SNS::TopicPolicy", "Topics", name
    ),
}

TABLE: Expectations = {
    "outlives its stack": outlives_its_stack,
    "is encrypted": lambda _, __, table: at(table, "SSESpecification.SSEEnabled") is True,
    "can be restored": lambda _, __, table: (
        at(table, "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled") is True
    ),
    "is paid by use": lambda _, __, table: at(table, "BillingMode") == "PAY_PER_REQUEST",
}

STATE_MACHINE: Expectations = {
    "logs what fails": lambda _, __, machine: at(machine, "LoggingConfiguration.Level") == "ERROR",
    "is traced": lambda _, __, machine: at(machine, "TracingConfiguration.Enabled") is True,
    "alarms of failed executions": lambda template, name, _: alarmed(template, "ExecutionsFailed", name),
}

EXPECTATIONS = {
    "AWS::S3::Bucket": BUCKET,
    "AWS::Lambda::Function": FUNCTION,
    "AWS::SQS::Queue": QUEUE,
    "AWS::SNS::Topic": TOPIC,
    "AWS::DynamoDB::Table": TABLE,
    "AWS::StepFunctions::StateMachine": STATE_MACHINE,
}


def shortcomings(template: Template) -> list[str]:
    """`NAME: EXPECTATION` of everything that the stack lacks."""
    found = [
        f"{name}: {expectation}"
        for kind, expectations in EXPECTATIONS.items()
        for name, resource in of_type(template, kind).items()
        for expectation, holds in expectations.items()
        if not holds(template, name, resource)
    ]
    for permission in invokers(template):
        if not (at(permission, "SourceArn") and at(permission, "SourceAccount")):
            found.append("a permission of S3: names bucket and account")
    if not of_type(template, "AWS::CloudWatch::Dashboard"):
        found.append("stack: has a dashboard")
    return found


def main(files: list[str]) -> int:
    found = [f"{file}: {one}" for file in files for one in shortcomings(json.loads(Path(file).read_text()))]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
