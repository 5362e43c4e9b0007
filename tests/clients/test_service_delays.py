"""Services that take their time: functions wait as long as the file says, and nobody else does."""

import json
import re
import subprocess

import pytest

from cloud import BINARIES, STACK, LocalCloud
from pictures import encoded, quadrants
from walk import RESULTS, UPLOADS, Walk, metadata_key

GET, DETECT, OTHER = 300, 700, 20  # milliseconds


def always(milliseconds: float) -> dict:
    return {"first_byte_ms": {"p50": milliseconds, "p99": milliseconds}}


DELAYS = {
    "s3.GetObject": always(GET),
    "rekognition.*": always(DETECT),
    "*": always(OTHER) | {"bytes_per_second": 1_000_000},
}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory, template, ended_well):
    folder = tmp_path_factory.mktemp("delayed")
    file = folder / "delays.json"
    file.write_text(json.dumps(DELAYS))
    cloud = LocalCloud(folder, template, "--service-delays", file)
    yield cloud
    ended_well(cloud)


def delays_in(log: str) -> dict[str, list[tuple[float, float]]]:
    """By operation: when the first and the last byte of each answer were due, in milliseconds."""
    found: dict[str, list[tuple[float, float]]] = {}
    line = r"^\[delays\] \S+ (\S+): first byte after (\S+) ms, last after (\S+) ms$"
    for operation, first, last in re.findall(line, log, re.MULTILINE):
        found.setdefault(operation, []).append((float(first), float(last)))
    return found


def test_a_functions_calls_take_what_the_file_says(cloud):
    walk = Walk(cloud)
    walk.of("slow services.png", encoded(quadrants(), "PNG"))
    report = cloud.wait_for_log(r"REPORT RequestId: .*\sDuration: (\S+) ms\s+Billed")

    delays = delays_in(cloud.log)
    assert (GET, GET) in delays["s3:GetObject"]
    assert [first for first, _ in delays["rekognition:DetectLabels"]] == [DETECT]
    # What is sent counts with it, at its rate.
    assert all(first > OTHER for first, _ in delays["s3:PutObject"])
    # Whatever else goes on meanwhile, an answer is not there before it is due.
    assert float(report.group(1)) >= DETECT


def test_whoever_is_no_function_does_not_wait(cloud):
    begin = cloud.lines_so_far()
    Walk(cloud).of("another.png", encoded(quadrants(), "PNG"))
    cloud.wait_for_log(r"REPORT RequestId", start=begin)
    key = metadata_key("another.png")
    before = cloud.lines_so_far()
    cloud.s3.get_object(Bucket=RESULTS, Key=key)["Body"].read()
    cloud.s3.head_object(Bucket=UPLOADS, Key="another.png")
    assert not delays_in("\n".join(cloud.log.split("\n")[before:]))


@pytest.mark.parametrize(
    "content, message",
    [
        ("{", "the document: must be JSON"),
        ('{"s3.GetObject": {"first_byte_ms": {"p50": -1, "p99": 80}}}', "s3.GetObject.first_byte_ms.p50: must be"),
        ('{"ec2.*": {"first_byte_ms": {"p50": 1, "p99": 2}}}', "ec2.*: must be * or begin with s3, lambda"),
    ],
)
def test_a_file_that_is_not_understood_ends_the_start(tmp_path, content, message):
    file = tmp_path / "delays.json"
    file.write_text(content)
    command = ["up", "--port", "0", "--data", tmp_path / "data", "--template", STACK, "--service-delays", file]
    ended = subprocess.run([BINARIES / "shrike-local", *command], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert message in ended.stderr
    assert "(Delays.Invalid)" in ended.stderr
