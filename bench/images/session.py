"""One run of everything that is measured of the image functions."""

import os
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from images import capacity, cost, growth, latency
from images.cpu_share import CpuShares
from images.deployed import Deployed
from images.functions import ROOT, peers, shrike
from images.limit import limits
from images.photographs import JPEG_1, JPEG_12, make_all
from images.recorded_rekognition import RecordedRekognition, latency_of
from images.starts import starts
from images.thumbnails import thumbnails
from images.zip_size import zip_mb

LATENCIES = ROOT / "bench" / "aws-latencies.json"
EVERY_CLASS = ("Shrike", "Node", "Python")  # the others have fewer decoders, or take long


@dataclass(frozen=True)
class Extent:
    """Rounds, and the seconds after which a part begins no further one."""

    thumbnails: int = 3
    starts: int = 11
    first_answers: int = 5
    warm: int = 25
    warm_seconds: float = 50
    delayed: int = 25
    delayed_seconds: float = 110
    images_a_class: int = 3
    busy_rounds: int = 2
    busy_seconds: float = 2
    batches: Mapping[int, int] = field(default_factory=lambda: dict(zip(growth.BATCHES, (15, 15, 3))))  # rounds of each size
    peers_batches: Mapping[int, int] = field(default_factory=lambda: dict(zip(growth.BATCHES, (7, 7, 1))))
    images_at_lowest: int = 5
    seconds_at_lowest: float = 15


FULL = Extent()
QUICK = Extent(thumbnails=1, starts=2, first_answers=1, warm=2, delayed=2, images_a_class=1, busy_rounds=1, busy_seconds=0.5,
               batches={1: 1, 10: 1}, peers_batches={1: 1, 10: 1}, images_at_lowest=1)


class Session:
    """`figures` after run(): every part by its name, and the seconds that each took."""

    def __init__(self, work: Path, extent: Extent):
        self._work, self._extent = work, extent
        self._functions = [shrike(ROOT / "build" / "release"), *peers()]
        self._core = (os.cpu_count() or 1) - 1
        self.figures: dict = {"functions": [function.name for function in self._functions], "seconds": {}}

    def run(self) -> dict:
        third_party = ROOT / "build" / "third-party"
        pictures = make_all(self._work / "pictures", third_party / "node-peers", third_party / "photographs")
        self._part("thumbnails", lambda: thumbnails(pictures, third_party / "node-peers", self._extent.thumbnails))
        self._part("limit", lambda: limits(pictures))
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, before - {self._core} or before)  # that one is the functions'
        try:
            self._without_delays(pictures)
            self._with_delays(pictures)
        finally:
            os.sched_setaffinity(0, before)
        self._part("zip_mb", lambda: {function.name: zip_mb(function) for function in self._functions})
        return self.figures

    def _without_delays(self, pictures: dict) -> None:
        extent = self._extent
        with ExitStack() as stack:
            everyone = self._deploy(stack, "plain", lambda _: "")
            for each in everyone:
                for image, path in pictures.items():
                    each.put(image, path, capacity.IN_FLIGHT if image == JPEG_12 else 1)
            answer = everyone[0].labels_of(JPEG_12)
            for each in everyone:
                each.answer_labels_by(RecordedRekognition(answer))
            some = [each for each in everyone if each.function.name in EVERY_CLASS]
            tutorials = [each for each in everyone if each.function.is_ours or each.function.is_tutorial]
            self._part("starts", lambda: starts(self._functions, extent.starts, self._core, everyone[0].endpoint, self._work))
            self._part("first_answers", lambda: latency.first_answers(everyone, extent.first_answers))
            self._part("warm", lambda: latency.warm(everyone, extent.warm, extent.warm_seconds))
            self._part("classes", lambda: growth.classes(tutorials, some, extent.images_a_class))
            self._part("renditions", lambda: growth.renditions(some, extent.images_a_class))
            self._part("events_per_second", lambda: capacity.events_per_second(
                everyone, extent.busy_rounds, extent.busy_seconds))
            self._part("lowest_memory_mb", lambda: capacity.lowest_memory(everyone))

    def _with_delays(self, pictures: dict) -> None:
        extent = self._extent
        lowest_mb = self.figures["lowest_memory_mb"]
        with ExitStack() as stack:
            shares = stack.enter_context(CpuShares({name: size for name, size in lowest_mb.items() if size}))
            everyone = self._deploy(stack, "delayed", shares.joining, "--service-delays", LATENCIES)
            for each in everyone:
                each.put(JPEG_12, pictures[JPEG_12])
                each.put(JPEG_1, pictures[JPEG_1], max(extent.batches))
            answer = everyone[0].labels_of(JPEG_12)
            for each in everyone:
                each.answer_labels_by(RecordedRekognition(answer, latency_of(LATENCIES)))
            self._part("delayed", lambda: latency.delayed(everyone, extent.delayed, extent.delayed_seconds))
            self._part("batches", lambda: growth.batches(everyone, extent.batches, extent.peers_batches))
            if shares:
                self._part("at_lowest_memory", lambda: latency.at_lowest_memory(
                    everyone, lowest_mb, extent.images_at_lowest, extent.seconds_at_lowest))
        self.figures["cost"] = cost.costs(self.figures)

    def _deploy(self, stack: ExitStack, kind: str, entering: Callable[[str], str],
                *options: str | Path) -> list[Deployed]:
        deployed = []
        for function in self._functions:
            each = Deployed(function, self._work / kind / function.name.replace(", ", "-"), self._core, *options,
                            entering=entering(function.name))
            stack.callback(each.stop)
            deployed.append(each)
        return deployed

    def _part(self, name: str, measure: Callable[[], dict]) -> dict:
        before = time.monotonic()
        self.figures[name] = measured = measure()
        self.figures["seconds"][name] = round(time.monotonic() - before, 1)
        print(f"  {name.replace('_', ' '):18} {self.figures['seconds'][name]:6.1f} s", flush=True)
        return measured
