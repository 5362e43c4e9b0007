"""What every descriptor's stacks have, of what the CDK puts out."""

import json

import pytest

from conftest import SYSTEMS
from expectations import of_type, shortcomings


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_stack_has_what_every_stack_has(template_of, system):
    assert shortcomings(json.loads(template_of(system).read_text())) == []


@pytest.mark.parametrize("kind", ["AWS::S3::BucketPolicy", "AWS::Lambda::EventInvokeConfig", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard"])
def test_what_is_taken_away_is_missed(template_of, kind):
    template = json.loads(template_of("process").read_text())
    for name in of_type(template, kind):
        del template["Resources"][name]
    assert shortcomings(template) != []
