"""Lambda's other runtimes, unmodified, under the local Lambda in strict mode: what works on AWS works here.

A breach of the Runtime API's contract fails the invocation in which it happens, and at the end the cloud.
"""

import base64
import json
import re
import time

import pytest

from cloud import LocalCloud
from foreign_runtimes import RUNTIMES

TRACE_ID = re.compile(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01]")
SIX_MEGABYTES = 6 * 1024 * 1024
# As the mobile SDKs send it: the Rust crate ends when a field of the application is missing.
APPLICATION = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")
CLIENT_CONTEXT = {"client": dict.fromkeys(APPLICATION, "x"), "custom": {"order": "7"}, "env": {}}


@pytest.fixture(scope="module", params=RUNTIMES, ids=lambda runtime: runtime.name)
def runtime(request):
    return request.param


@pytest.fixture(scope="module")
def cloud(tmp_path_factory, runtime, ended_well):
    folder = tmp_path_factory.mktemp(runtime.name)
    runtime.deploy(folder / "code")
    template = folder / "template.json"
    template.write_text(runtime.template())
    cloud = LocalCloud(folder / "data", template, "--code", folder / "code", "--strict")
    yield cloud
    ended_well(cloud)


@pytest.fixture(scope="module")
def functions(cloud):
    return cloud.client("lambda")


@pytest.fixture(scope="module")
def invoke(functions):
    def call(function, event, **arguments):
        payload = event if isinstance(event, bytes) else json.dumps(event).encode()
        answer = functions.invoke(FunctionName=function, Payload=payload, **arguments)
        return answer, answer["Payload"].read()

    return call


def error_of(answer, payload):
    assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
    return json.loads(payload)


@pytest.mark.parametrize(
    "event",
    [{}, [], "text", 0, None, {"name": "Grüße, 世界 🦐", "list": [1, 2.5, None, True]}, [[[[]]]]],
    ids=["object", "list", "text", "zero", "null", "unicode", "nested"],
)
def test_an_event_comes_back_as_it_was(invoke, event):
    answer, payload = invoke("echo", event)
    assert "FunctionError" not in answer
    assert json.loads(payload) == event


def test_the_largest_event_comes_back_whole(invoke):
    event = json.dumps("x" * (SIX_MEGABYTES - 2)).encode()
    assert len(event) == SIX_MEGABYTES
    answer, payload = invoke("echo", event)
    assert "FunctionError" not in answer
    assert payload == event


def test_an_error_keeps_its_type_and_its_message(invoke):
    answer, payload = invoke("fail", {"message": "no such size: “XXL”"})
    error = error_of(answer, payload)
    assert error["errorType"] == "OrderRejected"
    assert error["errorMessage"] == "no such size: “XXL”"


def test_an_error_does_not_end_the_process(invoke):
    invoke("fail", {"message": "the first may start it"})
    answer, payload = invoke("fail", {"message": "again"}, LogType="Tail")
    assert error_of(answer, payload)["errorMessage"] == "again"
    assert "Init Duration" not in base64.b64decode(answer["LogResult"]).decode()


def test_what_is_not_json_is_refused_before_the_runtime_sees_it(functions):
    with pytest.raises(functions.exceptions.InvalidRequestContentException):
        functions.invoke(FunctionName="echo", Payload=b"{")


def test_the_context_is_lambda_s(invoke):
    client = base64.b64encode(json.dumps(CLIENT_CONTEXT).encode()).decode()
    before = time.time() * 1000
    answer, payload = invoke("context", {}, ClientContext=client, TenantId="blue")
    told = json.loads(payload)
    assert told["requestId"] == answer["ResponseMetadata"]["RequestId"]
    assert before < told["deadline"] <= time.time() * 1000 + 30_000
    assert told["functionArn"] == "arn:aws:lambda:us-east-1:000000000000:function:context"
    assert TRACE_ID.fullmatch(told["traceId"])
    assert told["custom"] == CLIENT_CONTEXT["custom"]
    assert told["tenantId"] == "blue"


def test_what_a_function_prints_is_in_the_log_s_tail(invoke):
    answer, _ = invoke("talk", {"lines": ["one", "two"]}, LogType="Tail")
    lines = base64.b64decode(answer["LogResult"]).decode().splitlines()
    request = answer["ResponseMetadata"]["RequestId"]
    assert lines[0] == f"START RequestId: {request} Version: $LATEST"
    assert lines.index("one") < lines.index("two") < lines.index(f"END RequestId: {request}")
    assert lines[-1].startswith(f"REPORT RequestId: {request}\t")


def test_a_function_that_takes_too_long_is_ended(invoke):
    answer, payload = invoke("sleep", {"seconds": 60})
    request = answer["ResponseMetadata"]["RequestId"]
    assert error_of(answer, payload) == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": f"RequestId: {request} Error: Task timed out after 2.00 seconds",
    }
    answer, _ = invoke("sleep", {"seconds": 0})
    assert "FunctionError" not in answer


def test_a_process_that_exits_is_told_of_and_replaced(invoke):
    for _ in range(2):
        answer, payload = invoke("exit", {"status": 3})
        request = answer["ResponseMetadata"]["RequestId"]
        assert error_of(answer, payload) == {
            "errorType": "Runtime.ExitError",
            "errorMessage": f"RequestId: {request} Error: Runtime exited with error: exit status 3",
        }


def test_an_initialization_that_fails_says_why(invoke, runtime):
    answer, payload = invoke("init", {}, LogType="Tail")
    assert error_of(answer, payload)["errorType"] == runtime.init_error
    assert "no configuration" in base64.b64decode(answer["LogResult"]).decode()


def those_that_have(case):
    """Runs a test with the runtimes that have such a function, and no others."""
    runtimes = [runtime for runtime in RUNTIMES if case in runtime.cases]
    return pytest.mark.parametrize("runtime", runtimes, ids=lambda runtime: runtime.name, scope="module", indirect=True)


def read_stream(answer):
    """The payload, and what came with its end."""
    payload, complete = b"", None
    for event in answer["EventStream"]:
        payload += event.get("PayloadChunk", {}).get("Payload", b"")
        complete = event.get("InvokeComplete")
    return payload.decode(), complete


def without_prelude(payload):
    """The body alone: the Rust crate puts the head of an HTTP answer before it, and eight NULs."""
    return payload.split("\0" * 8)[-1]


PIECES = ["one ", "two ", "three"]


@those_that_have("stream")
def test_a_streamed_answer_is_collected_for_who_does_not_read_streams(invoke):
    answer, payload = invoke("stream", {"pieces": PIECES})
    assert "FunctionError" not in answer
    assert without_prelude(payload.decode()) == "one two three"


@those_that_have("stream")
def test_a_streamed_answer_is_read_as_a_stream(functions):
    event = json.dumps({"pieces": PIECES})
    answer = functions.invoke_with_response_stream(FunctionName="stream", Payload=event)
    payload, complete = read_stream(answer)
    assert without_prelude(payload) == "one two three"
    assert complete == {}


@those_that_have("break_stream")
def test_a_stream_that_breaks_off_says_why(functions):
    event = json.dumps({"pieces": PIECES, "message": "out of paper"})
    answer = functions.invoke_with_response_stream(FunctionName="break_stream", Payload=event)
    payload, complete = read_stream(answer)
    assert payload == "one two three"
    assert complete["ErrorCode"] == "Unhandled"
    error = json.loads(complete["ErrorDetails"])
    assert (error["errorType"], error["errorMessage"]) == ("OrderRejected", "out of paper")


def test_none_of_this_was_a_breach_of_the_contract(cloud):
    """The last one, of all that came before. Advice is no breach: it names what a runtime does without."""
    assert "REPORT" in cloud.log
    assert "CONTRACT breach" not in cloud.log
