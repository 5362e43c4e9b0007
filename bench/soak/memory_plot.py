"""A soak's memory over its deliveries, as a picture."""

from pathlib import Path

from plot import GUIDE, OURS, THEIRS, plt

NAMES = {"function": ("largest function process", OURS), "cloud": ("local cloud", THEIRS)}


def draw(figures: dict, path: Path) -> None:
    samples, last = figures["samples"], figures["deliveries"]
    figure, axes = plt.subplots(figsize=(9, 3.2), layout="constrained")
    for start in (0.25, 0.75):
        axes.axvspan(start * last, (start + 0.25) * last, color=GUIDE, alpha=0.4, linewidth=0)
    for kind, (name, colour) in NAMES.items():
        values = [(sample["ended"], sample["mb"].get(kind)) for sample in samples]
        axes.plot(*zip(*[value for value in values if value[1]]), color=colour, linewidth=1.2, label=name)
    axes.set_ylim(bottom=0)
    axes.set_xlim(0, last)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.grid(axis="y", color=GUIDE, linewidth=0.5)
    axes.set_title("Resident memory, MB, over deliveries", loc="left", fontsize=10, fontweight="bold")
    axes.set_title("shaded: the quarters that are compared", loc="right", fontsize=8)
    axes.legend(frameon=False, loc="center right")
    figure.savefig(path, metadata={"Date": None})

