"""Every shape of event through Lambda's Invoke API to the real function: objects in, exact answer out."""

import base64
import copy
import json

import pytest

from cloud import REPOSITORY, altered_stack, unbind
from pictures import encoded, quadrants
from walk import RESULTS, metadata_key, output_folder

BUCKET = "archive"  # of the events; it notifies nobody
KEY = "holiday/my photo+1.png"
RAW_KEY = "sale/50%+off.png"
FIXTURES = REPOSITORY / "tests" / "fixtures" / "events"
INVOCATION = "YXNkbGZqYWRmaiBhc2RmdW9hZHNmZGpmaGFzbGtkaGZza2RmaAo"
TASK = "dGFza2lkZ29lc2hlcmUK"
MISSING_BUCKET = "no-such-bucket"


def event(name: str) -> dict:
    return json.loads((FIXTURES / f"{name}.json").read_text())


def message_id(index: int) -> str:
    return f"{index:08x}-2bb4-41ea-8021-c0d0c7d3f2c9"


def failures(*indices: int) -> dict:
    return {"batchItemFailures": [{"itemIdentifier": message_id(index)} for index in indices]}


def processed(key: str, **more) -> dict:
    return {
        "bucket": BUCKET,
        "key": key,
        "status": "processed",
        "metadataKey": metadata_key(key),
        "renditions": [output_folder(key) + name for name in ("thumb.webp", "preview.png")],
        "labels": 0,
        "refused": [],
    } | more


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """Renditions alone, and time enough for ten on a busy machine: a message whose time is up comes back."""

    def alter(resources):
        unbind(resources)
        function = resources["Process"]["Properties"]
        function["Timeout"] = 300
        function["Environment"]["Variables"]["DETECT"] = ""

    return altered_stack(tmp_path_factory.mktemp("stack"), alter)


@pytest.fixture(scope="session")
def functions(cloud, s3):
    s3.create_bucket(Bucket=BUCKET)
    picture = encoded(quadrants(), "PNG")
    numbered = [f"{folder}/{index}.png" for folder in ("ten", "fifo") for index in range(10)]
    for key in [KEY, RAW_KEY, "late.png", "again.png", *numbered]:
        s3.put_object(Bucket=BUCKET, Key=key, Body=picture)
    s3.put_object(Bucket=BUCKET, Key="text.png", Body=b"no picture")
    return cloud.client("lambda")


@pytest.fixture
def invoke(functions):
    """What the function answers to an event; its error where it throws one."""

    def call(payload):
        answer = functions.invoke(FunctionName="process", Payload=json.dumps(payload))
        return json.loads(answer["Payload"].read())

    return call


def stored(s3, key: str) -> dict:
    return json.loads(s3.get_object(Bucket=RESULTS, Key=metadata_key(key))["Body"].read())


def lasting(metadata: dict) -> dict:
    """What the event decides: a duplicate has it in common with what is stored."""
    return {name: value for name, value in metadata.items() if name not in ("requestId", "timings")}


def of_key(document: dict, key: str) -> dict:
    """The event with another object's key, wherever the shape has it."""
    text = json.dumps(document)
    for spelling in ("holiday/my+photo%2B1.png", "holiday/my%20photo%2B1.png", KEY):
        text = text.replace(spelling, key)
    return json.loads(text)


@pytest.mark.parametrize("name", ["s3-put", "sns"])
def test_a_notification_is_answered_with_its_records(invoke, s3, name):
    assert invoke(event(name)) == {"records": [processed(KEY)]}
    assert stored(s3, KEY)["source"]["key"] == KEY


@pytest.mark.parametrize(
    ("name", "key"),
    [("eventbridge-created", KEY), ("eventbridge-raw-key", RAW_KEY), ("eventbridge-encoded-key", KEY)],
)
def test_eventbridge_is_answered_with_the_document_too(invoke, s3, name, key):
    answer = invoke(event(name))
    assert answer["records"] == [processed(key)]
    assert set(answer) == {"records", "metadataKey", "metadata"}
    assert answer["metadataKey"] == metadata_key(key)
    assert lasting(answer["metadata"]) == lasting(stored(s3, key))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("s3-tagging", "ObjectTagging:Put"),
        ("eventbridge-acl", "Object ACL Updated"),
    ],
)
def test_what_needs_no_work_is_acknowledged(invoke, name, kind):
    acknowledged = {"bucket": BUCKET, "key": KEY, "event": kind, "status": "acknowledged"}
    assert invoke(event(name)) == {"records": [acknowledged]}


@pytest.mark.parametrize("name", ["s3-removed", "eventbridge-deleted"])
def test_a_removal_deletes_what_was_derived(invoke, s3, name):
    removed = f"removed/{name}.png"
    s3.copy_object(Bucket=BUCKET, Key=removed, CopySource={"Bucket": BUCKET, "Key": KEY})
    assert invoke(of_key(event("s3-put"), removed))["records"] == [processed(removed)]
    s3.delete_object(Bucket=BUCKET, Key=removed)
    (record,) = invoke(of_key(event(name), removed))["records"]
    assert (record["status"], record["event"]) == ("removed", "ObjectRemoved:Delete")
    assert record["outputs"] == len(processed(removed)["renditions"]) + 1
    assert s3.list_objects_v2(Bucket=RESULTS, Prefix=output_folder(removed))["KeyCount"] == 0


def test_s3_s_test_event_is_a_success(invoke):
    assert invoke(event("s3-test")) == {"status": "acknowledged"}


def test_a_notification_that_must_come_again_is_an_error(invoke):
    notification = event("s3-put")
    notification["Records"][0]["s3"]["bucket"]["name"] = MISSING_BUCKET
    answer = invoke(notification)
    assert answer["errorType"] == "Bucket.NotFound"


@pytest.mark.parametrize("name", ["s3-put", "sns", "eventbridge-created"])
def test_an_object_that_is_gone_is_no_reason_to_come_again(invoke, name):
    (record,) = invoke(of_key(event(name), "gone.png"))["records"]
    assert (record["status"], record["type"]) == ("refused", "Object.NotFound")


def test_every_body_of_a_queue_s_message_is_understood(invoke, cloud):
    start = cloud.lines_so_far()
    assert invoke(event("sqs-every-body")) == failures()
    cloud.wait_for_log(r"S3 tests the notification", start=start)


def test_one_bad_message_of_ten_comes_back_alone(invoke, s3):
    assert invoke(event("sqs-ten")) == failures(3)
    for index in set(range(10)) - {3}:
        assert stored(s3, f"ten/{index}.png")["source"]["bucket"] == BUCKET


def test_messages_that_can_never_succeed_do_not_come_back(invoke):
    batch = event("sqs-ten")
    del batch["Records"][3]
    batch["Records"][0]["body"] = "junk"
    batch["Records"][1]["body"] = json.dumps(of_key(event("s3-put"), "gone.png"))
    batch["Records"][2]["body"] = json.dumps(of_key(event("s3-put"), "text.png"))
    batch["Records"][3]["body"] = json.dumps(event("s3-test"))
    assert invoke(batch) == failures()


def test_all_of_a_fifo_queue_comes_back_from_the_first_failure_on(invoke, s3):
    assert invoke(event("sqs-fifo")) == failures(1, 2, 3)
    listed = s3.list_objects_v2(Bucket=RESULTS, Prefix="fifo/")
    assert {item["Key"].split("/")[1] for item in listed["Contents"]} == {"0.png"}


def batch_answer(version: str, code: str, text: str) -> dict:
    return {
        "invocationSchemaVersion": version,
        "treatMissingKeysAs": "PermanentFailure",
        "invocationId": INVOCATION,
        "results": [{"taskId": TASK, "resultCode": code, "resultString": text}],
    }


@pytest.mark.parametrize(("name", "version"), [("s3-batch-1", "1.0"), ("s3-batch-2", "2.0")])
def test_a_batch_job_s_task_succeeds(invoke, name, version):
    text = json.dumps(processed(KEY), sort_keys=True, separators=(",", ":"))
    assert invoke(event(name)) == batch_answer(version, "Succeeded", text)


@pytest.mark.parametrize(("name", "version"), [("s3-batch-1", "1.0"), ("s3-batch-2", "2.0")])
def test_a_batch_job_s_task_fails_for_good(invoke, name, version):
    answer = invoke(of_key(event(name), "gone.png"))
    text = answer["results"][0]["resultString"]
    assert answer == batch_answer(version, "PermanentFailure", text)
    assert text.startswith("Object.NotFound: ")
    refused = invoke(of_key(event(name), "text.png"))["results"][0]
    assert (refused["resultCode"], refused["resultString"].split(":")[0]) == ("PermanentFailure", "Image.Unsupported")


HTTP = ["function-url-get", "function-url-post", "function-url-post-base64"]
HTTP += ["rest-api-get", "rest-api-post", "rest-api-post-base64"]
HEADERS = {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"}


def request_for(name: str, key: str) -> dict:
    request = event(name)
    if request.get("queryStringParameters"):
        request["queryStringParameters"]["key"] = key
        return request
    body = json.dumps({"bucket": BUCKET, "key": key}).encode()
    request["body"] = base64.b64encode(body).decode() if request["isBase64Encoded"] else body.decode()
    return request


@pytest.mark.parametrize("name", HTTP)
def test_a_request_is_answered_over_http(invoke, s3, name):
    answer = invoke(event(name))
    body = json.loads(answer.pop("body"))
    assert answer == {"statusCode": 200, "headers": HEADERS, "isBase64Encoded": False}
    assert (set(body), body["metadataKey"]) == ({"metadataKey", "metadata"}, metadata_key(KEY))
    assert lasting(body["metadata"]) == lasting(stored(s3, KEY))


@pytest.mark.parametrize("name", HTTP)
@pytest.mark.parametrize(
    ("key", "status", "error"),
    [("gone.png", 404, "Object.NotFound"), ("text.png", 415, "Image.Unsupported"), ("", 400, "Event.Malformed")],
    ids=["gone", "no image", "no key"],
)
def test_a_request_that_fails_has_a_status(invoke, name, key, status, error):
    answer = invoke(request_for(name, key))
    body = json.loads(answer.pop("body"))
    assert answer == {"statusCode": status, "headers": HEADERS, "isBase64Encoded": False}
    assert (set(body), body["errorType"]) == ({"errorType", "errorMessage"}, error)


def test_a_browser_may_ask_first(invoke):
    answer = invoke(event("function-url-options"))
    assert (answer["statusCode"], answer["body"]) == (204, "")
    assert answer["headers"]["Access-Control-Allow-Origin"] == "*"
    assert answer["headers"]["Access-Control-Allow-Methods"] == "GET, POST, OPTIONS"


@pytest.mark.parametrize("name", ["direct", "direct-versioned"])
def test_a_workflow_s_task_gets_the_document(invoke, s3, name):
    answer = invoke(event(name))
    assert (set(answer), answer["metadataKey"]) == ({"metadataKey", "metadata"}, metadata_key(KEY))
    if name == "direct":
        assert lasting(answer["metadata"]) == lasting(stored(s3, KEY))
    else:
        assert answer["metadata"]["source"]["versionId"] == "null"


@pytest.mark.parametrize(("key", "error"), [("gone.png", "Object.NotFound"), ("text.png", "Image.Unsupported")])
def test_a_workflow_s_task_fails_by_name(invoke, key, error):
    assert invoke(of_key(event("direct"), key))["errorType"] == error


def test_a_late_event_is_an_error_to_a_task_alone(invoke, s3):
    key = "late.png"
    newer = of_key(event("direct"), key) | {"sequencer": "FF"}
    assert invoke(newer)["metadata"]["source"]["sequencer"] == "FF"
    assert invoke(of_key(event("direct"), key))["errorType"] == "Event.Outdated"
    (record,) = invoke(of_key(event("s3-put"), key))["records"]
    assert (record["status"], record["type"]) == ("ignored", "Event.Outdated")
    assert stored(s3, key)["source"]["sequencer"] == "FF"


def test_records_of_one_object_leave_the_last_one_s_state(invoke, s3):
    notification = of_key(event("s3-put"), "again.png")
    for sequencer in ("0A", "0B", "0C"):
        record = copy.deepcopy(notification["Records"][0])
        record["s3"]["object"]["sequencer"] = sequencer
        notification["Records"].append(record)
    del notification["Records"][0]
    statuses = [record["status"] for record in invoke(notification)["records"]]
    assert statuses == ["processed", "processed", "processed"]
    assert stored(s3, "again.png")["source"]["sequencer"] == "0C"


@pytest.mark.parametrize(
    "payload",
    [{}, [], 7, {"Records": [7]}, {"Records": "x"}, {"bucket": BUCKET}, {"bucket": 7, "key": []}, {"tasks": 7}],
    ids=str,
)
def test_what_is_no_event_is_refused_by_name(invoke, payload):
    assert invoke(payload)["errorType"] in ("Event.Unknown", "Event.Malformed")
