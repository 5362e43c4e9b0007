"""Least privilege, checked without running anything: the table of the handlers, and the check itself."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import policy_check
import table

TABLE = table.load()
ALL_ROWS = [(entry, row) for entry in TABLE["handlers"] for row in table.rows(TABLE, entry)]
ARNS = {
    "images": "arn:aws:s3:::images",
    "images/*": "arn:aws:s3:::images/*",
    "results": "arn:aws:s3:::results",
    "results/*": "arn:aws:s3:::results/*",
    "references": "arn:aws:s3:::references",
    "references/*": "arn:aws:s3:::references/*",
    "topic": "arn:aws:sns:us-east-1:000000000000:topic",
    "table": "arn:aws:dynamodb:us-east-1:000000000000:table/tasks",
    "state-machine": "arn:aws:states:us-east-1:000000000000:stateMachine:workflow",
    "queue": "arn:aws:sqs:us-east-1:000000000000:queue",
    "failures": "arn:aws:sqs:us-east-1:000000000000:failures",
    "log-streams": "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/process:*",
    "any": "*",
}


def allowing(action, resource="arn:aws:s3:::images/*", **members):
    return {"Sid": "It", "Effect": "Allow", "Action": action, "Resource": resource} | members


@pytest.mark.parametrize("entry", TABLE["handlers"])
def test_the_table_allows_nothing_wider_than_it_must(entry):
    assert policy_check.findings(table.statements(table.rows(TABLE, entry), ARNS)) == []


@pytest.mark.parametrize("entry", TABLE["handlers"])
def test_the_table_names_each_action_on_a_thing_once(entry):
    named = [(action, row["on"]) for row in table.rows(TABLE, entry) for action in row["actions"]]
    assert len(named) == len(set(named))
    sids = [row["sid"] for row in table.rows(TABLE, entry)]
    assert len(sids) == len(set(sids))


def test_the_table_uses_every_thing_and_feature_that_it_explains():
    assert {row["on"] for _, row in ALL_ROWS} == set(TABLE["things"])
    assert {row["when"] for _, row in ALL_ROWS if "when" in row} == set(TABLE["features"])
    assert all(re.fullmatch(r"[A-Za-z0-9]+", row["sid"]) for _, row in ALL_ROWS)


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        (allowing("*"), "It: * is not one action by its name"),
        (allowing("s3:*"), "It: s3:* is not one action by its name"),
        (allowing(["s3:GetObject", "s3:Put?bject"]), "It: s3:Put?bject is not one action by its name"),
        (allowing("s3:GetObject", "*"), "It: s3:GetObject is allowed on *, though AWS has a resource type for it"),
        (allowing("s3:GetObject", "arn:aws:s3:::*"), "It: arn:aws:s3:::* names no one resource"),
        (allowing("s3:GetObject", "arn:aws:s3:::*/*"), "It: arn:aws:s3:::*/* names no one resource"),
        (allowing("sns:Publish", "arn:aws:sns:*:1:t"), "It: arn:aws:sns:*:1:t names no one resource"),
        (allowing("sqs:SendMessage", "arn:aws:sqs:e:1:*"), "It: arn:aws:sqs:e:1:* names no one resource"),
        (allowing("dynamodb:GetItem", "arn:aws:dynamodb:e:1:table/*"), "It: arn:aws:dynamodb:e:1:table/* names no one resource"),
        (allowing("lambda:InvokeFunction", "arn:aws:lambda:e:1:function:*"), "It: arn:aws:lambda:e:1:function:* names no one resource"),
        (allowing("s3:GetObject", {"Fn::Sub": "arn:${AWS::Partition}:s3:::*"}), "It: arn:<AWS.Partition>:s3:::* names no one resource"),
        (allowing("s3:GetObject", {"Fn::Join": ["", ["arn:aws:s3:::", "*"]]}), "It: arn:aws:s3:::* names no one resource"),
        ({"Effect": "Allow", "NotAction": "s3:GetObject", "Resource": "arn:aws:s3:::i/*"}, "statement 1: NotAction allows everything that it does not name"),
        ({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::i/*"}, "statement 1: NotResource allows everything that it does not name"),
        (allowing("s3:GetObject", Principal="*"), "It: it lets everybody in"),
        (allowing("s3:GetObject", Principal={"AWS": ["*"]}), "It: it lets everybody in"),
    ],
)  # fmt: skip
def test_what_allows_too_much_is_found(statement, finding):
    assert policy_check.findings(statement) == [finding]


@pytest.mark.parametrize(
    "statement",
    [
        allowing("s3:GetObject"),
        allowing(["rekognition:DetectLabels", "xray:PutTraceSegments"], "*"),
        allowing("s3:GetObject", {"Fn::Sub": "${Images.Arn}/*"}),
        allowing("s3:GetObject", {"Fn::Join": ["", [{"Fn::GetAtt": ["Images", "Arn"]}, "/*"]]}),
        allowing("logs:PutLogEvents", {"Fn::GetAtt": ["Log", "Arn"]}),
        allowing("sqs:SendMessage", {"Ref": "Queue"}, Principal={"Service": "s3.amazonaws.com"}),
        allowing("s3:GetObject", Principal="*", Condition={"StringEquals": {"aws:SourceAccount": "1"}}),
        {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"},
    ],
)
def test_what_is_as_narrow_as_aws_lets_it_be_passes(statement):
    assert policy_check.findings([statement]) == []


def template_with(kind, properties):
    return {"Resources": {"Thing": {"Type": kind, "Properties": properties}}}


WIDE = {"Statement": [allowing("s3:*")]}
TRUST = {"Statement": {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}}


@pytest.mark.parametrize(
    ("template", "place"),
    [
        (template_with("AWS::IAM::Role", {"AssumeRolePolicyDocument": TRUST, "Policies": [{"PolicyName": "calls", "PolicyDocument": WIDE}]}), "Thing.calls: It"),
        (template_with("AWS::IAM::Role", {"AssumeRolePolicyDocument": {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}}), "Thing.AssumeRolePolicyDocument: statement 1: it lets"),
        (template_with("AWS::IAM::Role", {"ManagedPolicyArns": ["arn:aws:iam::aws:policy/AmazonS3FullAccess"]}), "Thing: arn:aws:iam::aws:policy/AmazonS3FullAccess is AWS's own"),
        (template_with("AWS::IAM::Policy", {"PolicyDocument": WIDE}), "Thing: It"),
        (template_with("AWS::IAM::ManagedPolicy", {"PolicyDocument": WIDE}), "Thing: It"),
        (template_with("AWS::SQS::QueuePolicy", {"PolicyDocument": WIDE}), "Thing: It"),
        (template_with("AWS::S3::BucketPolicy", {"PolicyDocument": WIDE}), "Thing: It"),
    ],
)  # fmt: skip
def test_the_command_names_the_place_in_the_template(tmp_path, template, place):
    path = tmp_path / "template.json"
    path.write_text(json.dumps(template))
    command = [sys.executable, Path(policy_check.__file__), path]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert shown.returncode == 1, shown.stderr
    (line,) = shown.stdout.splitlines()
    assert line.startswith(f"{path}: {place}")


@pytest.mark.parametrize(
    "statement",
    [
        {"Fn::If": ["Wide", allowing("s3:*"), {"Ref": "AWS::NoValue"}]},
        {"Fn::If": ["Narrow", allowing("s3:GetObject"), {"Fn::If": ["Wide", allowing("s3:*"), allowing("s3:PutObject")]}]},
        allowing({"Fn::If": ["Wide", "s3:*", "s3:GetObject"]}),
        allowing("s3:GetObject", {"Fn::If": ["Wide", "*", "arn:aws:s3:::images/*"]}),
    ],
)
def test_what_allows_too_much_under_a_condition_is_found(statement):
    assert len(policy_check.findings([statement])) == 1


def test_the_command_says_nothing_of_a_template_that_is_narrow(tmp_path):
    path = tmp_path / "template.json"
    role = {"AssumeRolePolicyDocument": TRUST, "Policies": [{"PolicyName": "calls", "PolicyDocument": {"Statement": [allowing("s3:GetObject")]}}]}  # fmt: skip
    path.write_text(json.dumps(template_with("AWS::IAM::Role", role)))
    shown = subprocess.run([sys.executable, Path(policy_check.__file__), path], capture_output=True, text=True, timeout=60)
    assert (shown.returncode, shown.stdout) == (0, "")
