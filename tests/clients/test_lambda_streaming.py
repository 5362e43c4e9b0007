"""InvokeWithResponseStream as boto3 reads it, from functions that stream over a bare socket."""

import base64
import json
import os

import pytest

from contract_functions import start_cloud
from faults import refused

ACTS = ["broken-off", "error-at-end", "fail", "gated", "megabytes", "pieces", "prelude", "stall", "whole"]


@pytest.fixture(scope="session")
def cloud(tmp_path_factory, ended_well):
    cloud = start_cloud(
        tmp_path_factory.mktemp("streaming"),
        "streaming_runtime",
        {act: {"Timeout": 1 if act == "stall" else 60, "MemorySize": 1024} for act in ACTS},
    )
    yield cloud
    ended_well(cloud)


@pytest.fixture(scope="session")
def functions(cloud):
    return cloud.client("lambda")


def stream(functions, act, event=None, **arguments):
    return functions.invoke_with_response_stream(FunctionName=act, Payload=json.dumps(event or {}), **arguments)


def read(answer):
    """The payload, and what came with its end."""
    payload, complete = b"", None
    for event in answer["EventStream"]:
        assert complete is None, "nothing comes after InvokeComplete"
        payload += event.get("PayloadChunk", {}).get("Payload", b"")
        complete = event.get("InvokeComplete")
    return payload, complete


def test_a_stream_is_its_pieces_and_then_the_end(functions):
    answer = stream(functions, "pieces")
    assert (answer["StatusCode"], answer["ExecutedVersion"]) == (200, "$LATEST")
    assert answer["ResponseStreamContentType"] == "application/vnd.amazon.eventstream"
    assert read(answer) == (b"one two three", {})


def test_the_first_piece_is_readable_before_the_function_has_ended(functions, tmp_path, cloud):
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    answer = stream(functions, "gated", {"gate": str(gate)})
    events = iter(answer["EventStream"])
    assert next(events)["PayloadChunk"]["Payload"] == b"first "
    request = answer["ResponseMetadata"]["RequestId"]
    assert f"END RequestId: {request}" not in cloud.log
    gate.write_text("")
    assert next(events)["PayloadChunk"]["Payload"] == b"second"
    assert next(events) == {"InvokeComplete": {}}


@pytest.mark.parametrize(
    ("act", "payload", "error_type"),
    [
        ("error-at-end", b"half", "Feed.Dry"),
        ("broken-off", b"half", "Runtime.TruncatedResponse"),
        ("stall", b"half", "Sandbox.Timedout"),
        ("fail", b"", "Feed.Empty"),
    ],
)
def test_an_error_comes_with_the_end(functions, act, payload, error_type):
    got, complete = read(stream(functions, act))
    assert got == payload
    assert complete["ErrorCode"] == "Unhandled"
    assert json.loads(complete["ErrorDetails"])["errorType"] == error_type


def test_more_than_6_mb_is_streamed(functions):
    payload, complete = read(stream(functions, "megabytes", {"count": 20}))
    assert len(payload) == 20 * 1024 * 1024
    assert complete == {}


def test_the_log_s_tail_comes_with_the_end(functions):
    answer = stream(functions, "pieces", LogType="Tail")
    _, complete = read(answer)
    log = base64.b64decode(complete["LogResult"]).decode()
    assert f"REPORT RequestId: {answer['ResponseMetadata']['RequestId']}" in log


def test_a_function_that_does_not_stream_is_one_chunk(functions):
    assert read(stream(functions, "whole")) == (b'"whole"', {})


def test_a_plain_invocation_gets_the_stream_collected(functions):
    answer = functions.invoke(FunctionName="pieces", Payload=b"{}")
    assert answer["Payload"].read() == b"one two three"
    assert "FunctionError" not in answer


def test_the_prelude_of_an_http_answer_comes_as_it_is(functions):
    payload, _ = read(stream(functions, "prelude"))
    prelude, body = payload.split(b"\0" * 8)
    assert json.loads(prelude)["statusCode"] == 201
    assert body == b"body"


def test_a_dry_run_streams_nothing(functions):
    assert stream(functions, "pieces", InvocationType="DryRun")["StatusCode"] == 204


def test_what_cannot_be_invoked_is_refused(functions):
    with refused(404, "ResourceNotFoundException"):
        stream(functions, "absent")
    with refused(413, "RequestTooLargeException"):
        stream(functions, "pieces", {"x": "x" * 6_300_000})
