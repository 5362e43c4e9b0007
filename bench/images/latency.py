"""How long one image takes: from a cold start, warm, and with services that take as long as AWS's."""

import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from images.deployed import WIDTHS, Deployed, Invocation
from images.photographs import JPEG_12
from images.rounds import in_turns, median_of, percentile

TOGETHER = 3  # whose parts of a core are a third of it at most
WARM_UP = 3  # images that do not count: caches fill, compilers compile, connections are made


def first_answers(deployed: Sequence[Deployed], rounds: int) -> dict:
    """From the request to the answer, with no sandbox there."""
    calls = defaultdict(list)
    for each in in_turns(deployed, rounds):
        each.configure()
        calls[each.function.name].append(each.invoke(JPEG_12))
    return {name: {"ms": median_of(made, lambda call: call.wall_ms), "samples": len(made)} for name, made in calls.items()}


def warm(deployed: Sequence[Deployed], rounds: int, seconds: float) -> dict:
    """One image after the other, in the same sandbox; its CPU time and, in the end, its peak memory."""
    warm_up(deployed)
    cpu = {each.function.name: each.cpu_ms() for each in deployed}
    calls = _series(deployed, rounds, seconds)
    figures = {}
    for each in deployed:
        name, made = each.function.name, calls[each.function.name]
        each.check_outputs(JPEG_12)
        figures[name] = _durations(made) | {"cpu_ms": (each.cpu_ms() - cpu[name]) / len(made),
                                            "memory_mb": each.peak_memory_mb()}
    return figures


def delayed(deployed: Sequence[Deployed], rounds: int, seconds: float) -> dict:
    """The same where the services take their time, and what the slowest of their answers alone took."""
    warm_up(deployed)
    calls = _series(deployed, rounds, seconds)
    return {
        name: _durations(made) | {
            "slowest_call_ms": median_of(made, lambda call: call.slowest_call_ms),
            "to_slowest_call": median_of(made, lambda call: call.duration_ms / call.slowest_call_ms),
        }
        for name, made in calls.items()
    }


def at_lowest_memory(deployed: Sequence[Deployed], lowest_mb: dict[str, int | None], images: int, seconds: float) -> dict:
    """The same with the least memory that a function passes with, and a core's part that goes with it.

    Up to so many images of each after a cold one, none begun after so many seconds. TOGETHER at the same time: with
    more of them on one core, they take each other's turns, and quotas of the scheduler that are not used are lost.
    """
    some = [each for each in deployed if lowest_mb[each.function.name]]

    def median_ms(each: Deployed) -> float:
        end = time.monotonic() + seconds
        each.configure(memory_mb=lowest_mb[each.function.name])
        each.invoke(JPEG_12)  # cold
        durations = [each.invoke(JPEG_12).duration_ms]
        while len(durations) < images and time.monotonic() < end:
            durations.append(each.invoke(JPEG_12).duration_ms)
        return statistics.median(durations)

    with ThreadPoolExecutor(TOGETHER) as pool:
        return {each.function.name: taken for each, taken in zip(some, pool.map(median_ms, some))}


def warm_up(deployed: Sequence[Deployed], widths: Sequence[int] = WIDTHS) -> None:
    for each in deployed:
        each.configure(widths)
        for _ in range(WARM_UP):
            each.invoke(JPEG_12)


def _series(deployed: Sequence[Deployed], rounds: int, seconds: float) -> dict[str, list[Invocation]]:
    calls = defaultdict(list)
    for each in in_turns(deployed, rounds, seconds):
        calls[each.function.name].append(each.invoke(JPEG_12))
    return calls


def _durations(calls: Sequence[Invocation]) -> dict:
    durations = [call.duration_ms for call in calls]
    return {"p50_ms": percentile(durations, 0.5), "p99_ms": percentile(durations, 0.99), "samples": len(calls)}
