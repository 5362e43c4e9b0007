"""Lambda's own API as boto3 calls it, with the real function behind it."""

import base64
import json
import re

import pytest

from cloud import THIRD_PARTY
from faults import refused
from pictures import encoded, quadrants
from walk import RESULTS, metadata_key

CHELSEA = (THIRD_PARTY / "photographs" / "chelsea.png").read_bytes()
ARN = "arn:aws:lambda:us-east-1:000000000000:function:process"


@pytest.fixture(scope="session")
def functions(cloud):
    return cloud.client("lambda")


@pytest.fixture(scope="session")
def photograph(s3):
    """An event for an object in a bucket that notifies nobody."""
    s3.create_bucket(Bucket="archive")
    s3.put_object(Bucket="archive", Key="my photo+1.png", Body=CHELSEA)
    return {"bucket": "archive", "key": "my photo+1.png"}


def invoke(functions, event, name="process", **arguments):
    payload = event if isinstance(event, bytes) else json.dumps(event).encode()
    answer = functions.invoke(FunctionName=name, Payload=payload, **arguments)
    return answer, answer["Payload"].read()


def test_a_direct_event_is_answered_with_the_metadata(functions, photograph, s3):
    answer, payload = invoke(functions, photograph)
    assert (answer["StatusCode"], answer["ExecutedVersion"]) == (200, "$LATEST")
    assert "FunctionError" not in answer
    told = json.loads(payload)
    assert told["metadataKey"] == metadata_key(photograph["key"])
    assert "Cat" in {label["Name"] for label in told["metadata"]["labels"]}
    stored = json.loads(s3.get_object(Bucket=RESULTS, Key=told["metadataKey"])["Body"].read())
    assert stored["requestId"] == told["metadata"]["requestId"]
    assert stored["requestId"] == answer["ResponseMetadata"]["RequestId"]


@pytest.mark.parametrize("name", ["process", "process:$LATEST", ARN, "000000000000:function:process"])
def test_a_function_answers_to_all_its_names(functions, photograph, name):
    answer, _ = invoke(functions, photograph, name=name)
    assert answer["StatusCode"] == 200


def test_the_log_s_tail_comes_along_when_asked_for(functions, photograph):
    answer, _ = invoke(functions, photograph, LogType="Tail")
    request = answer["ResponseMetadata"]["RequestId"]
    lines = base64.b64decode(answer["LogResult"]).decode().splitlines()
    assert lines[0] == f"START RequestId: {request} Version: $LATEST"
    assert f"END RequestId: {request}" in lines
    assert re.match(
        rf"REPORT RequestId: {request}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\t"
        r"Memory Size: 512 MB\tMax Memory Used: \d+ MB",
        next(line for line in lines if line.startswith("REPORT")),
    )


def test_no_log_comes_along_otherwise(functions, photograph):
    assert "LogResult" not in invoke(functions, photograph)[0]


def test_an_event_is_queued_and_then_processed(functions, s3, walk):
    s3.create_bucket(Bucket="queue")
    s3.put_object(Bucket="queue", Key="queued.png", Body=encoded(quadrants(), "PNG"))
    answer, payload = invoke(functions, {"bucket": "queue", "key": "queued.png"}, InvocationType="Event")
    assert (answer["StatusCode"], payload) == (202, b"")
    walk.cloud.wait_for_log(rf"END RequestId: {answer['ResponseMetadata']['RequestId']}")
    s3.head_object(Bucket=RESULTS, Key=metadata_key("queued.png"))


def test_a_dry_run_runs_nothing(functions, photograph, cloud):
    before = cloud.log.count("START RequestId")
    answer, payload = invoke(functions, photograph, InvocationType="DryRun")
    assert (answer["StatusCode"], payload) == (204, b"")
    assert cloud.log.count("START RequestId") == before


def test_a_function_that_is_not_there_is_refused(functions):
    with refused(404, "ResourceNotFoundException") as info:
        invoke(functions, {}, name="absent")
    missing = ARN.replace("process", "absent")
    assert info.value.response["Error"]["Message"] == f"Function not found: {missing}:$LATEST"
    assert info.value.response["Type"] == "User"


def test_a_payload_that_is_no_json_never_reaches_the_function(functions, cloud):
    before = cloud.log.count("START RequestId")
    with refused(400, "InvalidRequestContentException") as info:
        invoke(functions, b"{no json")
    assert info.value.response["Error"]["Message"].startswith("Could not parse request body into json")
    assert cloud.log.count("START RequestId") == before


@pytest.mark.parametrize(
    ("event", "error_type"),
    [
        ({"bucket": "archive", "key": "absent.png"}, "Object.NotFound"),
        ({"bucket": "archive"}, "Event."),
        ({}, "Event."),
        (7, "Event."),
        ({"bucket": "archive", "key": "text.jpg"}, "Image.Unsupported"),
    ],
    ids=["no such object", "no key", "nothing", "a number", "no image"],
)
def test_a_failure_is_the_function_s_and_has_a_stable_name(functions, photograph, s3, event, error_type):
    s3.put_object(Bucket="archive", Key="text.jpg", Body=b"no image")
    answer, payload = invoke(functions, event)
    assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
    error = json.loads(payload)
    assert error["errorType"].startswith(error_type)
    assert error["errorMessage"]


def test_the_function_is_warm_after_a_failure(functions, photograph, cloud):
    invoke(functions, photograph)
    started = cloud.log.count("Init Duration:")
    invoke(functions, {})
    answer, _ = invoke(functions, photograph)
    assert "FunctionError" not in answer
    assert cloud.log.count("Init Duration:") == started


def test_a_payload_beyond_6_mb_is_refused(functions):
    with refused(413, "RequestTooLargeException"):
        invoke(functions, {"bucket": "archive", "key": "x" * 6_300_000})


def test_the_function_s_configuration_is_told(functions):
    function = functions.get_function(FunctionName="process")["Configuration"]
    assert (function["FunctionName"], function["FunctionArn"]) == ("process", ARN)
    assert (function["Runtime"], function["Handler"]) == ("provided.al2023", "process")
    assert (function["MemorySize"], function["Timeout"]) == (512, 30)
    assert function["Environment"]["Variables"]["OUTPUT_BUCKET"] == RESULTS
    with refused(404, "ResourceNotFoundException"):
        functions.get_function(FunctionName="absent")


def test_a_wrong_secret_is_refused(cloud):
    with refused(403, "InvalidSignatureException"):
        cloud.client("lambda", secret_key="wrong").get_function(FunctionName="process")
