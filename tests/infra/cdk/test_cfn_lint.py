"""CloudFormation's own schema and cfn-lint's rules, of what the CDK puts out."""

import json
import subprocess

import pytest

from conftest import SYSTEMS, THIRD_PARTY

CFN_LINT = THIRD_PARTY / "sam" / "bin" / "cfn-lint"

# W3005: the CDK writes a function's dependency on its role, which the reference to it is already.
ACCEPTED = ["--ignore-checks", "W3005"]
# Its schema of a definition has tasks of the partition `aws` alone; asl-validator has seen the definitions filled in.
FILLED_IN = "E3601:'arn:${Partition}:states:::lambda:invoke'"

MISTAKES = {
    "a runtime that there is not": (("Process", "Properties", "Runtime"), "provided.al2025", "E3030"),
    "less memory than Lambda has": (("Process", "Properties", "MemorySize"), 64, "E3034"),
    "a reference to nothing": (("Process", "Properties", "Role"), {"Fn::GetAtt": ["Nobody", "Arn"]}, "E1010"),
    "a property that there is not": (("Images", "Properties", "Encrypted"), True, "E3002"),
}


def findings(*templates) -> list[str]:
    """All of them by one run: it takes cfn-lint longer to load its rules than to apply them."""
    command = [CFN_LINT, "--format", "parseable", *ACCEPTED, "--", *templates]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return [line for line in done.stdout.splitlines() if FILLED_IN not in line]


def test_it_finds_nothing(template_of):
    assert findings(*(template_of(system) for system in SYSTEMS)) == []


@pytest.fixture(scope="module")
def found_of_mistakes(template_of, tmp_path_factory):
    """What it finds of a system with all the mistakes."""
    document = json.loads(template_of("process").read_text())
    for (*way, last), value, _ in MISTAKES.values():
        place = document["Resources"]
        for step in way:
            place = place[step]
        place[last] = value
    planted = tmp_path_factory.mktemp("planted") / "planted.template.json"
    planted.write_text(json.dumps(document))
    return findings(planted)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_it_finds_what_was_planted(found_of_mistakes, mistake):
    rule = MISTAKES[mistake][2]
    assert any(f":{rule}:" in finding for finding in found_of_mistakes), found_of_mistakes
