#!/usr/bin/env python3
"""Benchmarks, side by side with what users would pick instead, in one run on one machine.

Prints tables and writes to bench/results/: runtimes.json and images.json with every figure, pictures
of them, and latest.json with what this project promises, one row each:
{"name", "unit", "ours", "peers": {peer: value}, "ratio", "date", "machine"}; `ratio` is ours to the
named peer's value, or to the bound where there is no peer; where a bound was set in advance, also
"bound" and "kept". The tables go to bench/README.md too, which has the method, and a short comparison
to README.md (documents.py, which also writes them alone). A bound that is not kept is said, and is no failure.

    --quick            a few rounds of everything, to try it; writes to build/bench/quick/ alone
    --only runtimes|images
"""
import argparse
import datetime
import json
import re
import shutil
import statistics
import subprocess
import time

import documents
import plot
import runtimes
import tables
from images import pictures, report, shows
from images.functions import ROOT, SHRIKE
from images.photographs import JPEG_24
from images.session import FULL, QUICK, Session
from images.thumbnails import SHARP, kernel_ms
from images.versions import versions
from machine import machine

BUILD = ROOT / "build/release"
PHOTOGRAPHS = ROOT / "build/third-party/photographs"
WORK = ROOT / "build/bench"
RESULTS = ROOT / "bench/results"
ROUNDS = 5


def row(name, unit, ours, peers, against):
    return {"name": name, "unit": unit, "ours": round(ours, 3),
            "peers": {peer: round(value, 3) for peer, value in peers.items()},
            "ratio": round(ours / against, 4),
            "date": datetime.date.today().isoformat(), "machine": machine()}


def promised(promise):
    return row(promise.name, promise.unit, promise.ours, promise.peers, promise.ours / promise.measured) | {
        "bound": round(promise.bound, 4), "kept": promise.kept}


def timed(what, measure, *arguments):
    """What `measure` gives; says how long it took."""
    before = time.monotonic()
    measured = measure(*arguments)
    print(f"» {what}: {time.monotonic() - before:.0f} s", flush=True)
    return measured


def measure_runtimes(quick):
    return runtimes.measure(WORK, *((2, 1) if quick else ())) | {"date": datetime.date.today().isoformat(), "machine": machine()}


def measure_images(quick):
    return Session(WORK / "images", QUICK if quick else FULL).run() | {
        "date": datetime.date.today().isoformat(), "machine": machine(), "versions": versions()}


def detect_labels(rounds):
    ours = statistics.median(kernel_ms("detect_labels", PHOTOGRAPHS / "rocket.jpg") for _ in range(rounds))
    return row(documents.LABELS, "ms", ours, {}, shows.LABELS_MS)


def whole_function_memory(image):
    peaks = []
    for _ in range(3):
        data = WORK / "memory"
        shutil.rmtree(data, ignore_errors=True)
        report = subprocess.run([BUILD / "shrike-local", "run", "--data", data, image], stdout=subprocess.PIPE, text=True,
                                check=True, cwd=WORK).stdout
        peaks.append(int(re.search(r"Max Memory Used: (\d+) MB", report).group(1)))
    ours = statistics.median(peaks)
    return row("peak memory, 24 MP baseline JPEG through the whole function (bound 64 MB)", "MB", ours, {}, 64)


def thumbnail(figures):
    its = figures["thumbnails"][JPEG_24.name]
    return row("thumbnail 320 px of a 24 MP baseline JPEG, one thread", "ms", its[SHRIKE], {SHARP: its[SHARP]}, its[SHARP])


def keep_runtimes(figures, folder):
    (folder / "runtimes.json").write_text(json.dumps(figures, indent=2) + "\n")
    plot.draw(figures, folder / "runtimes.svg")


def keep_images(figures, folder):
    (folder / "images.json").write_text(json.dumps(figures, indent=2) + "\n")
    pictures.draw_side_by_side(figures, folder / "images.svg")
    pictures.draw_growth(figures, folder / "growth.svg")


def say(rows):
    for entry in rows:
        peers = ", ".join(f"{peer} {value} {entry['unit']}" for peer, value in entry["peers"].items())
        verdict = f", bound {entry['bound']}: {'kept' if entry['kept'] else 'NOT KEPT'}" if "bound" in entry else ""
        print(f"{entry['name']}\n    ours {entry['ours']} {entry['unit']}{'; ' + peers if peers else ''}; "
              f"ratio {entry['ratio']}{verdict}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=("runtimes", "images"))
    given = parser.parse_args()
    whole = not given.quick and not given.only
    results = RESULTS if whole else WORK / "quick"
    for folder in (WORK, results):
        folder.mkdir(parents=True, exist_ok=True)
    begin = time.monotonic()

    rows, texts = [], []
    if given.only != "images":
        runtime = timed("runtimes", measure_runtimes, given.quick)
        texts.append(tables.markdown(runtime))
        keep_runtimes(runtime, results)
        rows += [*(row(*promise) for promise in tables.rows(runtime)),
                 timed("DetectLabels", detect_labels, 1 if given.quick else ROUNDS)]
    if given.only != "runtimes":
        image = timed("image functions", measure_images, given.quick)
        promises = list(shows.promises(image))
        texts.append(report.markdown(image, promises))
        keep_images(image, results)
        memory = timed("memory", whole_function_memory, WORK / "images" / "pictures" / "24-MP-JPEG.jpg")
        rows += [thumbnail(image), memory, *map(promised, promises)]
    for text in texts:
        print(text, end="\n\n")
    say(rows)
    (results / "latest.json").write_text(json.dumps(rows, indent=2) + "\n")
    if whole:
        documents.write()
    print(f"{(time.monotonic() - begin) / 60:.1f} minutes; figures in {results.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
