#!/usr/bin/env python3
"""Measures `shrike-local run` over a folder of photographs, with and without detection; writes measured.json.

    build/third-party/python-bench/bin/python bench/scale/measure.py [--images 500]

Both runs are over the same images and take turns, so that what detection adds is not the other photographs' or the
other hour's.

CPU time is what the model goes by: the kernel counts it however busy the machine is with other things. Images a second
are of this run on this machine, and mean something where nothing else ran.
"""

import argparse
import contextlib
import datetime
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))

from images.rounds import in_turns  # noqa: E402
from images.sandboxes import cpu_ms, sandboxes  # noqa: E402
from machine import machine  # noqa: E402
from photographs import album  # noqa: E402

BUILD = ROOT / "build" / "release"
PHOTOGRAPHS = ROOT / "build" / "third-party" / "photographs"
TARGET = Path(__file__).parent / "measured.json"
SAMPLE_EVERY = 0.1  # seconds; what a process does after its last sample is not in its figure
DETECT = {"renditions": "", "labels": "labels"}
ROUNDS = 2  # each is first once


@dataclass(frozen=True)
class Run:
    """Over a folder, once."""

    seconds: float
    function_cpu_ms: float
    all_cpu_ms: float  # with the local cloud's
    load_before: float


def note_cpu_time(cloud_pid: int, seen: dict[int, float]) -> None:
    """Of each sandbox of the local cloud so far, in milliseconds; of one that ends, what was noted last stays."""
    for group in sandboxes(cloud_pid):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            seen[group] = max(cpu_ms(group), seen.get(group, 0.0))


def run(folder: Path, images: int, detect: str) -> Run:
    with tempfile.TemporaryDirectory() as data:
        command = [BUILD / "shrike-local", "run", "--data", data, "--parameter", f"Detect={detect}", folder]
        before = os.times()
        load = os.getloadavg()[0]
        begun = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        seen: dict[int, float] = {}
        while process.poll() is None:
            note_cpu_time(process.pid, seen)
            time.sleep(SAMPLE_EVERY)
        seconds = time.monotonic() - begun
        summary = process.stdout.read()
        outcomes = [json.loads(line)["outcome"] for line in (Path(data) / "results.jsonl").read_text().splitlines()]
    if process.returncode != 0 or outcomes.count("result") != images:
        raise SystemExit(f"the run did not do every image:\n{summary}")
    after = os.times()
    whole = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(seconds, sum(seen.values()), 1000 * whole, load)


def runs_over(folder: Path, images: int, run: Callable[[Path, int, str], Run] = run) -> dict[str, dict]:
    """The figures of each of DETECT, of ROUNDS runs in turns over the same folder of so many images."""
    made: dict[str, list[Run]] = {name: [] for name in DETECT}
    for name in in_turns(list(DETECT), ROUNDS):
        made[name].append(run(folder, images, DETECT[name]))
    return {name: figures_of(runs, images * len(runs)) for name, runs in made.items()}


def figures_of(runs: list[Run], images: int) -> dict:
    """Of all of them, in which so many images were done."""
    function_ms = sum(run.function_cpu_ms for run in runs)
    whole_ms = sum(run.all_cpu_ms for run in runs)
    return {
        "images": images,
        "function_cpu_ms": round(function_ms / images, 1),
        "local_cloud_cpu_ms": round((whole_ms - function_ms) / images, 1),
        "images_per_second": round(images / sum(run.seconds for run in runs), 2),
        "images_per_second_per_core_by_cpu": round(1000 * images / whole_ms, 2),
        "load_before": round(max(run.load_before for run in runs), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=int, default=500, help="in the folder that each run is over")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        photographs = album(Path(folder), PHOTOGRAPHS, arguments.images)
        runs = {name: its | photographs for name, its in runs_over(Path(folder), arguments.images).items()}
    figures = {
        "date": datetime.date.today().isoformat(),
        "machine": machine(),
        "how": "shrike-local run over JPEGs of 1, 2, 4, 8 and 12 megapixels, as many of each, with the default renditions "
        "(320 WebP, 1600 JPEG), the same images with and without labels, in turns; CPU time by the kernel's count, of the functions' processes and of the local cloud "
        "(S3, signatures, Rekognition's model) apart",
        "runs": runs,
    }
    TARGET.write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
