"""What this project promises of its image functions: bounds on ratios, each with what was measured."""

from collections.abc import Iterator
from dataclasses import dataclass

from images.cost import IMAGES
from images.functions import SHRIKE
from images.growth import BATCHES
from images.photographs import JPEG_12
from images.thumbnails import SHARP
from runtimes import RUST

LIMIT = "libjpeg-turbo"
TUTORIALS = ("Python", "Node", "Rust", "Go")
LABELS_MS = 120


@dataclass(frozen=True)
class Promise:
    name: str
    unit: str
    ours: float
    peers: dict[str, float]  # what the bound is against first
    bound: float  # of ours to the first of `peers`, or of ours where there is none

    @property
    def measured(self) -> float:
        return self.ours / next(iter(self.peers.values()), 1)

    @property
    def kept(self) -> bool:
        return self.measured <= self.bound


def promises(figures: dict) -> Iterator[Promise]:
    yield from _starts(figures)
    yield from _times(figures)
    yield from _work(figures)
    yield from _money(figures)


def detect_labels(ms: float) -> Promise:
    """Of one request to the local cloud's Rekognition, on one core."""
    return Promise("DetectLabels of the local cloud, one core", "ms", ms, {}, LABELS_MS)


def _against(title: str, unit: str, values: dict[str, float], bounds: dict[str, float]) -> Iterator[Promise]:
    for peer, bound in bounds.items():
        if peer in values:
            yield Promise(f"{title}, to {peer}'s", unit, values[SHRIKE], {peer: values[peer]}, bound)


def _starts(figures: dict) -> Iterator[Promise]:
    first_next = {name: start["ms"] for name, start in figures["starts"].items()}
    yield from _against("cold start to first /next", "ms", first_next, {"Python": 1 / 60, "Node": 1 / 30})
    yield Promise("cold start to first /next, to a Rust no-op's", "ms", first_next[SHRIKE], {RUST: first_next[RUST]}, 2)
    answers = {name: answer["ms"] for name, answer in figures["first_answers"].items()}
    yield from _against("cold start to first answer", "ms", answers, {"Node": 1 / 8, "Python": 1 / 12})


def _times(figures: dict) -> Iterator[Promise]:
    ours = figures["delayed"][SHRIKE]
    yield Promise("AWS-like delays: an image, to its slowest call of a service", "ms",
                  ours["to_slowest_call"] * ours["slowest_call_ms"], {"slowest call": ours["slowest_call_ms"]}, 1.15)
    one, ten = (figures["batches"][str(size)][SHRIKE] for size in BATCHES[:2])
    yield Promise("AWS-like delays: ten records of a queue, to one", "ms", ten, {"one": one}, 1.5)


def _work(figures: dict) -> Iterator[Promise]:
    for kind, times in figures["thumbnails"].items():
        yield from _against(f"CPU time of a thumbnail, {kind}", "ms", times, {SHARP: 1})
    for kind, limit in figures["limit"].items():
        yield Promise(f"CPU time of a thumbnail, {kind}, to {LIMIT}'s alone", "ms", figures["thumbnails"][kind][SHRIKE],
                      {LIMIT: limit["cpu_ms"]}, 1.3)
    memory = {name: its["memory_mb"] for name, its in figures["warm"].items()}
    yield from _against(f"peak memory, {JPEG_12.name}", "MB", memory, {"Node": 1 / 3, "Python": 1 / 3})
    if lowest := figures["lowest_memory_mb"][SHRIKE]:
        yield Promise("lowest memory that passes, 24 MP JPEG", "MB", lowest, {}, 128)


def _money(figures: dict) -> Iterator[Promise]:
    usd = {name: cost["lowest"]["usd"] for name, cost in figures["cost"].items()}
    yield from _against(f"cost of {IMAGES:,} images, function only", "USD", usd, {peer: 1 / 5 for peer in TUTORIALS})
