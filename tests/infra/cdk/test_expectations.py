"""What every descriptor's stacks have, and what no policy allows, of what the CDK puts out."""

import json

import pytest

from conftest import SYSTEMS
from expectations import of_type, shortcomings
from policy_check import template_findings


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_stack_has_what_every_stack_has(template_of, system):
    assert shortcomings(json.loads(template_of(system).read_text())) == []


@pytest.mark.parametrize(
    "kind",
    ["AWS::S3::BucketPolicy", "AWS::Lambda::EventInvokeConfig", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard"],
)
def test_what_is_taken_away_is_missed(template_of, kind):
    template = json.loads(template_of("process").read_text())
    for name in of_type(template, kind):
        del template["Resources"][name]
    assert shortcomings(template) != []


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_policy_is_wider_than_it_must_be(template_of, system):
    assert template_findings(json.loads(template_of(system).read_text())) == []


def test_a_wildcard_that_is_planted_is_found(template_of):
    template = json.loads(template_of("process").read_text())
    statement = {"Sid": "Planted", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    template["Resources"]["ProcessRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"].append(statement)
    assert [finding for finding in template_findings(template) if "Planted" in finding]
