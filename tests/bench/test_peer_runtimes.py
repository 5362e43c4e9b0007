"""What the top README says of the other runtimes, against their sources, where those are installed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
THIRD_PARTY = ROOT / "build" / "third-party"
COLUMNS = ["", "Shrike", "aws-lambda-cpp", "Rust", "Go", "Node", "Python"]

SOURCES = {
    "Rust": (Path.home() / ".cargo" / "registry" / "src", "*/lambda_runtime*/src/**/*.rs"),
    "Go": (Path.home() / "go" / "pkg" / "mod" / "github.com" / "aws", "aws-lambda-go@*/lambda*/**/*.go"),
    "Node": (THIRD_PARTY / "node-runtime" / "node_modules" / "aws-lambda-ric", "index.mjs"),
    "Python": (THIRD_PARTY / "python" / "lib", "python3*/site-packages/awslambdaric/*.py"),
}

# What none of them could do a row without. How much of it they do is for a reader to judge; "no" is not.
NEEDED = {
    "init error": r"runtime/init/error",
    "X-Ray cause": r"Xray-Error-Cause|formatXRayError|make_xray_fault",
    "tenant id": r"(?i)lambda-runtime-aws-tenant-id",
    "invocation id echoed": r"(?i)lambda-runtime-invocation-id",
    "streaming, errors as real trailers": r"(?i)\btrailers?\b",
    "several invocations at once": r"AWS_LAMBDA_MAX_CONCURRENCY",
    "JSON log, level": r"AWS_LAMBDA_LOG_FORMAT",
    "telemetry frames": r"_LAMBDA_TELEMETRY_LOG_FD",
    "SnapStart hooks": r"runtime/restore/next",
    "`/next` tried again": r"(?i)backoff|/next, retrying",
}


def rows() -> dict[str, list[str]]:
    text = (ROOT / "README.md").read_text().split("### The runtime, beside the others")[1].split("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line.startswith("| ")]
    return {row[0]: row for row in cells}


def files_of(runtime: str) -> Iterator[Path]:
    """Tests of theirs are not among them."""
    folder, pattern = SOURCES[runtime]
    return (path for path in folder.glob(pattern) if not path.name.endswith("_test.go"))


@pytest.mark.parametrize("runtime", SOURCES)
def test_no_other_runtime_is_said_to_lack_what_its_source_has_nor_to_have_what_it_lacks(runtime):
    source = "\n".join(path.read_text() for path in files_of(runtime))
    if not source:
        pytest.skip(f"the runtime for {runtime} is not installed")
    table = rows()
    said = {name: table[name][COLUMNS.index(runtime)] != "no" for name in NEEDED}
    assert said == {name: bool(re.search(pattern, source)) for name, pattern in NEEDED.items()}


def test_the_table_has_a_cell_for_each_runtime_in_each_row():
    assert {len(row) for row in rows().values()} == {len(COLUMNS)}
