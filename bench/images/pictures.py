"""The image functions' figures as two pictures: side by side, and how each grows."""

from collections.abc import Callable
from pathlib import Path

import matplotlib.pyplot as plt

from images.functions import CONCURRENT_TITLE, SHRIKE
from images.photographs import BASELINE
from plot import GUIDE, LESS, MORE, OURS, THEIRS, dots

STYLES = {"Python": (0, (1, 1)), "Node": "-", "Rust": (0, (5, 2)), "Go": (0, (5, 2, 1, 2))}  # told apart without colours
CONCURRENT = "#1f77b4"


def draw_side_by_side(figures: dict, path: Path) -> None:
    panels = [panel for panel in _panels(figures) if panel[2]]
    figure, axes = plt.subplots((len(panels) + 1) // 2, 2, figsize=(11, 2.6 * ((len(panels) + 1) // 2)), layout="constrained")
    for each, (title, better, values) in zip(axes.flat, panels):
        dots(each, title, better, values)
    for each in axes.flat[len(panels):]:
        each.remove()
    _finish(figure, figures, "a 12 MP JPEG, three renditions and labels, on one core (logarithmic scales)", path)


def _panels(figures: dict) -> list[tuple[str, str, dict[str, float]]]:
    def values(part: str, value: Callable[[dict], float]) -> dict[str, float]:
        measured = figures[part]
        return {name: value(measured[name]) for name in figures["functions"] if measured.get(name) is not None}

    return [
        ("Exec to first /next, ms", LESS, values("starts", lambda its: its["ms"])),
        ("Cold to first answer, ms", LESS, values("first_answers", lambda its: its["ms"])),
        ("Warm, ms", LESS, values("warm", lambda its: its["p50_ms"])),
        ("Warm, AWS-like delays, ms", LESS, values("delayed", lambda its: its["p50_ms"])),
        ("CPU time an image, ms", LESS, values("warm", lambda its: its["cpu_ms"])),
        ("Images a second a core", MORE, values("events_per_second", lambda its: its)),
        ("Peak memory, MB", LESS, values("warm", lambda its: its["memory_mb"])),
        ("Lowest memory that passes, 24 MP, MB", LESS, values("lowest_memory_mb", lambda its: its)),
        ("A million images at that memory, USD", LESS, values("cost", lambda its: its["lowest"]["usd"])),
        ("Zip, MB", LESS, values("zip_mb", lambda its: its)),
    ]


def draw_growth(figures: dict, path: Path) -> None:
    figure, axes = plt.subplots(2, 2, figsize=(11, 8), layout="constrained")
    baseline = {image.megapixels: figures["classes"][image.name] for image in BASELINE}
    _lines(axes[0][0], "CPU time of a baseline JPEG", "megapixels", "ms", _curves(baseline, lambda its: its["cpu_ms"]))
    _lines(axes[0][1], "Peak memory of a baseline JPEG", "megapixels", "MB", _curves(baseline, lambda its: its["memory_mb"]))
    counts = {int(count): row for count, row in figures["renditions"].items()}
    _lines(axes[1][0], "CPU time of a 12 MP JPEG", "renditions", "ms", _curves(counts, lambda its: its["cpu_ms"]))
    batches = {int(size): row for size, row in figures["batches"].items()}
    _lines(axes[1][1], "One event of 1 MP JPEGs, AWS-like delays (logarithmic)", "records in the event", "s",
           _curves(batches, lambda ms: ms / 1e3), "log")
    _finish(figure, figures, "how the work grows, on one core", path)


def _curves(rows: dict[float, dict], value: Callable[[dict], float]) -> dict[str, dict[float, float]]:
    """By function, over the rows that have it."""
    curves: dict[str, dict[float, float]] = {}
    for at, row in sorted(rows.items()):
        for name, its in row.items():
            curves.setdefault(name, {})[at] = value(its)
    return curves


def _lines(axes, title: str, x: str, y: str, curves: dict[str, dict[float, float]],
           scale: str = "linear") -> None:
    for name, curve in curves.items():
        ours, stack = name == SHRIKE, name.removesuffix(CONCURRENT_TITLE)
        colour = OURS if ours else THEIRS if name == stack else CONCURRENT
        axes.plot(curve.keys(), curve.values(), marker="o", markersize=4, label=name, color=colour,
                  linestyle="-" if ours else STYLES.get(stack, "-"), zorder=3 if ours else 2, linewidth=2 if ours else 1.2)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    if scale == "log":
        axes.set(xscale=scale, yscale=scale)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda value, _: f"{value:g}")
    else:
        axes.set_ylim(bottom=0)
    axes.grid(color=GUIDE, linewidth=0.5)
    axes.tick_params(left=False, bottom=False)
    axes.legend(frameon=False)
    axes.set_title(title, loc="left", fontsize=10, fontweight="bold")


def _finish(figure, figures: dict, what: str, path: Path) -> None:
    figure.suptitle(f"Image functions: {what}, {figures['date']}, {figures['machine']}", x=0.01, ha="left", fontsize=9)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
