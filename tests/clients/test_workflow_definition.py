"""The state machine's definition, as it is deployed: valid, and about errors that there are."""

import json
import re
import subprocess
from pathlib import Path

from test_javascript import MODULES, node

ROOT = Path(__file__).resolve().parents[2]
DEFINITION = ROOT / "infra" / "stepfunctions" / "workflow.asl.json"
TABLE = ROOT / "infra" / "stepfunctions" / "README.md"

# What Lambda and Step Functions themselves report: AWS Step Functions Developer Guide, "Handle transient Lambda
# service exceptions"; Lambda's own answers for a function that timed out or ended.
PLATFORM = {
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
    "Lambda.Unknown",
    "Sandbox.Timedout",
    "Runtime.ExitError",
}


def definition() -> dict:
    return json.loads(DEFINITION.read_text())


def listed_errors() -> dict[str, str]:
    """Names of the table, with what it says of another try."""
    return dict(re.findall(r"^\| `([A-Z]\w+\.\w+)` \| (yes|no) \|", TABLE.read_text(), re.M))


def sources(*folders: str) -> str:
    files = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.[ch]*"))]
    return "\n".join(re.sub(r"//.*", "", file.read_text()) for file in files)


def matched_errors() -> set[str]:
    names = set()
    for state in definition()["States"].values():
        for rule in state.get("Retry", []) + state.get("Catch", []):
            names.update(rule["ErrorEquals"])
    return names


def test_is_valid():
    validator = MODULES / "asl-validator" / "dist" / "bin" / "asl-validator.js"
    done = subprocess.run(
        [node(), validator, "--json-path", DEFINITION], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_validator_would_notice(tmp_path):
    broken = definition()
    broken["States"]["Recognize"]["Next"] = "Nowhere"
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(broken))
    validator = MODULES / "asl-validator" / "dist" / "bin" / "asl-validator.js"
    done = subprocess.run([node(), validator, "--json-path", file], capture_output=True, timeout=60)
    assert done.returncode != 0


def test_deployments_fill_in_every_function():
    placeholders = set(re.findall(r"\$\{(\w+)\}", DEFINITION.read_text()))
    assert placeholders == {"RecognizeFunctionArn", "StoreResultsFunctionArn"}


def test_matches_only_errors_that_there_are():
    unknown = matched_errors() - PLATFORM - listed_errors().keys()
    assert not unknown


def test_tries_again_what_a_retry_can_help_and_catches_what_it_cannot():
    again = listed_errors()
    for name, state in definition()["States"].items():
        for rule in state.get("Retry", []):
            assert all(again.get(error, "yes") == "yes" for error in rule["ErrorEquals"]), name
        for rule in state.get("Catch", []):
            assert all(again[error] == "no" for error in rule["ErrorEquals"]), name


def test_the_code_throws_what_the_table_lists():
    text = sources("handlers", "runtime")
    assert not [name for name in listed_errors() if f'"{name}"' not in text]


def test_the_table_lists_what_the_code_throws():
    # The models look at pictures for the local cloud alone.
    text = sources(*(f"handlers/{room}" for room in ("aws", "events", "image", "modules", "pipeline")))
    thrown = re.findall(r'ErrorKind::(Retry|Reject|Ignore),\s*"([A-Z]\w+\.\w+)"', text)
    assert len(thrown) > 30
    kinds = {"yes": {"Retry"}, "no": {"Reject", "Ignore"}}
    table = listed_errors()
    for kind, name in thrown:
        # A bad RENDITIONS ends init as Runtime.ConfigInvalid; a service's own codes are not listed.
        if name == "Config.Invalid" or name.split(".")[0] in ("Aws", "Rekognition", "StepFunctions"):
            continue
        assert name in table, name
        assert kind in kinds[table[name]], f"{name} is of kind {kind}"
