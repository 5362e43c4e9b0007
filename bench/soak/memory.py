"""Resident memory of the function's processes and the local cloud over time, and whether it is flat."""

import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from images.sandboxes import children

INTERVAL = 1.0  # seconds between two samples
GROWTH_LIMIT = 1.10  # last quarter's median to the second quarter's; warming up is the first's
GROWTH_SLACK_MB = 4.0  # less than this is no growth: an arena or two
FUNCTION, CLOUD, COMPANION = "function", "cloud", "companion"
JUDGED = (FUNCTION, CLOUD)  # the companion keeps what it is given, a mock that it is
# On top: the local S3 has an index of its objects in memory, and a delivery makes up to four of about 2 KB.
INDEX_KB_PER_DELIVERY = {CLOUD: 8.0}


@dataclass(frozen=True)
class Sample:
    seconds: float  # since the start
    ended: int  # deliveries until then
    mb: dict[str, float]  # the largest process of each kind


class Sampler(threading.Thread):
    """Samples a local cloud and its children until stop()."""

    def __init__(self, cloud_pid: int, ended: Callable[[], int]):
        super().__init__(daemon=True)
        self._pid, self._ended = cloud_pid, ended
        self._stopping = threading.Event()
        self.samples: list[Sample] = []

    def run(self) -> None:
        start = time.monotonic()
        while not self._stopping.wait(INTERVAL):
            self.samples.append(Sample(time.monotonic() - start, self._ended(), resident(self._pid)))

    def stop(self) -> list[Sample]:
        self._stopping.set()
        self.join()
        return self.samples


def resident(cloud_pid: int) -> dict[str, float]:
    """MB of the cloud, of its companion, and of the largest function process."""
    largest: Counter[str] = Counter()
    for pid, name in [(cloud_pid, CLOUD), *named_children(cloud_pid)]:
        kind = {CLOUD: CLOUD, "bootstrap": FUNCTION}.get(name, COMPANION)
        largest[kind] = max(largest[kind], resident_mb(pid))
    return dict(largest)


def named_children(pid: int) -> Iterator[tuple[int, str]]:
    for child in children(pid):
        try:
            yield child, Path(f"/proc/{child}/comm").read_text().strip()
        except OSError:  # it has ended meanwhile
            continue


def resident_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    kilobytes = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(kilobytes[0]) / 1024 if kilobytes else 0.0


def quarters(samples: list[Sample], kind: str) -> tuple[float, float]:
    """The medians of the second and of the last quarter, by events and not by time: an idle hour proves nothing."""
    last = samples[-1].ended if samples else 0

    def median(start: float, end: float) -> float:
        values = [s.mb[kind] for s in samples if start * last <= s.ended <= end * last and s.mb.get(kind)]
        return statistics.median(values) if values else 0.0

    return median(0.25, 0.5), median(0.75, 1.0)


def is_flat(kind: str, early: float, late: float, deliveries: int) -> bool:
    """Of quarters() over so many deliveries; half of them lie between the two."""
    index = INDEX_KB_PER_DELIVERY.get(kind, 0.0) / 1024 * deliveries / 2
    return late <= max(early * GROWTH_LIMIT, early + GROWTH_SLACK_MB) + index


def as_figures(samples: list[Sample]) -> list[dict]:
    return [asdict(sample) for sample in samples]
