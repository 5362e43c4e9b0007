"""The state machines' definitions, as they are deployed: valid, and about errors that there are."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from expectations import of_type
from systems import REPOSITORY, THIRD_PARTY, translated, written

DEFINITIONS = REPOSITORY / "infra" / "stepfunctions"
TABLE = DEFINITIONS / "README.md"
MODULES = THIRD_PARTY / "node-clients" / "node_modules"

# What a deployment fills in.
PLACEHOLDERS = {
    "workflow.asl.json": {"Partition", "RecognizeFunctionArn", "StoreResultsFunctionArn"},
    "bulk.asl.json": {"Partition", "ProcessFunctionArn", "ImagesBucket", "ResultsBucket"},
}

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

# Of an invocation whose records share the memory: a task's has one record.
SHARED = {"Function.NeedsAllMemory"}
# Of a download that is broken off or damaged: a call without one is Service.Unavailable then.
DOWNLOADED = {
    "Network.ConnectFailed",
    "Network.Interrupted",
    "Network.Protocol",
    "Network.Timeout",
    "Object.ChecksumMismatch",
}
# Of what is written to a bucket: Recognize writes nothing.
WRITTEN = {"Output.Contended"}
# What another try would help but does not happen in a task; the rest of the table's is tried again there.
IMPOSSIBLE = {
    ("workflow.asl.json", "Recognize"): SHARED | WRITTEN,
    ("workflow.asl.json", "StoreResults"): SHARED | DOWNLOADED,
    ("workflow.asl.json", "StoreRefusal"): SHARED | DOWNLOADED,
    ("bulk.asl.json", "Process"): SHARED,
}


def definition(name: str, partition: str = "aws") -> dict:
    return json.loads((DEFINITIONS / name).read_text().replace("${Partition}", partition))


def states_of(machine: dict) -> dict[str, dict]:
    """Its states and those of its maps' children."""
    found = {}
    for name, state in machine["States"].items():
        found[name] = state
        if "ItemProcessor" in state:
            found |= states_of(state["ItemProcessor"])
    return found


def listed_errors() -> dict[str, str]:
    """Names of the table, with what it says of another try."""
    return dict(re.findall(r"^\| `([A-Z]\w+\.\w+)` \| (yes|no) \|", TABLE.read_text(), re.M))


def rules_of(state: dict) -> list[dict]:
    return state.get("Retry", []) + state.get("Catch", [])


def sources(*folders: str) -> str:
    files = [file for folder in folders for file in sorted((REPOSITORY / folder).rglob("*.[ch]*"))]
    return "\n".join(re.sub(r"//.*", "", file.read_text()) for file in files)


def validate(file: Path) -> subprocess.CompletedProcess:
    (node,) = MODULES.glob("node-linux-*/bin/node")
    validator = MODULES / "asl-validator" / "dist" / "bin" / "asl-validator.js"
    return subprocess.run([node, validator, "--json-path", file], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("name", PLACEHOLDERS)
@pytest.mark.parametrize("partition", ["aws", "aws-us-gov", "aws-cn"])
def test_is_valid(name, partition, tmp_path):
    file = tmp_path / name
    file.write_text(json.dumps(definition(name, partition)))
    done = validate(file)
    assert done.returncode == 0, done.stdout + done.stderr


def mistaken(name: str, mistake) -> dict:
    machine = definition(name)
    mistake(machine, states_of(machine))
    return machine


@pytest.mark.parametrize("name", PLACEHOLDERS)
@pytest.mark.parametrize(
    "mistake",
    [
        lambda machine, _: machine.update(StartAt="Nowhere"),
        lambda machine, _: machine["States"].update(Alone={"Type": "Pass", "End": True}),
        lambda machine, _: machine["States"].update(Odd={"Type": "Taks", "End": True}),
        lambda _, states: next(one for one in states.values() if "Catch" in one)["Catch"][0].update(Next="Nowhere"),
        lambda _, states: next(one for one in states.values() if "Retry" in one)["Retry"][0].update(MaxAttempts=-1),
        lambda _, states: next(one for one in states.values() if one.get("End")).pop("End"),
        lambda _, states: next(one for one in states.values() if one["Type"] == "Task").pop("Resource"),
    ],
    ids=["no start", "unreachable state", "unknown type", "missing state", "negative retries", "no end", "no resource"],
)
def test_the_validator_would_notice(name, mistake, tmp_path):
    file = tmp_path / name
    file.write_text(json.dumps(mistaken(name, mistake)))
    assert validate(file).returncode != 0


@pytest.mark.parametrize(("name", "placeholders"), PLACEHOLDERS.items())
def test_deployments_fill_in_the_partition_and_every_function_and_bucket(name, placeholders):
    assert set(re.findall(r"\$\{(\w+)\}", (DEFINITIONS / name).read_text())) == placeholders
    (machine,) = of_type(translated(name.removesuffix(".asl.json")), "AWS::StepFunctions::StateMachine").values()
    substitutions = machine["Properties"]["DefinitionSubstitutions"]
    assert substitutions.keys() == placeholders
    assert substitutions["Partition"] == {"Ref": "AWS::Partition"}


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_calls_services_of_the_partition_that_it_runs_in(name):
    assert "arn:aws" not in (DEFINITIONS / name).read_text()


def test_a_task_waits_for_its_function_to_end_by_itself():
    """What Step Functions gives up runs on, and is not tried again: States.Timeout is in no Retry."""
    bulk = definition("bulk.asl.json")["States"]["Images"]["ItemProcessor"]["States"]["Process"]
    assert bulk["TimeoutSeconds"] > written("bulk")["Globals"]["Function"]["Timeout"]
    most = written("workflow")["Parameters"]["Timeout"]["MaxValue"]
    tasks = [state for state in states_of(definition("workflow.asl.json")).values() if state["Type"] == "Task"]
    assert all(task["TimeoutSeconds"] >= most for task in tasks)


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_matches_only_errors_that_there_are(name):
    rules = [rule for state in states_of(definition(name)).values() for rule in rules_of(state)]
    matched = {error for rule in rules for error in rule["ErrorEquals"]}
    assert len(matched) > 10
    assert not matched - PLATFORM - listed_errors().keys()


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_tries_again_what_a_retry_can_help_and_catches_what_it_cannot(name):
    again = listed_errors()
    for state in states_of(definition(name)).values():
        for rule in state.get("Retry", []):
            assert all(again.get(error, "yes") == "yes" for error in rule["ErrorEquals"])
        for rule in state.get("Catch", []):
            assert all(again[error] == "no" for error in rule["ErrorEquals"])


@pytest.mark.parametrize(("name", "task"), IMPOSSIBLE)
def test_tries_again_all_that_a_retry_can_help_but_what_cannot_happen_there(name, task):
    helped = {error for error, again in listed_errors().items() if again == "yes"} | PLATFORM
    retried = {error for rule in states_of(definition(name))[task]["Retry"] for error in rule["ErrorEquals"]}
    assert helped - retried == IMPOSSIBLE[name, task]


def test_every_task_is_known_to_try_again_what_can_happen_there():
    tasks = {
        (name, task)
        for name in PLACEHOLDERS
        for task, state in states_of(definition(name)).items()
        if state["Type"] == "Task"
    }
    assert tasks == IMPOSSIBLE.keys()


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
