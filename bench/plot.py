"""The runtimes' figures as one picture."""

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

from markdown_tables import number
from runtimes import NODE_SDK
from tables import served, size_name

OURS, THEIRS, GUIDE = "#c8452c", "#5b6770", "#d5d9dd"
LESS, MORE = "← less is better", "more is better →"

matplotlib.rcParams.update({
    "svg.hashsalt": "shrike",  # the same figures give the same file
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.spines.bottom": False,
})


def dots(axes, title, better, values):
    """One dot a runtime. They are apart by orders of magnitude, and a bar's length means nothing on a logarithmic scale."""
    names = list(values)
    axes.hlines(names, 0.001, list(values.values()), color=GUIDE, linewidth=1)
    axes.scatter(values.values(), names, color=[OURS if name.startswith("Shrike") else THEIRS for name in names], zorder=3)
    for name, value in values.items():
        axes.annotate(number(value), (value, name), xytext=(7, 0), textcoords="offset points", va="center")
    low, high = min(values.values()), max(values.values())
    axes.set_xscale("log")
    axes.set_xlim(low / 1.6, high * (high / low) ** 0.15 * 1.3)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.9g}")
    axes.xaxis.set_minor_formatter("")
    axes.grid(axis="x", color=GUIDE, linewidth=0.5)
    axes.invert_yaxis()
    axes.set_title(title, loc="left", fontsize=10, fontweight="bold")
    axes.set_title(better, loc="right", fontsize=8)
    axes.tick_params(left=False, bottom=False)


def draw(figures, path):
    sizes = sorted(figures["serving"], key=int)
    figure, axes = plt.subplots(3, 2, figsize=(11, 8.5), layout="constrained")
    starts = {name.replace("`", ""): figures["starts"][name] for name in figures["starts"] if name != NODE_SDK}
    order = [name.replace("`", "") for name in figures["runtimes"] if name != NODE_SDK]
    dots(axes[0][0], "Cold start, ms", LESS, {name: starts[name]["ms"] for name in order})
    last = figures["serving"][sizes[-1]]
    dots(axes[0][1], f"Peak memory after events of {size_name(sizes[-1])}, MB", LESS,
         {name: last[name]["memory_kb"] / 1024 for name in served(figures)})
    for each, size in zip(axes[1:].flat, sizes):
        dots(each, f"Events of {size_name(size)} a second", MORE,
             {name: figures["serving"][size][name]["events_per_second"] for name in served(figures)})
    figure.suptitle(f"Lambda runtimes, the same no-op on one core, {figures['date']}, {figures['machine']} (logarithmic scales)",
                    x=0.01, ha="left", fontsize=9)
    figure.savefig(path, metadata={"Date": None})
