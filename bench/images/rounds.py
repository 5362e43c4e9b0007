"""Rounds in which everything that is compared takes its turn, so that what else the machine does hits all alike."""

import math
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")

LEAST = 3  # rounds, however long they take


def in_turns(items: Sequence[Item], rounds: int, seconds: float = math.inf) -> Iterator[Item]:
    """Each item once in each round, and first as often as last; no further round after so many seconds."""
    end = time.monotonic() + seconds
    for round_ in range(rounds):
        if round_ >= LEAST and time.monotonic() > end:
            return
        for turn in range(len(items)):
            yield items[(turn + round_) % len(items)]


def percentile(values: Sequence[float], part: float) -> float:
    """The value that `part` of all are at most, by nearest rank."""
    return sorted(values)[max(math.ceil(part * len(values)) - 1, 0)]


def median_of(calls: Sequence[Item], value: Callable[[Item], float]) -> float:
    return statistics.median(map(value, calls))
