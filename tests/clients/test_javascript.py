"""The AWS SDK for JavaScript v3: its tests are javascript/*.test.mjs, run by Node's own test runner."""

import subprocess
from pathlib import Path

import pytest

from cloud import THIRD_PARTY

FOLDER = Path(__file__).parent / "javascript"
MODULES = THIRD_PARTY / "node-clients" / "node_modules"


def node() -> Path:
    (found,) = MODULES.glob("node-linux-*/bin/node")
    return found


@pytest.mark.parametrize("file", sorted(path.name for path in FOLDER.glob("*.test.mjs")))
def test_the_javascript_sdk_is_served(cloud, file):
    environment = cloud.environment | {"SHRIKE_NODE_MODULES": str(MODULES)}
    done = subprocess.run(
        [node(), "--test", "--test-reporter=spec", FOLDER / file],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=180,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout
