"""Crashes of the real bootstrap: its process is killed before and after each call that it makes, and all ends as if it had not been.

Every key has a fault of its own, `*.*@<part of the key>#<n>:kill` or `kill-after`, so that one cloud serves all kill points.
Those whose n a run never reaches do not fire: how many did is how many calls there are. Events come by queues, which deliver them again.
"""

import json
import re
from dataclasses import dataclass

import pytest

from cloud import LocalCloud
from pictures import encoded, quadrants
from test_event_sources import arn, notifying_bucket, queue
from waiting import eventually

RESULTS, TABLE, TOPIC = "results", "tasks", "images"
PICTURE = encoded(quadrants(96, 80), "PNG")
TIMEOUT = 20  # seconds; of a function, and until a queue delivers again
LIMIT = 300
MACHINE = {"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
KILLS = ("kill", "kill-after")


@dataclass(frozen=True)
class System:
    """One function; `most` is more calls about one key than it makes, upload and removal together."""

    name: str
    most: int
    removes: bool
    mails: bool

    @property
    def bucket(self) -> str:
        return f"for-{self.name}"

    def key(self, kill: str, n: int) -> str:
        return f"anna/{self.mark(kill, n)}/photo.png"

    def mark(self, kill: str, n: int) -> str:
        """No other key's, nor part of one."""
        return f"{self.name}-{kill}-{n:02}x"

    def kill_points(self) -> list[tuple[str, int]]:
        return [(kill, n) for kill in KILLS for n in range(1, self.most + 1)]


PROCESS = System("process", most=26, removes=True, mails=True)
FACES = System("compare-faces", most=8, removes=False, mails=True)
TASKS = System("track-task", most=12, removes=True, mails=False)
START = System("start-workflow", most=3, removes=False, mails=False)
STORE = System("store-results", most=6, removes=False, mails=True)
BY_QUEUE = (PROCESS, FACES, TASKS, START)

VARIABLES = {
    "process": {"RENDITIONS": "thumb:48x48,webp;preview:64x64,jpeg", "TASKS_TABLE": TABLE},
    "compare-faces": {"BUCKET_NAME": "references"},
    "track-task": {"TASKS_TABLE": TABLE},
    "start-workflow": {"STATE_MACHINE_ARN": {"Ref": "Machine"}},
    "store-results": {"RESULTS_BUCKET": RESULTS},
}


def function(system: System) -> dict:
    variables = dict(VARIABLES[system.name])
    if system in (PROCESS, FACES):
        variables["OUTPUT_BUCKET"] = RESULTS
    if system.mails:
        variables["SNS_TOPIC_ARN"] = {"Ref": "Topic"}
    return {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "FunctionName": system.name,
            "Handler": system.name,
            "MemorySize": 512,
            "Timeout": TIMEOUT,
            "Environment": {"Variables": variables},
        },
    }


def resource_name(system: System) -> str:
    return system.name.title().replace("-", "")


def stack() -> dict:
    resources = {
        "Results": notifying_bucket(RESULTS),
        "References": notifying_bucket("references"),
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "TableName": TABLE,
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("PK", "SK")],
                "KeySchema": [
                    {"AttributeName": "PK", "KeyType": "HASH"},
                    {"AttributeName": "SK", "KeyType": "RANGE"},
                ],
            },
        },
        "Topic": {
            "Type": "AWS::SNS::Topic",
            "Properties": {"TopicName": TOPIC, "Subscription": [{"Protocol": "email", "Endpoint": "reader@example.com"}]},
        },
        "Machine": {
            "Type": "AWS::StepFunctions::StateMachine",
            "Properties": {"StateMachineName": "machine", "DefinitionString": json.dumps(MACHINE)},
        },
        resource_name(STORE): function(STORE),
    }
    for system in BY_QUEUE:
        name = resource_name(system)
        watched = {"Queue": arn(f"{name}Queue")}
        resources[name] = function(system)
        resources[f"{name}Queue"] = queue(system.name, VisibilityTimeout=TIMEOUT)
        resources[f"{name}Bucket"] = notifying_bucket(
            system.bucket,
            QueueConfigurations=[{"Event": f"s3:{event}:*"} | watched for event in ("ObjectCreated", "ObjectRemoved")],
        )
        resources[f"{name}Mapping"] = {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {
                "EventSourceArn": arn(f"{name}Queue"),
                "FunctionName": {"Ref": name},
                "BatchSize": 1,
                "FunctionResponseTypes": ["ReportBatchItemFailures"],
                "ScalingConfig": {"MaximumConcurrency": 2},
            },
        }
    return {"Resources": resources}


def faults() -> str:
    return ",".join(
        f"*.*@{system.mark(kill, n)}#{n}:{kill}" for system in (*BY_QUEUE, STORE) for kill, n in system.kill_points()
    )


@pytest.fixture(scope="session")
def cloud(folder, ended_well):
    template = folder / "template.json"
    template.write_text(json.dumps(stack()))
    cloud = LocalCloud(folder, template, "--service-fault", faults())
    yield cloud
    ended_well(cloud)


@pytest.fixture(scope="session")
def fired(cloud):
    """The calls that a system's function was killed at, by kind and number."""

    def read(system: System) -> dict[tuple[str, int], str]:
        pattern = re.compile(rf"{system.name} (\S+): \*\.\*@{system.name}-(kill|kill-after)-\d+x#(\d+):")
        return {(kill, int(n)): action for action, kill, n in pattern.findall(cloud.log)}

    return read


@pytest.fixture(scope="session")
def settled(cloud):
    """Waits until a system's queue has nothing left to deliver, nor to deliver again."""
    sqs = cloud.client("sqs")

    def wait(system: System):
        url = sqs.get_queue_url(QueueName=system.name)["QueueUrl"]
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]

        def is_empty():
            attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
            return all(attributes[name] == "0" for name in names)

        eventually(is_empty, LIMIT)

    return wait


@pytest.fixture(scope="session")
def uploaded(cloud, s3, settled):
    """All images of all systems, one of each without any fault, and what became of them."""
    for system in BY_QUEUE:
        for kill, n in [("calm", 0), *system.kill_points()]:
            s3.put_object(Bucket=system.bucket, Key=system.key(kill, n), Body=PICTURE)
    for system in BY_QUEUE:
        settled(system)


def outputs_of(s3, system: System, kill: str, n: int) -> dict:
    """Names of what was made of an image, with bytes and marks; without what tells one image or run from another."""
    folder = f"{system.key(kill, n)}/"
    found = {}
    for listed in s3.list_objects_v2(Bucket=RESULTS, Prefix=folder).get("Contents", []):
        output = s3.get_object(Bucket=RESULTS, Key=listed["Key"])
        marks, body = output["Metadata"], output["Body"].read()
        assert marks["shrike-sequencer"]
        if listed["Key"].endswith(".json"):
            document = json.loads(body)
            assert document["source"].pop("sequencer") == marks["shrike-sequencer"]
            body = {name: document.get(name) for name in ("image", "labels", "refused", "outcome")}
            body["renditions"] = [rendition["name"] for rendition in document.get("renditions", [])]
        kept = {name: marks.get(name) for name in ("shrike-output", "shrike-told")}
        found[listed["Key"].removeprefix(folder)] = (body, kept)
    return found


def item_of(table, system: System, kill: str, n: int) -> dict:
    key = {"PK": {"S": "user#anna"}, "SK": {"S": f"task#{system.mark(kill, n)}"}}
    item = table.get_item(TableName=TABLE, Key=key, ConsistentRead=True).get("Item", {})
    if "upload" in item:
        assert item["upload"] == {"S": f"s3://{system.bucket}/{system.key(kill, n)}"}
    return {name: item[name] for name in ("labels",) if name in item} | {"uploaded": "upload" in item}


def mails_about(letters, system: System, kill: str, n: int) -> int:
    return sum(system.mark(kill, n) in letter.get_content() for letter in letters())


def expected_mails(fired: dict, kill: str, n: int) -> int:
    """Two where the process ended after the mail and before it was put down, which is promised; one everywhere else."""
    [published] = [m for (kind, m), action in fired.items() if kind == "kill-after" and action == "sns:Publish"]
    return 2 if (kill, n) in [("kill-after", published), ("kill", published + 1)] else 1


def require_every_call_was_a_kill_point(fired: dict, at_least: int) -> int:
    counts = {kill: sorted(n for kind, n in fired if kind == kill) for kill in KILLS}
    calls = len(counts["kill"])
    assert calls >= at_least, counts
    assert counts["kill"] == counts["kill-after"] == list(range(1, calls + 1)), counts
    return calls


@pytest.mark.usefixtures("uploaded")
def test_whatever_call_process_dies_at_upload_and_removal_end_as_if_it_had_not(cloud, s3, settled, fired, letters):
    table = cloud.client("dynamodb")
    calm_outputs, calm_item = outputs_of(s3, PROCESS, "calm", 0), item_of(table, PROCESS, "calm", 0)
    assert set(calm_outputs) == {"metadata.json", "thumb.webp", "preview.jpg"}
    assert calm_outputs["metadata.json"][1]["shrike-told"] == "yes"
    assert calm_item["labels"]
    after_uploads = fired(PROCESS)
    for kill, n in PROCESS.kill_points():
        assert outputs_of(s3, PROCESS, kill, n) == calm_outputs, (kill, n)
        assert item_of(table, PROCESS, kill, n) == calm_item, (kill, n)
        assert mails_about(letters, PROCESS, kill, n) == expected_mails(after_uploads, kill, n), (kill, n)

    for kill, n in PROCESS.kill_points():
        s3.delete_object(Bucket=PROCESS.bucket, Key=PROCESS.key(kill, n))
    settled(PROCESS)
    for kill, n in PROCESS.kill_points():
        assert outputs_of(s3, PROCESS, kill, n) == {}, (kill, n)
        assert item_of(table, PROCESS, kill, n) == {"uploaded": False}, (kill, n)
        assert mails_about(letters, PROCESS, kill, n) == expected_mails(after_uploads, kill, n), (kill, n)
    uploads, both = len(after_uploads), len(fired(PROCESS))
    assert both > uploads
    print(f"process: {require_every_call_was_a_kill_point(fired(PROCESS), 16)} calls, killed before and after each")


@pytest.mark.usefixtures("uploaded")
def test_whatever_call_compare_faces_dies_at_its_report_and_mail_are_there(s3, fired, letters):
    calm = outputs_of(s3, FACES, "calm", 0)
    assert calm["face-match.json"][1]["shrike-told"] == "yes"
    for kill, n in FACES.kill_points():
        assert outputs_of(s3, FACES, kill, n) == calm, (kill, n)
        assert mails_about(letters, FACES, kill, n) == expected_mails(fired(FACES), kill, n), (kill, n)
    print(f"compare-faces: {require_every_call_was_a_kill_point(fired(FACES), 4)} calls")


@pytest.mark.usefixtures("uploaded")
def test_whatever_call_track_task_dies_at_the_item_says_what_is_there(cloud, s3, settled, fired):
    table = cloud.client("dynamodb")
    calm = item_of(table, TASKS, "calm", 0)
    assert calm["labels"]
    for kill, n in TASKS.kill_points():
        assert item_of(table, TASKS, kill, n) == calm, (kill, n)
        s3.delete_object(Bucket=TASKS.bucket, Key=TASKS.key(kill, n))
    settled(TASKS)
    for kill, n in TASKS.kill_points():
        assert item_of(table, TASKS, kill, n) == {"uploaded": False}, (kill, n)
    print(f"track-task: {require_every_call_was_a_kill_point(fired(TASKS), 6)} calls")


@pytest.mark.usefixtures("uploaded")
def test_whatever_call_start_workflow_dies_at_each_upload_starts_one_execution(cloud, fired):
    states = cloud.client("stepfunctions")
    [machine] = [m["stateMachineArn"] for m in states.list_state_machines()["stateMachines"]]
    executions = states.list_executions(stateMachineArn=machine)["executions"]
    inputs = [
        json.loads(states.describe_execution(executionArn=execution["executionArn"])["input"])["key"]
        for execution in executions
    ]
    assert sorted(inputs) == sorted(START.key(kill, n) for kill, n in [("calm", 0), *START.kill_points()])
    assert require_every_call_was_a_kill_point(fired(START), 1) == 1


def test_whatever_call_store_results_dies_at_its_result_and_mail_are_there(cloud, s3, fired, letters):
    """With the test in the place of Step Functions, which calls again when a function exits or finds its output contended."""
    functions = cloud.client("lambda")
    attempts = [("calm", 0), *STORE.kill_points()]

    def is_stored(kill, n):
        result = {"bucket": STORE.bucket, "key": STORE.key(kill, n), "sequencer": "0A", "labels": [{"Name": "Cat"}]}
        answer = functions.invoke(FunctionName=STORE.name, Payload=json.dumps(result))
        return "FunctionError" not in answer

    def all_stored():
        attempts[:] = [attempt for attempt in attempts if not is_stored(*attempt)]
        return not attempts

    eventually(all_stored, LIMIT, pause=2)
    calm = outputs_of(s3, STORE, "calm", 0)
    assert calm["recognition.json"][1]["shrike-told"] == "yes"
    for kill, n in STORE.kill_points():
        assert outputs_of(s3, STORE, kill, n) == calm, (kill, n)
        assert mails_about(letters, STORE, kill, n) == expected_mails(fired(STORE), kill, n), (kill, n)
    print(f"store-results: {require_every_call_was_a_kill_point(fired(STORE), 3)} calls")
