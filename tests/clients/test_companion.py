"""The companion's process: started for a stack that needs it, ended with the cloud however that ends."""

import json
from pathlib import Path

import pytest

from cloud import STACKS, LocalCloud
from waiting import eventually

TASKS = STACKS / "tasks.template.json"


def companions_of(cloud: LocalCloud) -> list[int]:
    """The processes whose endpoint this cloud is."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if cloud.endpoint.encode() in command:
            found.append(int(process.name))
    return found


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_the_companion_ends_with_the_cloud(tmp_path, end):
    cloud = LocalCloud(tmp_path, TASKS)
    assert len(companions_of(cloud)) == 1
    if end == "stop":
        assert cloud.stop() == 0
    else:
        cloud.kill()
    eventually(lambda: not companions_of(cloud))


def test_a_stack_that_needs_no_companion_has_one_from_the_first_request_on(tmp_path, ended_well):
    template = tmp_path / "template.json"
    template.write_text(json.dumps({"Resources": {"Alone": {"Type": "AWS::S3::Bucket"}}}))
    cloud = LocalCloud(tmp_path, template)
    assert companions_of(cloud) == []
    assert cloud.client("dynamodb").list_tables()["TableNames"] == []
    assert len(companions_of(cloud)) == 1
    ended_well(cloud)
