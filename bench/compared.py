"""The short comparison of the top README."""

from images.functions import SHRIKE
from images.report import beside, ratio
from images.shows import Promise
from images.thumbnails import SHARP
from markdown_tables import number, table
from runtimes import BOOTSTRAP, RUST
from tables import size_name

MARKS = ("<!-- compared: begin -->", "<!-- compared: end -->")
BESIDE = {RUST: "Rust crate", "Go": "Go", "Python": "Python", "Node": "Node"}


def markdown(figures: dict, pictures: dict, promises: list[Promise], labels_ms: float) -> str:
    head = (f"`make bench`, medians of one run, a function on one core of {figures['machine']}, {figures['date']} "
            "([method, tables, pictures](bench/README.md), [figures](bench/results/latest.json)):")
    return "\n\n".join([head, _runtime(figures, labels_ms), _functions(promises, pictures)])


def _runtime(figures: dict, labels_ms: float) -> str:
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
        ["DetectLabels of the local cloud, one core", f"{number(labels_ms)} ms", ""],
    ], texts=3)


def _functions(promises: list[Promise], pictures: dict) -> str:
    """Every promise; the thumbnails of all kinds of image in one line."""
    thumbnails = [its[SHRIKE] / its[SHARP] for its in pictures["thumbnails"].values()]
    rows = [[promise.name, f"{number(promise.ours)} {promise.unit}", beside(promise), ratio(promise.measured, promise),
             ratio(promise.bound, promise)]
            for promise in promises if SHARP not in promise.peers]
    rows.append([f"thumbnails of {len(thumbnails)} kinds of image, one thread", "", SHARP,
                 f"{min(thumbnails):.2f} to {max(thumbnails):.2f} ×", "1.00 ×"])
    return table(["the function", "Shrike", "beside it", "measured", "bound"], rows, texts=3)
