"""The short comparison of the top README."""

from images import efforts
from images.functions import SHRIKE
from images.report import beside, measured, ratio, verdict
from images.shows import Promise, detect_labels
from images.thumbnails import SHARP
from markdown_tables import number, table, wrapped
from runtimes import BOOTSTRAP, RUST
from tables import size_name

MARKS = ("<!-- compared: begin -->", "<!-- compared: end -->")
BESIDE = {RUST: "Rust crate", "Go": "Go", "Python": "Python", "Node": "Node"}


def markdown(figures: dict, pictures: dict, promises: list[Promise], labels_ms: float) -> str:
    head = wrapped(f"`make bench`, medians of one run, a function on one core of {figures['machine']}, {figures['date']} "
                   "([method, tables, pictures](bench/README.md), [figures](bench/results/latest.json)):")
    bounds = wrapped("What this project set out to reach, beside the tutorials' code, and what of that is missed "
                     "([why](bench/NOTES.md#bounds-that-are-missed-and-where-the-time-goes)):")
    functions = _functions([*promises, detect_labels(labels_ms)])
    return "\n\n".join([head, _runtime(figures), efforts.markdown(pictures), bounds, functions])


def _runtime(figures: dict) -> str:
    start = {name: number(its["ms"]) for name, its in figures["starts"].items()}
    rust = figures["starts"][RUST]["ms"]
    serving = {size: figures["serving"][size] for size in sorted(figures["serving"], key=int)}

    def per_second(name: str) -> str:
        return " · ".join(number(row[name]["events_per_second"]) for row in serving.values())

    return table(["the runtime", "Shrike", "beside it"], [
        ["cold start of a no-op: exec to first `/next`", f"{start['Shrike']} ms",
         ", ".join(f"{title} {start[name]}" for name, title in BESIDE.items())],
        ["cold start of the whole `bootstrap`", f"{start[BOOTSTRAP]} ms",
         f"Rust crate's no-op ({figures['starts'][BOOTSTRAP]['ms'] / rust:.2f} ×)"],
        [f"events a second, {' · '.join(map(size_name, serving))}", per_second("Shrike"), f"Rust crate {per_second(RUST)}"],
    ], texts=3)


def _functions(promises: list[Promise]) -> str:
    """Every promise; the thumbnails of all kinds of image in one line."""
    rows = [[promise.name, f"{number(promise.ours)} {promise.unit}", beside(promise), measured(promise),
             ratio(promise.bound, promise), verdict(promise)]
            for promise in promises if SHARP not in promise.peers]
    if thumbnails := [promise for promise in promises if SHARP in promise.peers]:
        rows.append(_in_one_line(thumbnails))
    return table(["the function", SHRIKE, "beside it", "measured", "bound", "kept"], rows, texts=3)


def _in_one_line(promises: list[Promise]) -> list[str]:
    """Of one bound: the least and the most of what was measured, and how many keep it."""
    least, most = (pick(promises, key=lambda promise: promise.measured) for pick in (min, max))
    kept = sum(promise.kept for promise in promises)
    return [f"thumbnails of {len(promises)} kinds of image, one thread", "", SHARP, f"{measured(least)} to {measured(most)}",
            ratio(most.bound, most), "yes" if kept == len(promises) else f"**{kept} of {len(promises)}**"]
