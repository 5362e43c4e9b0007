#!/usr/bin/env python3
"""Benchmarks, side by side with what users would pick instead, in one run on one machine.

Prints tables and writes to bench/results/: runtimes.json with every figure of the runtimes,
runtimes.svg with a picture of them, and latest.json with what this project promises, one row each:
{"name", "unit", "ours", "peers": {peer: value}, "ratio", "date", "machine"}; `ratio` is ours to the
named peer's value, or to the bound where there is no peer. The tables go to bench/README.md too,
which has the method.
"""
import datetime
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys

import plot
import runtimes
import tables
from machine import machine

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/release"
THIRD_PARTY = ROOT / "build/third-party"
PEERS = THIRD_PARTY / "node-peers"
WORK = ROOT / "build/bench"
RESULTS = ROOT / "bench/results"
ROUNDS = 5


def output(*command, **environment):
    """Standard output of a command that must succeed."""
    run = subprocess.run([str(word) for word in command], env={**os.environ, **environment},
                         stdout=subprocess.PIPE, text=True, check=False, cwd=WORK)
    if run.returncode:
        sys.exit(f"{command[0]} ended with {run.returncode}")
    return run.stdout


def node():
    return next(PEERS.glob("node_modules/node-linux-*/bin/node"))


def row(name, unit, ours, peers, against):
    return {"name": name, "unit": unit, "ours": round(ours, 3),
            "peers": {peer: round(value, 3) for peer, value in peers.items()},
            "ratio": round(ours / against, 4),
            "date": datetime.date.today().isoformat(), "machine": machine()}


def kernel(name, image, **environment):
    """Median milliseconds of one Google Benchmark case, on one core."""
    report = output("taskset", "-c", "0", BUILD / "kernels", f"--benchmark_filter=^{name}/", "--benchmark_format=json",
                    "--benchmark_min_time=0.5", BENCH_IMAGE=str(image), **environment)
    cases = json.loads(report)["benchmarks"]
    if not cases or cases[0].get("error_occurred"):
        sys.exit(f"the kernel {name} did not run")
    return cases[0]["real_time"]


def side_by_side():
    """The runtimes' tables, picture and rows."""
    figures = runtimes.measure(WORK) | {"date": datetime.date.today().isoformat(), "machine": machine()}
    text = tables.markdown(figures)
    print(text)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "runtimes.json").write_text(json.dumps(figures, indent=2) + "\n")
    readme = ROOT / "bench/README.md"
    readme.write_text(tables.between_marks(readme.read_text(), text))
    plot.draw(figures, RESULTS / "runtimes.svg")
    return [row(*promise) for promise in tables.rows(figures)]


def thumbnail(image):
    ours, sharp = [], []
    for _ in range(ROUNDS):
        ours.append(kernel("thumbnail", image, VIPS_CONCURRENCY="1"))
        sharp.append(json.loads(output("taskset", "-c", "0", node(), PEERS / "sharp_thumbnail.mjs", 5, image))["sharp"])
    ours, sharp = statistics.median(ours), statistics.median(sharp)
    return row("thumbnail 320 px of a 24 MP baseline JPEG, one thread", "ms", ours, {"sharp": sharp}, sharp)


def detect_labels(image):
    ours = statistics.median(kernel("detect_labels", image) for _ in range(ROUNDS))
    return row("local DetectLabels, one core (bound 120 ms)", "ms", ours, {}, 120)


def whole_function_memory(image):
    peaks = []
    for _ in range(3):
        data = WORK / "memory"
        shutil.rmtree(data, ignore_errors=True)
        report = output(BUILD / "shrike-local", "run", "--data", data, image)
        peaks.append(int(re.search(r"Max Memory Used: (\d+) MB", report).group(1)))
    ours = statistics.median(peaks)
    return row("peak memory, 24 MP baseline JPEG through the whole function (bound 64 MB)", "MB", ours, {}, 64)


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    for script in (ROOT / "bench/peers/node").glob("*.mjs"):  # Node resolves packages beside the script
        shutil.copy(script, PEERS)
    image = WORK / "24mp.jpg"
    if not image.exists():
        output(node(), PEERS / "make_photograph.mjs", THIRD_PARTY / "photographs/chelsea.png", image)

    rows = [*side_by_side(), thumbnail(image), whole_function_memory(image),
            detect_labels(THIRD_PARTY / "photographs/rocket.jpg")]
    for entry in rows:
        peers = ", ".join(f"{peer} {value} {entry['unit']}" for peer, value in entry["peers"].items())
        print(f"{entry['name']}\n    ours {entry['ours']} {entry['unit']}{'; ' + peers if peers else ''}; ratio {entry['ratio']}")
    (RESULTS / "latest.json").write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
