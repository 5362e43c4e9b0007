"""Task labels whole: an upload, the table's item, the function's answer; and the demo that shows them."""

import json
import random
import subprocess

import pytest

from cloud import BINARIES, REPOSITORY, SANITIZER_REPORT, STACKS, THIRD_PARTY, altered_stack, unbind
from waiting import eventually

STACK = STACKS / "tasks.template.json"
PHOTOGRAPHS = THIRD_PARTY / "photographs"
MOTORCYCLE, CAT = PHOTOGRAPHS / "motorcycle_left.png", PHOTOGRAPHS / "chelsea.png"
EVENT = json.loads((REPOSITORY / "tests" / "fixtures" / "events" / "s3-put.json").read_text())


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """Late events are told of buckets that notify nobody, which the function's role does not name."""
    return altered_stack(tmp_path_factory.mktemp("stack"), unbind, STACK)


@pytest.fixture(scope="session")
def table(cloud):
    return cloud.client("dynamodb")


@pytest.fixture
def item(table):
    def read(user, task):
        key = {"PK": {"S": f"user#{user}"}, "SK": {"S": f"task#{task}"}}
        return table.get_item(TableName="table", Key=key, ConsistentRead=True).get("Item")

    return read


@pytest.fixture
def invoke(cloud):
    functions = cloud.client("lambda")

    def call(event):
        return json.loads(functions.invoke(FunctionName="track-task", Payload=json.dumps(event))["Payload"].read())

    return call


def labels_of(item):
    return [label["S"] for label in item["labels"]["L"]]


def event_of(bucket, key, sequencer, name="ObjectCreated:Put"):
    event = json.loads(json.dumps(EVENT))
    event["Records"][0]["eventName"] = name
    event["Records"][0]["s3"]["bucket"]["name"] = bucket
    event["Records"][0]["s3"]["object"] = {"key": key, "sequencer": sequencer}
    return event


def test_an_upload_sets_upload_and_labels(s3, item):
    s3.upload_file(str(MOTORCYCLE), "uploads", "alice/ride/photo 1.png")
    found = eventually(lambda: (read := item("alice", "ride")) and "labels" in read and read)
    assert found["upload"] == {"S": "s3://uploads/alice/ride/photo 1.png"}
    assert "Motorcycle" in labels_of(found)


def test_who_asks_gets_the_answer_of_an_http_function(s3, invoke):
    s3.upload_file(str(MOTORCYCLE), "uploads", "bob/asked/photo.png")
    answer = invoke({"bucket": "uploads", "key": "bob/asked/photo.png"})
    assert answer["statusCode"] == 200
    assert answer["headers"]["Access-Control-Allow-Origin"] == "*"
    assert "Motorcycle" in [label["Name"] for label in json.loads(answer["body"])]


def test_a_key_that_names_no_task_is_refused_with_a_name_of_its_own(s3, invoke):
    s3.upload_file(str(CAT), "uploads", "photo.png")
    assert invoke({"bucket": "uploads", "key": "photo.png"})["errorType"] == "Object.KeyNotATask"


def test_a_removal_takes_upload_and_labels_away(s3, item):
    s3.upload_file(str(MOTORCYCLE), "uploads", "carol/gone/photo.png")
    eventually(lambda: (read := item("carol", "gone")) and "labels" in read)
    s3.delete_object(Bucket="uploads", Key="carol/gone/photo.png")
    eventually(lambda: "upload" not in item("carol", "gone"))
    assert "labels" not in item("carol", "gone")


@pytest.mark.parametrize("seed", range(3))
def test_duplicates_and_late_events_in_any_order_leave_the_same_item(s3, invoke, item, seed):
    """The last version counts, however its event and those of earlier ones come."""
    s3.create_bucket(Bucket=f"silent-{seed}")
    key = f"dave/order-{seed}/photo.png"
    s3.upload_file(str(CAT), f"silent-{seed}", key)  # what is read at any time is the newest
    events = [event_of(f"silent-{seed}", key, f"{number:018X}") for number in (1, 2, 3)]
    schedule = events + random.Random(seed).choices(events, k=3)
    random.Random(seed + 100).shuffle(schedule)
    for event in schedule:
        invoke(event)
    left = item("dave", f"order-{seed}")
    assert left["upload"] == {"S": f"s3://silent-{seed}/{key}"}
    # The item keeps the sequencer of the last event, without zeros on its right.
    assert any(value.get("S", "").startswith(f"{3:018x}") for value in left.values())
    assert "labels" in left
    for event in events:
        invoke(event)
    assert item("dave", f"order-{seed}") == left


def test_the_demo_shows_the_item_s_changes_and_that_late_events_change_nothing(tmp_path):
    command = [BINARIES / "shrike-local", "demo", "tasks", "--data", tmp_path, MOTORCYCLE, CAT]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=250)
    assert not SANITIZER_REPORT.search(shown.stdout + shown.stderr), shown.stderr
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert shown.stdout.count("changed nothing") == 4
    assert '"statusCode":200' in shown.stdout
    assert "2 of 2 tasks tracked" in shown.stdout


def test_the_demo_ends_where_an_image_cannot_be_read(tmp_path):
    # It is a file that opens, and every read of its beginning fails.
    command = [BINARIES / "shrike-local", "demo", "tasks", "--data", tmp_path, "/proc/self/mem"]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=250)
    assert shown.returncode == 1, shown.stdout + shown.stderr
    assert "/proc/self/mem cannot be read" in shown.stderr
