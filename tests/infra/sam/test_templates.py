"""The templates as CloudFormation takes them: cfn-lint has nothing to say, of them nor of their translation."""

import functools
import json

import pytest
from cfnlint.api import lint
from cfnlint.core import get_rules
from cfnlint.rules import RulesCollection
from samtranslator.public.exceptions import InvalidDocumentException
from systems import SYSTEMS, stack_of, template_of, translated
from translate import as_text, translate


@functools.cache
def rules() -> RulesCollection:
    """All from mere information on. It takes longer to load them than to apply them."""
    return get_rules([], [], ["I"])


def findings(text: str) -> list[str]:
    found = lint(text, rules(), ["us-east-1"])
    return [f"{match.rule.id} {match.message} (line {match.linenumber})" for match in found]


def mentions(rule: str, found: list[str]) -> bool:
    return any(finding.startswith(rule) for finding in found)


def changed(system: str, right: str, wrong: str) -> str:
    text = template_of(system).read_text()
    assert right in text
    return text.replace(right, wrong)


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_template_is_clean(system):
    assert findings(template_of(system).read_text()) == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_its_translation_is_clean(system):
    assert findings(as_text(translated(system))) == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_local_stack_is_the_translation(system):
    assert stack_of(system).read_text() == as_text(translated(system)), "run infra/sam/write_stacks.py"


@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        ("!Ref Results\n", "!Ref Result\n", "E1020"),
        ("!GetAtt Failures.Arn", "!GetAtt Failures.Arm", "E1010"),
        ("Condition: HasEmailAddress", "Condition: HasEmail", "E3015"),
    ],
)
def test_the_linter_would_notice_in_a_template(right, wrong, rule):
    assert mentions(rule, findings(changed("process", right, wrong)))


# What Globals say is no function's yet before the translation.
@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        ("Runtime: provided.al2023", "Runtime: provided.al2032", "E3030"),
        ("MaximumRetryAttempts: 2", "MaximumRetryAttempts: 7", "E3034"),
        ("Tracing: Active", "Tracing: Always", "E3030"),
        ("OwnershipControls:", "OwnerControls:", "E3002"),
    ],
)
def test_the_linter_would_notice_in_a_translation(right, wrong, rule, tmp_path):
    file = tmp_path / "template.yaml"
    file.write_text(changed("process", right, wrong))
    assert mentions(rule, findings(as_text(translate(file))))


def test_sam_itself_would_notice(tmp_path):
    file = tmp_path / "template.yaml"
    file.write_text(changed("process", "Handler: process", "Handlers: process"))
    with pytest.raises(InvalidDocumentException):
        translate(file)


def test_the_linter_would_notice_a_circle():
    """The reason why the bucket is meant by its name: by reference, function, role and bucket wait for each other."""
    template = translated("process")
    permission = template["Resources"]["ProcessPermission"]["Properties"]
    permission["SourceArn"] = {"Fn::GetAtt": ["Images", "Arn"]}
    assert mentions("E3004", findings(json.dumps(template)))
