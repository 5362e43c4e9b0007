"""A soak that is short enough for every day, with faults of all kinds; `make soak` is the long one."""

import json
import subprocess
import sys

from conftest import REPOSITORY

EVENTS, REPEATED = 160, 8
LIMIT = 840  # seconds on a busy machine


def test_a_short_soak_accounts_for_every_delivery(tmp_path):
    figures = tmp_path / "soak.json"
    command = [REPOSITORY / "bench" / "soak" / "run.py", "--data", tmp_path / "cloud", "--results", figures]
    options = ["--events", str(EVENTS), "--seed", "4", "--any-memory"]
    run = subprocess.run(
        [sys.executable, "-B", *command, *options], stdout=subprocess.PIPE, text=True, check=False, timeout=LIMIT
    )
    assert run.returncode == 0, run.stdout
    found = json.loads(figures.read_text())
    assert (found["problems"], found["deliveries"]) == ([], EVENTS + REPEATED)
    assert all(sum(found["rows"][row].values()) > 0 for row in found["rows"]), found["rows"]
    assert any("killed" in reason for reason in found["sandboxes"]["ended"]), found["sandboxes"]
    assert {"function", "cloud"} <= set(found["memoryMB"])
