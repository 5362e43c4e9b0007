"""`shrike-local run`: a folder, a bucket that is there already, a run that is interrupted and one that goes on."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cloud import BINARIES, SANITIZER_REPORT, THIRD_PARTY, children_of
from pictures import encoded, quadrants

PHOTOGRAPH = THIRD_PARTY / "photographs" / "rocket.jpg"
PICTURES = 24  # more than are shown one by one
LIMIT = 300  # seconds; a sanitizer build on a busy machine takes its time
ODD_KEYS = ["holi day/a+b/photo 1+2%20.jpg", "ü/€.jpg", "new\nline.jpg", "no suffix"]


@pytest.fixture
def album(tmp_path):
    folder = tmp_path / "album"
    for number in range(PICTURES):
        put(folder / f"p{number:02}.jpg", encoded(quadrants(160 + number, 100), "JPEG"))
    for key in ODD_KEYS:
        put(folder / key, encoded(quadrants(), "PNG"))
    put(folder / "cut.jpg", PHOTOGRAPH.read_bytes()[:3000])
    put(folder / "notes.txt", b"no image")
    put(folder / "empty.jpg", b"")
    (folder / "link.jpg").symlink_to(PHOTOGRAPH)
    return folder


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def command(data: Path, *arguments) -> list:
    """Without detection: that is other tests' matter."""
    return [BINARIES / "shrike-local", "run", "--data", data, "--parameter", "Detect=", *arguments]


def run(data: Path, *arguments) -> subprocess.CompletedProcess:
    ended = subprocess.run(command(data, *arguments), capture_output=True, text=True, timeout=LIMIT)
    assert not SANITIZER_REPORT.search(ended.stdout + ended.stderr), ended.stderr
    return ended


def wait_for_lines(process: subprocess.Popen, lines: Path, enough: Callable[[str], bool]) -> None:
    """Until the results file of the run has them; the run must not end before."""
    deadline = time.monotonic() + LIMIT
    while not (lines.exists() and enough(lines.read_text())):
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.02)


def outcomes(data: Path) -> dict:
    lines = [json.loads(line) for line in (data / "results.jsonl").read_text().split("\n")[:-1]]
    assert len({line["key"] for line in lines}) == len(lines), "a key told of twice"
    return {line["key"]: line for line in lines}


def keys_of(found: dict, outcome: str) -> list[str]:
    return sorted(key for key, line in found.items() if line["outcome"] == outcome)


def test_a_folder_ends_in_a_line_for_each_file_whatever_its_name(tmp_path, album):
    data = tmp_path / "data"
    ended = run(data, album)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    found = outcomes(data)
    assert keys_of(found, "result") == sorted([f"p{number:02}.jpg" for number in range(PICTURES)] + ODD_KEYS)
    assert found["cut.jpg"]["outcome"] == "refused" and found["cut.jpg"]["type"] == "Image.Corrupt"
    assert keys_of(found, "no image") == ["empty.jpg", "notes.txt"]
    assert "link.jpg" not in found
    for key in keys_of(found, "result"):
        metadata = json.loads(Path(found[key]["metadata"]).read_text())
        assert metadata["source"]["key"] == key
        assert (data / "buckets" / "uploads" / key.replace("%20", "%2520")).is_file()
    total = PICTURES + len(ODD_KEYS) + 3
    assert f"{total} images: {PICTURES + len(ODD_KEYS)} results, 1 refused, 2 no images" in ended.stdout
    assert "Image.Corrupt 1" in ended.stdout
    assert "empty.jpg, notes.txt" in ended.stdout
    assert "link.jpg (a symbolic link)" in ended.stdout
    assert "images/s a core" in ended.stdout
    # Without a terminal a line for each tenth; two tenths that end at once share one.
    said = re.findall(rf"^(\d+)/{total} images", ended.stderr, re.MULTILINE)
    assert 1 < len(said) <= 10 and said[-1] == str(total)


def test_a_file_that_fails_is_named_and_ends_the_run_with_1(tmp_path, album):
    long_key = "/".join(["d" * 200] * 6) + "/photo.jpg"  # S3 takes 1,024 bytes
    put(album / long_key, PHOTOGRAPH.read_bytes())
    ended = run(tmp_path / "data", album)
    assert ended.returncode == 1
    failed = outcomes(tmp_path / "data")[long_key]
    assert failed["outcome"] == "failed" and failed["type"]
    assert f"photo.jpg ({failed['type']}: " in ended.stdout


def test_a_bucket_that_is_there_is_processed_where_it_lies(tmp_path, album):
    data = tmp_path / "data"
    assert run(data, album).returncode == 0
    shutil.rmtree(data / "buckets" / "results" / "p00.jpg")
    ended = run(data, "s3://uploads/p0")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert keys_of(outcomes(data), "result") == [f"p{number:02}.jpg" for number in range(10)]
    assert (data / "buckets" / "results" / "p00.jpg" / "metadata.json").is_file()
    refused = run(data, "s3://uploads/cut.jpg")
    assert refused.returncode == 0 and "Image.Corrupt 1" in refused.stdout
    missing = run(data, "s3://no-such-bucket")
    assert missing.returncode == 1 and "Bucket.NotFound" in missing.stderr


def test_an_interrupted_run_says_what_is_done_and_goes_on_where_it_was(tmp_path, album):
    data = tmp_path / "data"
    lines = data / "results.jsonl"
    with subprocess.Popen(command(data, album), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        wait_for_lines(process, lines, lambda text: text.count("\n") >= 5)
        process.send_signal(signal.SIGINT)
        shown, errors = process.communicate(timeout=LIMIT)
    assert not SANITIZER_REPORT.search(shown + errors), errors
    assert process.returncode == 130, shown + errors
    done = keys_of(outcomes(data), "result")
    total = PICTURES + len(ODD_KEYS) + 3
    assert f"interrupted: {len(outcomes(data))} of {total} images done" in shown
    assert "--resume" in shown

    (album / done[0]).write_bytes(encoded(quadrants(333, 222), "JPEG"))
    ended = run(data, "--resume", album)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    found = outcomes(data)
    assert set(done[1:]) <= set(keys_of(found, "present"))
    assert found[done[0]]["outcome"] == "result", "its bytes are others by now"
    assert not keys_of(found, "failed")
    assert len(found) == total


def test_a_few_files_are_shown_one_by_one(tmp_path, album):
    ended = run(tmp_path / "data", album / "p00.jpg", album / "cut.jpg")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "p00.jpg · jpeg 160×100" in ended.stdout
    assert "REPORT RequestId: " in ended.stdout
    assert "(Image.Corrupt)" in ended.stdout
    assert "1 of 2 images processed; objects in " in ended.stdout
    assert (tmp_path / "data" / "annotated" / "p00.jpg.jpg").is_file()


def companions_of(pid: int) -> list[str]:
    commands = [Path(f"/proc/{child}/cmdline").read_bytes().decode() for child in children_of(pid)]
    return [one for one in commands if "companion/server.py" in one]


def test_the_companion_is_not_started_where_no_function_asks_it(tmp_path, album):
    """It takes longer to start than the whole of a few images."""
    data = tmp_path / "data"
    lines = data / "results.jsonl"
    with subprocess.Popen(command(data, album), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        wait_for_lines(process, lines, lambda text: '"outcome":"result"' in text)
        assert companions_of(process.pid) == []
        process.communicate(timeout=LIMIT)
    assert process.returncode == 0


def test_the_first_mail_of_a_run_finds_its_topic(tmp_path, album):
    data = tmp_path / "data"
    ended = run(data, "--parameter", "EmailAddress=you@example.com", album / "p00.jpg", album / "p01.jpg")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    letters = [path.read_text() for path in (data / "mail").rglob("*") if path.is_file()]
    for key in ["p00.jpg", "p01.jpg"]:
        assert [key in letter for letter in letters].count(True) == 1, letters


def test_what_is_no_file_and_no_folder_is_refused_at_once(tmp_path):
    ended = run(tmp_path / "data", tmp_path / "missing.jpg")
    assert ended.returncode == 1
    assert "File.Unreadable" in ended.stderr
    assert not os.path.exists(tmp_path / "data" / "results.jsonl")


def test_a_run_is_of_a_bucket_or_of_files(tmp_path, album):
    ended = run(tmp_path / "data", "s3://uploads", album)
    assert ended.returncode == 1
    assert "Run.Mixed" in ended.stderr
