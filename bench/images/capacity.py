"""What a function needs at least, and what it gets done at most."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from images.deployed import Deployed, FunctionFailed
from images.photographs import JPEG_12, JPEG_24
from images.rounds import in_turns

SIZES_MB = (128, 192, 256, 384, 512, 768, 1024, 1536, 2048)
INVOCATIONS = 3  # one may fit because the garbage of two does not yet lie about
IN_FLIGHT = 2  # the second works while the first waits; both share the core


def lowest_memory(deployed: Sequence[Deployed]) -> dict:
    """The least of SIZES_MB with which 24-megapixel JPEGs go through, one after the other; None where none does."""
    return {each.function.name: _lowest(each) for each in deployed}


def _lowest(each: Deployed) -> int | None:
    low, high = 0, len(SIZES_MB)
    while low < high:
        middle = (low + high) // 2
        if _passes(each, SIZES_MB[middle]):
            high = middle
        else:
            low = middle + 1
    return SIZES_MB[low] if low < len(SIZES_MB) else None


def _passes(each: Deployed, memory_mb: int) -> bool:
    each.configure(memory_mb=memory_mb)
    try:
        for _ in range(INVOCATIONS):
            each.invoke(JPEG_24)
        each.check_outputs(JPEG_24)
    except FunctionFailed:
        return False
    return True


def events_per_second(deployed: Sequence[Deployed], rounds: int, seconds: float) -> dict:
    """12-megapixel JPEGs done by one core that always has something to do."""
    done = {each.function.name: [0, 0.0] for each in deployed}
    for each in deployed:
        each.configure()
        _keep_busy(each, 0)
    for each in in_turns(deployed, rounds):
        events, elapsed = _keep_busy(each, seconds)
        total = done[each.function.name]
        total[0] += events
        total[1] += elapsed
    return {name: events / elapsed for name, (events, elapsed) in done.items()}


def _keep_busy(each: Deployed, seconds: float) -> tuple[int, float]:
    """How many events were done, and in what time."""
    begin = time.monotonic()

    def work(first: int) -> int:
        events = 0
        while events == 0 or time.monotonic() - begin < seconds:
            each.invoke(JPEG_12, first=first)
            events += 1
        return events

    with ThreadPoolExecutor(IN_FLIGHT) as workers:
        events = sum(workers.map(work, range(IN_FLIGHT)))
    return events, time.monotonic() - begin
