"""The shipped program under valgrind's memcheck, over some hundred events of every kind.

What valgrind sees and the sanitizers of the debug build do not: the very bytes that are deployed, with the
libraries in them that are built without sanitizers. MEMCHECK_EVENTS (200) is how many events.
"""

import itertools
import json
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bare_root import Package
from cloud import REPOSITORY
from runtime_emulator import RuntimeEmulator

EVENTS = int(os.environ.get("MEMCHECK_EVENTS", "200"))
FIXTURES = REPOSITORY / "tests" / "fixtures" / "events"
VALGRIND = [
    "valgrind", "--error-exitcode=99", "--leak-check=full", "--show-leak-kinds=definite",
    "--errors-for-leak-kinds=definite", "--num-callers=30",
]  # fmt: skip
FINDINGS = 99
RUNTIME_ENDS = 1  # the loop's status when the Runtime API is gone


def events() -> list[bytes]:
    """Every recorded event, whole and cut, and what is none. IMAGE_BUCKET is none of theirs, so that none of
    them needs a service."""
    recorded = [path.read_bytes() for path in sorted(FIXTURES.glob("*.json"))]
    hostile = [b"", b"null", b"[]", b"{" * 100, b"[" * 100_000, b'{"Records":[' + b"{}," * 2000 + b"{}]}", b"\xff" * 64,
               json.dumps({"bucket": "b", "key": "k" * 2000}).encode(), b'"' + b"x" * 1_000_000 + b'"']  # fmt: skip
    kinds = [*recorded, *(event[: len(event) * 2 // 3] for event in recorded), *hostile]
    return list(itertools.islice(itertools.cycle(kinds), EVENTS))


@pytest.fixture(scope="module")
def bootstrap(tmp_path_factory) -> Path:
    package = Package({"aarch64": "arm64"}.get(platform.machine(), platform.machine()), "/var/task")
    return package.unpack(tmp_path_factory.mktemp("code")) / "bootstrap"


@pytest.fixture
def emulator():
    emulator = RuntimeEmulator(events())
    yield emulator
    emulator.close()


@pytest.mark.skipif(shutil.which("valgrind") is None, reason="packaging/third-party/install.sh test brings valgrind")
def test_the_loop_leaves_no_memory_error_and_no_leak(bootstrap, emulator, tmp_path):
    report = tmp_path / "memcheck"
    environment = {
        "PATH": os.environ["PATH"],
        "AWS_LAMBDA_RUNTIME_API": emulator.address,
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "LAMBDA_TASK_ROOT": str(bootstrap.parent),
        "_HANDLER": "process",
        "OUTPUT_BUCKET": "results",
        "IMAGE_BUCKET": "a-bucket-of-no-event",
    }
    run = subprocess.run([*VALGRIND, f"--log-file={report}", bootstrap], env=environment, cwd=bootstrap.parent,
                         capture_output=True, timeout=600)  # fmt: skip
    found = report.read_text()
    assert run.returncode == RUNTIME_ENDS, f"{found}\n{run.stdout[-4000:].decode(errors='replace')}"
    assert re.search(r"ERROR SUMMARY: 0 errors", found), found
    assert sorted(emulator.answers) == list(range(EVENTS)), "every event was answered, once"
    assert {kind for kind, _ in emulator.answers.values()} == {"response", "error"}
    for _, body in emulator.answers.values():
        json.loads(body)
