"""The image functions' figures as tables in Markdown."""

from collections.abc import Callable, Mapping

from images.functions import SHRIKE
from images.shows import LIMIT, Promise
from images.thumbnails import SHARP
from markdown_tables import number, table

MARKS = ("<!-- images: begin -->", "<!-- images: end -->")
NONE = "–"
DIGITS_AT_MOST = 6


def markdown(figures: dict, promises: list[Promise]) -> str:
    parts = [_versions, _times, _means, _classes, _thumbnails, _renditions, _batches]
    return "\n\n".join([part(figures) for part in parts] + [kept(promises)])


def kept(promises: list[Promise]) -> str:
    return table(
        ["promise", "Shrike", "beside it", "bound", "measured", "kept"],
        [[promise.name, f"{number(promise.ours)} {promise.unit}", beside(promise), ratio(promise.bound, promise),
          measured(promise), verdict(promise)] for promise in promises])


def verdict(promise: Promise) -> str:
    return "yes" if promise.kept else "**no**"


def measured(promise: Promise) -> str:
    """The ratio, with as many digits as it takes to see a missed bound missed."""
    for more in range(DIGITS_AT_MOST):
        text = ratio(promise.measured, promise, more)
        if promise.kept or _read(text) > promise.bound:
            break
    return text


def beside(promise: Promise) -> str:
    return ", ".join(f"{peer} {number(value)}" for peer, value in promise.peers.items())


def ratio(value: float, promise: Promise, more: int = 0) -> str:
    """Of ours to the peer's: one of so many, or so many times; the value itself where there is no peer. With so many more
    digits."""
    if not promise.peers:
        return f"{value:,.{more}f} {promise.unit}" if more else f"{number(value)} {promise.unit}"
    return f"1/{1 / value:.{3 + more}g}" if value < 0.9 else f"{value:.{2 + more}f} ×"


def _read(text: str) -> float:
    """What `ratio` has written."""
    over, _, under = text.split()[0].replace(",", "").partition("/")
    return float(over) / float(under or 1)


def _versions(figures: dict) -> str:
    rows = [[name, figures["versions"].get(name, "")] for name in figures["functions"]]
    return table(["function", "made of"], rows, texts=2)


def _times(figures: dict) -> str:
    return _of_functions(figures, {
        "exec to first /next, ms": lambda name: number(figures["starts"][name]["ms"]),
        "cold to first answer, ms": lambda name: number(figures["first_answers"][name]["ms"]),
        "warm p50 / p99, ms": lambda name: _both(figures["warm"][name]),
        "with AWS-like delays p50 / p99, ms": lambda name: _both(figures["delayed"][name]),
        "× slowest call": lambda name: f"{figures['delayed'][name]['to_slowest_call']:.2f}",
    })


def _means(figures: dict) -> str:
    how = "" if "at_lowest_memory" in figures else " (calculated)"
    return _of_functions(figures, {
        "CPU an image, ms": lambda name: number(figures["warm"][name]["cpu_ms"]),
        "images a second a core": lambda name: number(figures["events_per_second"][name]),
        "peak memory, MB": lambda name: number(figures["warm"][name]["memory_mb"]),
        "lowest memory, MB": lambda name: number(figures["lowest_memory_mb"][name]),
        "zip, MB": lambda name: number(figures["zip_mb"][name]),
        f"a million images, USD{how}": lambda name: _usd(figures["cost"][name]["lowest"]),
        "at 1,769 MB, USD": lambda name: _usd(figures["cost"][name]["whole_core"]),
    })


def _of_functions(figures: dict, columns: Mapping[str, Callable[[str], str]]) -> str:
    return table(["function", *columns],
                 [[name, *(where_measured(cell, name) for cell in columns.values())] for name in figures["functions"]])


def where_measured(cell: Callable[[str], str], name: str) -> str:
    try:
        return cell(name)
    except (KeyError, TypeError):  # a part that is not there, a figure that is None
        return NONE


def _both(times: dict) -> str:
    return f"{number(times['p50_ms'])} / {number(times['p99_ms'])}"


def _usd(cost: dict) -> str:
    return f"{cost['usd']:.2f} ({cost['billed_ms']:,} ms)"


def _classes(figures: dict) -> str:
    return _work(figures, figures["classes"], "CPU an image, ms · peak memory, MB")


def _renditions(figures: dict) -> str:
    return _work(figures, figures["renditions"], "renditions of a 12 MP JPEG: CPU, ms · peak memory, MB")


def _work(figures: dict, work: dict, title: str) -> str:
    names = [name for name in figures["functions"] if any(name in row for row in work.values())]

    def cell(row: dict, name: str) -> str:
        return f"{number(row[name]['cpu_ms'])} · {number(row[name]['memory_mb'])}" if name in row else NONE

    return table([title, *names], [[kind, *(cell(row, name) for name in names)] for kind, row in work.items()])


def _thumbnails(figures: dict) -> str:
    def row(kind: str, its: dict) -> list[str]:
        ours, below = its[SHRIKE], [NONE] * 3
        if limit := figures["limit"].get(kind):
            below = [number(limit["cpu_ms"]), f"{ours / limit['cpu_ms']:.2f}", number(limit["loopback_ms"])]
        return [kind, number(ours), number(its[SHARP]), f"{ours / its[SHARP]:.2f}", *below]

    return table(["a 320-pixel JPEG, one thread: CPU, ms", SHRIKE, SHARP, f"× {SHARP}", LIMIT, f"× {LIMIT}",
                  "its bytes over the loopback, ms"],
                 [row(kind, its) for kind, its in figures["thumbnails"].items()])


def _batches(figures: dict) -> str:
    batches = figures["batches"]
    names = [name for name in figures["functions"] if name in next(iter(batches.values()))]
    return table(["1 MP JPEGs in one event, AWS-like delays, s", *names],
                 [[size, *(number(row[name] / 1e3) for name in names)] for size, row in batches.items()])
