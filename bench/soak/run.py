#!/usr/bin/env python3
"""A bounded soak: thousands of events through the local cloud and the function, faults on.

Prints the accounting; with --results writes the figures there as JSON too. Ends with 0 when every
delivery is in exactly one row, nothing took effect twice and memory is flat.
"""

import argparse
import json
import shutil
import sys
import time
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE.parent), str(HERE.parents[1] / "tests" / "clients")]

from accounting import account  # noqa: E402
from cloud import THIRD_PARTY, LocalCloud  # noqa: E402
from evidence import events_in, letters_in, listing_of, outputs_in  # noqa: E402
from facts import Evidence  # noqa: E402
from faults import fault_options  # noqa: E402
from load import RESULTS, STEADY, UPLOADS, WINDOW, Load  # noqa: E402
from log_facts import read_log  # noqa: E402
from machine import machine  # noqa: E402
from material import Picture, hostile_pictures, sound_pictures, weights  # noqa: E402
from memory import JUDGED, Sample, Sampler  # noqa: E402
from plan import Step, make_plan  # noqa: E402
from report import MOST_PROBLEMS, described, failings, figures, markdown  # noqa: E402
from stack import PATIENCE, soak_stack  # noqa: E402

RENDITIONS = {"thumb", "preview"}  # the deployed stack's
PROGRESS = 20.0  # seconds between two lines


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=20_000, help="uploads and deletions; repetitions come on top")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, required=True, help="folder for the cloud's data; emptied first")
    parser.add_argument("--results", type=Path, help="file for the figures, as JSON")
    parser.add_argument("--any-memory", action="store_true", help="memory may grow, as a sanitizer's quarantine does")
    return parser.parse_args()


class PatientCloud(LocalCloud):
    STOP_LIMIT = 300  # seconds; a sanitizer looks through all of its memory at the end


class Progress:
    """A line now and then."""

    def __init__(self, deliveries: int):
        self._all, self._start = deliveries, time.monotonic()
        self._next = self._start + PROGRESS

    def __call__(self, ended: int) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + PROGRESS
        rate = ended / (now - self._start)
        left = (self._all - ended) / rate / 60 if rate else 0
        print(f"  {ended:,} of {self._all:,} deliveries, {rate:.0f} a second, {left:.0f} min to go", flush=True)


def soak(data: Path, steps: list[Step], pictures: dict[str, Picture], seed: int) -> tuple[Evidence, list[str], list[Sample], float]:
    """Runs it and gathers what is to be seen of it."""
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    cloud = PatientCloud(data, soak_stack(data), "--retry-delay", str(PATIENCE), *fault_options(len(steps), seed))
    try:
        load = Load(cloud, data, pictures)
        sampler = Sampler(cloud.pid, lambda: len(load.endings))
        sampler.start()
        start = time.monotonic()
        load.run(steps, Progress(len(steps)))
        seconds = time.monotonic() - start
        samples = sampler.stop()
        print("» looking at what is there", flush=True)
        s3 = cloud.client("s3", **STEADY)
        evidence = Evidence(
            deliveries=load.deliveries,
            happened=events_in(s3, UPLOADS),
            endings=load.endings,
            outputs=outputs_in(cloud.endpoint, RESULTS, listing_of(s3, RESULTS)),
            letters=letters_in(data / "mail"),
            lost_receipts=read_log(cloud.log.splitlines()).lost_receipts,
        )
    finally:
        code = cloud.stop()
        (data / "log.txt").write_text(cloud.log)
    if code != 0:
        sys.exit(f"the cloud ended with {code}: see {data / 'log.txt'}")
    return evidence, cloud.log.splitlines(), samples, seconds


def main() -> int:
    options = arguments()
    sound = sound_pictures(THIRD_PARTY / "photographs")
    hostile = hostile_pictures(sound)
    steps = make_plan(options.events, options.seed, weights(sound), list(hostile), nearest=2 * WINDOW)
    print(f"» {options.events:,} events and {len(steps) - options.events:,} repetitions, seed {options.seed}", flush=True)
    evidence, log, samples, seconds = soak(options.data, steps, sound | hostile, options.seed)

    found = {"date": date.today().isoformat(), "machine": machine(), "events": options.events, "seed": options.seed}
    found |= figures(account(evidence, sound | hostile, RENDITIONS), read_log(log), samples, seconds)
    print(f"{described(found)}\n\n{markdown(found)}")
    if options.results:
        options.results.write_text(json.dumps(found, indent=1) + "\n")
    wrong = failings(found, len(steps), () if options.any_memory else JUDGED)
    for line in wrong[:MOST_PROBLEMS]:
        print(f"✗ {line}")
    if len(wrong) > MOST_PROBLEMS:
        print(f"✗ and {len(wrong) - MOST_PROBLEMS} more")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
