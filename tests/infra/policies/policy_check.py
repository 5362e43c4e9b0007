"""Holds policies to least privilege: every action by its name, every resource by its ARN.

    policy_check.py TEMPLATE.json…

reads every role, policy and resource policy of CloudFormation templates, says what allows too much, a line
each, and ends with 1 where there is any. findings() does it for the statements of one policy.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

# AWS has no resource type for these: the resource must be *. Source: the Service Authorization Reference
# of Amazon Rekognition, AWS X-Ray and Amazon CloudWatch Logs (log deliveries, as Step Functions' logging asks
# for them).
WITHOUT_RESOURCE_TYPE = {
    "rekognition:CompareFaces": "compares two images, which are in the request",
    "rekognition:DetectFaces": "looks at an image, which is in the request",
    "rekognition:DetectLabels": "looks at an image, which is in the request",
    "rekognition:DetectModerationLabels": "looks at an image, which is in the request",
    "rekognition:DetectText": "looks at an image, which is in the request",
    "xray:PutTraceSegments": "traces belong to the account",
    "xray:PutTelemetryRecords": "traces belong to the account",
    "xray:GetSamplingRules": "sampling rules are asked for as a whole",
    "xray:GetSamplingTargets": "sampling rules are asked for as a whole",
    "logs:CreateLogDelivery": "log deliveries belong to the account",
    "logs:GetLogDelivery": "log deliveries belong to the account",
    "logs:UpdateLogDelivery": "log deliveries belong to the account",
    "logs:DeleteLogDelivery": "log deliveries belong to the account",
    "logs:ListLogDeliveries": "log deliveries belong to the account",
    "logs:PutResourcePolicy": "resource policies of logs belong to the account",
    "logs:DescribeResourcePolicies": "resource policies of logs belong to the account",
    "logs:DescribeLogGroups": "log groups are listed as a whole",
}

ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9]+")
IDENTITY_POLICIES = {"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"}
RESOURCE_POLICIES = {"AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"}


def findings(statements: list[dict] | dict) -> list[str]:
    """What the statements of an identity or resource policy allow too widely, a sentence each. Denials are
    as wide as they like. References of CloudFormation are taken for the one name that they stand for."""
    found = []
    for number, statement in enumerate(_listed(statements), 1):
        if statement.get("Effect") == "Deny":
            continue
        name = statement.get("Sid", f"statement {number}")
        found += [f"{name}: {finding}" for finding in _findings_of(statement)]
    return found


def template_findings(template: dict) -> list[str]:
    """The same for every role and policy of a CloudFormation template, with the resource's logical id."""
    found = []
    for place, statements in _policies(template):
        found += [f"{place}: {finding}" for finding in findings(statements)]
    for name, resource in template.get("Resources", {}).items():
        for arn in _listed(resource.get("Properties", {}).get("ManagedPolicyArns", [])):
            if ":aws:policy/" in _text(arn):
                found.append(f"{name}: {_text(arn)} is AWS's own policy, which is wider than any one function's need")
    return found


def _findings_of(statement: dict) -> Iterator[str]:
    for word in ("NotAction", "NotResource", "NotPrincipal"):
        if word in statement:
            yield f"{word} allows everything that it does not name"
    actions = [_text(action) for action in _listed(statement.get("Action", []))]
    for action in actions:
        if not ACTION.fullmatch(action):
            yield f"{action} is not one action by its name"
    for resource in map(_text, _listed(statement.get("Resource", []))):
        if resource != "*":
            if _is_wide(resource):
                yield f"{resource} names no one resource"
            continue
        for action in actions:
            if action not in WITHOUT_RESOURCE_TYPE:
                yield f"{action} is allowed on *, though AWS has a resource type for it"
    if _is_everybody(statement.get("Principal")) and not statement.get("Condition"):
        yield "it lets everybody in"


def _is_wide(arn: str) -> bool:
    """Whether anything but the end of the name is open: `arn:aws:s3:::images/*` has its bucket's name."""
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return not arn.startswith("<")
    # An S3 bucket's name comes first; others' names come behind the resource's type, if they have one.
    open_name = r"[*?]" if parts[2] == "s3" else r"([a-z-]+[:/])?[*?]"
    return any(mark in part for part in parts[:5] for mark in "*?") or bool(re.match(open_name, parts[5]))


def _is_everybody(principal: object) -> bool:
    if isinstance(principal, dict):
        return any(_is_everybody(value) for value in principal.values())
    return "*" in _listed(principal) if principal else False


def _policies(template: dict) -> Iterator[tuple[str, list[dict] | dict]]:
    for name, resource in template.get("Resources", {}).items():
        properties = resource.get("Properties", {})
        kind = resource.get("Type")
        if kind in IDENTITY_POLICIES | RESOURCE_POLICIES and "PolicyDocument" in properties:
            yield name, properties["PolicyDocument"].get("Statement", [])
        if kind == "AWS::IAM::Role":
            # Whom it trusts: what is checked of it is the principal.
            yield name + ".AssumeRolePolicyDocument", properties.get("AssumeRolePolicyDocument", {}).get("Statement", [])
            for policy in properties.get("Policies", []):
                yield f"{name}.{_text(policy.get('PolicyName', ''))}", policy.get("PolicyDocument", {}).get("Statement", [])


def _text(value: object) -> str:
    """A value with its references as <Name>: whatever they stand for, it is one name."""
    if not isinstance(value, dict):
        return str(value)
    (function, argument), *_ = value.items()
    if function == "Fn::Join":
        return argument[0].join(_text(part) for part in argument[1])
    if function == "Fn::Sub":
        text = argument if isinstance(argument, str) else argument[0]
        return re.sub(r"\$\{([^}]*)\}", lambda match: _name(match[1]), text)
    return _name(argument if isinstance(argument, str) else ".".join(map(str, argument)))


def _name(reference: str) -> str:
    """Without a colon, which would look like the end of an ARN's part."""
    return "<" + reference.replace("::", ".") + ">"


def _listed(value: object) -> list:
    """A value as a list, with both arms of what is conditional: either may be deployed."""
    return [arm for member in (value if isinstance(value, list) else [value]) for arm in _arms(member)]


def _arms(value: object) -> list:
    if isinstance(value, dict) and set(value) == {"Fn::If"}:
        _, *arms = value["Fn::If"]
        return [each for arm in arms for each in _arms(arm) if each != {"Ref": "AWS::NoValue"}]
    return [value]


def main(paths: list[str]) -> int:
    found = [f"{path}: {line}" for path in paths for line in template_findings(json.loads(Path(path).read_text()))]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
