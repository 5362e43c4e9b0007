"""Stacks from what is deployed: SAM's and CDK's templates with their parameters, and what AWS would find missing."""

import json
import subprocess

import pytest

from cloud import BINARIES, REPOSITORY, STACK, STACKS, LocalCloud, altered_stack
from waiting import eventually

SAM = REPOSITORY / "infra" / "sam" / "process" / "template.yaml"
SYSTEMS = ("process", "compare-faces", "workflow", "tasks", "bulk")


@pytest.fixture(scope="session")
def template():
    return STACK


def refusal(*options) -> str:
    """What `shrike-local up` says of a stack that it does not start."""
    command = [BINARIES / "shrike-local", "up", "--port", "0", *map(str, options)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stderr


def buckets_of(cloud) -> set[str]:
    return {bucket["Name"] for bucket in cloud.s3.list_buckets()["Buckets"]}


def test_a_failed_event_is_in_the_stack_s_queue_of_failures_with_lambda_s_record(cloud):
    event = {"bucket": "uploads", "key": "not/there.png"}
    cloud.client("lambda").invoke(FunctionName="process", InvocationType="Event", Payload=json.dumps(event))
    sqs = cloud.client("sqs")
    url = sqs.get_queue_url(QueueName="failures")["QueueUrl"]
    (message,) = eventually(lambda: sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5).get("Messages"))
    record = json.loads(message["Body"])
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 3
    assert record["requestPayload"] == event
    assert record["responsePayload"]["errorType"] == "Object.NotFound"
    assert record["responseContext"] == {
        "statusCode": 200,
        "executedVersion": "$LATEST",
        "functionError": "Unhandled",
    }


def test_the_stacks_that_come_with_this_have_their_names_and_outputs(cloud):
    assert {"uploads", "results"} <= buckets_of(cloud)
    assert cloud.wait_for_log(r"^output\s+ImagesBucket = (\S+)$").group(1) == "uploads"
    assert cloud.wait_for_log(r"^output\s+FailuresUrl = (\S+)$").group(1) == f"{cloud.endpoint}/000000000000/failures"


def test_parameters_and_the_stack_s_name_are_given_on_the_command_line(tmp_path, ended_well):
    given = tmp_path / "given.json"
    given.write_text(json.dumps([{"ParameterKey": "ResultsBucketName", "ParameterValue": "of-the-file"}]))
    options = ["--parameter", "ImagesBucketName=of-the-line", "--parameters", given, "--stack-name", "other"]
    cloud = LocalCloud(tmp_path / "data", altered_stack(tmp_path, lambda resources: None), *options)
    assert {"of-the-line", "of-the-file"} <= buckets_of(cloud)
    ended_well(cloud)


def test_names_that_are_not_given_are_those_of_the_deployment(tmp_path, ended_well):
    template = tmp_path / "template.json"
    template.write_text(STACK.read_text())  # elsewhere, so without the names that the stacks here have
    cloud = LocalCloud(tmp_path / "data", template, "--stack-name", "mine")
    assert {"mine-images-000000000000-us-east-1", "mine-results-000000000000-us-east-1"} <= buckets_of(cloud)
    ended_well(cloud)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--parameter", "Nope=1"], "[Nope] do not exist in the template"),
        (["--parameter", "MemorySize=64"], "Parameters.MemorySize"),
        (["--parameter", "MemorySize"], "must be Name=Value"),
    ],
)
def test_parameters_that_a_deployment_would_refuse_are_refused(tmp_path, options, says):
    assert says in refusal("--template", STACK, "--data", tmp_path, *options)


def test_a_permission_that_was_forgotten_is_found_out(tmp_path):
    def forget(resources):
        del resources["ProcessPermission"]
        del resources["Images"]["DependsOn"]

    said = refusal("--template", altered_stack(tmp_path, forget), "--data", tmp_path)
    assert "Unable to validate the following destination configurations" in said
    assert "AWS::Lambda::Permission" in said


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_starts_as_it_is_deployed(tmp_path, ended_well, system):
    cloud = LocalCloud(tmp_path, STACKS / f"{system}.template.json")
    assert "uploads" in buckets_of(cloud)
    ended_well(cloud)


def test_a_sam_template_starts_as_it_is_written(tmp_path, ended_well):
    cloud = LocalCloud(tmp_path, SAM, "--parameter", "ImagesBucketName=from-sam")
    assert "from-sam" in buckets_of(cloud)
    functions = cloud.client("lambda").list_functions()["Functions"]
    assert [function["Handler"] for function in functions] == ["process"]
    ended_well(cloud)


def test_a_sam_template_that_the_translator_refuses_is_refused_with_its_reason(tmp_path):
    template = tmp_path / "template.yaml"
    template.write_text(SAM.read_text().replace("Type: AWS::Serverless::Function", "Type: AWS::Serverless::Funktion", 1))
    said = refusal("--template", template, "--data", tmp_path)
    assert "Template.Invalid" in said


def test_a_template_of_cdk_s_form_starts_as_it_is(tmp_path, ended_well):
    cloud = LocalCloud(tmp_path, REPOSITORY / "tests" / "fuzz" / "seeds" / "template" / "cdk-process.json")
    functions = cloud.client("lambda").list_functions()["Functions"]
    assert [function["FunctionName"] for function in functions] == ["process"]
    ended_well(cloud)
