"""A policy that lacks one action: the function fails with AccessDenied that names it, and the check names it too."""

import json

import pytest

import calls
import stack
import table
from cloud import LocalCloud
from jobs import CAT, KNOWN, SAME_PERSON, Client, s3_event
from stack import Function
from waiting import eventually

TABLE = table.load()
IMAGES = "images"

# What is missing, and the error's type that Step Functions and the log then see.
MISSING = {
    ("process", "s3:PutObject", "results/*"): "Object.AccessDenied",
    ("process", "rekognition:DetectLabels", "any"): "Rekognition.AccessDenied",
    ("process", "sns:Publish", "topic"): "Sns.AuthorizationError",
    ("process", "dynamodb:UpdateItem", "table"): "DynamoDb.AccessDenied",
    ("compare-faces", "s3:GetObject", "images/*"): "Object.AccessDenied",
    ("compare-faces", "rekognition:CompareFaces", "any"): "Rekognition.AccessDenied",
    ("compare-faces", "s3:ListBucket", "references"): "Object.AccessDenied",
    ("start-workflow", "states:StartExecution", "state-machine"): "StepFunctions.AccessDenied",
    ("recognize", "s3:GetObject", "images/*"): "Object.AccessDenied",
    ("store-results", "sns:Publish", "topic"): "Sns.AuthorizationError",
    ("track-task", "dynamodb:UpdateItem", "table"): "DynamoDb.AccessDenied",
}
KEYS = {"compare-faces": "door/visitor.jpg"}


def name_of(entry, action, on):
    """Unique, and a function's name."""
    return "-".join([entry, action.replace(":", "-"), on.replace("/*", "-objects")]).lower()


def function_without(entry, action, on):
    rows = table.without(table.rows(TABLE, entry), action, on)
    return Function(entry, IMAGES, rows=rows)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cloud")


@pytest.fixture(scope="module")
def client(folder):
    functions = {name_of(*missing): function_without(*missing) for missing in MISSING}
    queue_rows = table.without(table.rows(TABLE, "process"), "sqs:ReceiveMessage")
    functions["bulk"] = Function("process", IMAGES, events=("s3:ObjectCreated:*",), queue="bulk", rows=queue_rows)
    functions["silent"] = function_without("process", "sqs:SendMessage", "failures")
    functions["recognize"] = Function("recognize", IMAGES)
    template = folder / "template.json"
    template.write_text(json.dumps(stack.template(functions)))
    cloud = LocalCloud(folder, template, "--record-calls", folder / "calls.jsonl")
    client = Client(cloud)
    cloud.s3.upload_file(str(KNOWN), "references", "team/franck.jpg")
    client.put(IMAGES, "door/visitor.jpg", SAME_PERSON)
    client.put(IMAGES, "ann/process/cat.png", CAT)
    yield client
    cloud.stop()


@pytest.fixture
def denied(folder):
    return lambda function: [
        call for call in calls.read(folder / "calls.jsonl") if call.function == function and not call.allowed
    ]


def event_for(client, entry):
    key = KEYS.get(entry, "ann/process/cat.png")
    if entry == "store-results":
        return client.invoke("recognize", {"bucket": IMAGES, "key": key})
    return s3_event(IMAGES, key)


@pytest.mark.parametrize(("missing", "error_type"), MISSING.items(), ids=[name_of(*each) for each in MISSING])
def test_a_missing_action_is_named_by_the_failure_and_by_the_check(client, denied, missing, error_type):
    entry, action, _ = missing
    function = name_of(*missing)
    answer = client.invoke(function, event_for(client, entry))
    assert answer["errorType"] == error_type, answer
    assert f"is not authorized to perform: {action}" in answer["errorMessage"]
    assert {call.action for call in denied(function)} == {action}
    assert all(line.startswith(f"{function} ({entry}) was denied {action} on ") for line in calls.denied(denied(function)))


def test_a_queue_that_may_not_be_read_invokes_nothing_and_says_why(client, denied):
    client.cloud.wait_for_log(r"\[events\] No messages came from .*:bulk: .*not authorized to perform: sqs:ReceiveMessage")
    eventually(lambda: denied("bulk"))
    assert {call.action for call in denied("bulk")} == {"sqs:ReceiveMessage"}


def test_a_failure_that_may_not_be_kept_is_reported(client, denied):
    client.fail_for_good("silent")
    client.cloud.wait_for_log(r"\[silent\] No record went to .*:failures: .*not authorized to perform: sqs:SendMessage")
    assert {call.action for call in denied("silent")} == {"sqs:SendMessage"}
