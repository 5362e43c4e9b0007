#!/usr/bin/env python3
"""Measures `shrike-local run` over a folder of photographs, with and without detection; writes measured.json.

    build/third-party/python-bench/bin/python bench/scale/measure.py [--images 1000] [--detected 300]

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
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))

from images.sandboxes import cpu_ms, sandboxes  # noqa: E402
from machine import machine  # noqa: E402
from photographs import album  # noqa: E402

BUILD = ROOT / "build" / "release"
PHOTOGRAPHS = ROOT / "build" / "third-party" / "photographs"
TARGET = Path(__file__).parent / "measured.json"
SAMPLE_EVERY = 0.1  # seconds; what a process does after its last sample is not in its figure


def note_cpu_time(cloud_pid: int, seen: dict[int, float]) -> None:
    """Of each sandbox of the local cloud so far, in milliseconds; of one that ends, what was noted last stays."""
    for group in sandboxes(cloud_pid):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            seen[group] = max(cpu_ms(group), seen.get(group, 0.0))


def run(folder: Path, images: int, detect: str) -> dict:
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
    function_ms = sum(seen.values())
    return {
        "images": images,
        "function_cpu_ms": round(function_ms / images, 1),
        "local_cloud_cpu_ms": round((1000 * whole - function_ms) / images, 1),
        "images_per_second": round(images / seconds, 2),
        "images_per_second_per_core_by_cpu": round(images / whole, 2),
        "load_before": round(load, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=int, default=1000, help="without detection")
    parser.add_argument("--detected", type=int, default=300, help="with labels")
    arguments = parser.parse_args()
    runs = {}
    for name, images, detect in [("renditions", arguments.images, ""), ("labels", arguments.detected, "labels")]:
        with tempfile.TemporaryDirectory() as folder:
            photographs = album(Path(folder), PHOTOGRAPHS, images)
            runs[name] = run(Path(folder), images, detect) | photographs
    figures = {
        "date": datetime.date.today().isoformat(),
        "machine": machine(),
        "how": "shrike-local run over JPEGs of 1, 2, 4, 8 and 12 megapixels, as many of each, with the default renditions "
        "(320 WebP, 1600 JPEG); CPU time by the kernel's count, of the functions' processes and of the local cloud "
        "(S3, signatures, Rekognition's model) apart",
        "runs": runs,
    }
    TARGET.write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
