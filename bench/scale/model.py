#!/usr/bin/env python3
"""Writes README.md's tables and the pictures from measured.json, quotas.json, infra/costs and bench/aws-latencies.json.

    build/third-party/python-bench/bin/python bench/scale/model.py [--billed renditions=180] [--billed labels=560]

`--billed` gives the billed milliseconds of an invocation with one image at 512 MB where they were measured; they are
modelled otherwise.
"""

import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from engines import FIGURES, KEPT_DAYS, MEMORY_MB, Engine, Work, copied_in_place, engines  # noqa: E402
from markdown_tables import between_marks, number, table  # noqa: E402

MEASURED = HERE / "measured.json"
PAGE = HERE / "README.md"
IMAGES = [1_000_000, 10_000_000, 100_000_000]
TITLES = {"renditions": "Renditions alone", "labels": "Renditions and labels"}


def works(measured: dict, billed: dict[str, float]) -> list[Work]:
    return [Work(name, name == "labels", run["function_cpu_ms"], run["function_cpu_ms"] + run["local_cloud_cpu_ms"],
                 run["megabytes"], billed.get(name)) for name, run in measured["runs"].items()]


def span(seconds: float) -> str:
    for unit, size in [("d", 86400), ("h", 3600), ("min", 60)]:
        if seconds >= 1.5 * size:
            return f"{number(seconds / size)} {unit}"
    return f"{number(seconds)} s"


def measured_table(measured: dict) -> str:
    head = ["run", "images", "CPU ms an image: function", "local cloud", "images/s a core, by CPU", "images/s as it ran", "load before"]
    return table(head, [[TITLES[name].lower(), str(run["images"]), number(run["function_cpu_ms"]),
                         number(run["local_cloud_cpu_ms"]), number(run["images_per_second_per_core_by_cpu"]),
                         number(run["images_per_second"]), str(run["load_before"])] for name, run in measured["runs"].items()])


def engine_table(work: Work) -> str:
    """Time, cost and what limits each, for each number of images."""
    rows = []
    for index, engine in enumerate(engines(work, 1)):
        cells = []
        for images in IMAGES:
            same = engines(work, images)[index]
            cells += [span(same.seconds(images)), f"${sum(same.costs.values()):,.0f}"]
        rate = min(engine.limits.values())
        rows.append([engine.name, engine.limited_by, number(rate), *cells])
    head = ["engine", "limited by", "images/s", "1 million", "", "10 million", "", "100 million", ""]
    return table(head, rows, texts=2)


def cost_table(work: Work) -> str:
    parts = ["Rekognition", "Lambda", "machine", "S3", "engine"]
    rows = [[engine.name, *(f"{engine.costs[part]:,.2f}" if part in engine.costs else "" for part in parts)]
            for engine in engines(work, 1_000_000)]
    return table(["USD a million images", *parts], rows)


def copies(work: Work) -> str:
    costs = copied_in_place(work, 1_000_000)
    each = " and ".join(f"${usd:,.2f} of {part}" for part, usd in costs.items())
    return (f"The first two engines on Lambda take images as they come. To have a million images that are there already tell of "
            f"themselves by copying each in place would cost ${sum(costs.values()):,.2f} more: {each}, {KEPT_DAYS} days of "
            f"{number(work.megabytes)} MB each.")


def quota_table() -> str:
    rows = [[f"{quota['value']:,} {quota['unit']}{memory_mark(quota)}", "on request" if quota["raised"] else "",
             linked(quota["source"])] for quota in FIGURES["quotas"].values()]
    for price in FIGURES["prices"].values():
        rows.append([f"{dollars(price['usd'])} for {price['per']:,} {price['unit']}{memory_mark(price)}", "",
                     linked(price["source"])])
    tiers = FIGURES["rekognition_tiers"]
    steps = ", then ".join(dollars(usd) + (f" for {size:,}" if size else "") for size, usd in tiers["usd_per_image"])
    rows.append([f"{steps} images of a month (from memory: {tiers['from_memory']})", "", linked(tiers["source"])])
    # Not padded: sources are longer than a screen is wide.
    return "\n".join(["| quota or price | raised | source |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)])


def dollars(usd: float) -> str:
    return "$" + f"{usd:.8f}".rstrip("0").rstrip(".")


def memory_mark(figure: dict) -> str:
    return " (from memory)" if figure.get("from_memory") else ""


def linked(source: str) -> str:
    title, address = source.rsplit(", ", 1)
    return f"[{title}]({address})"


def generated(measured: dict, all_works: list[Work]) -> str:
    parts = [f"### Measured\n\n{measured['date']}, {measured['machine']}: {measured['how']}.\n\n{measured_table(measured)}"]
    for work in all_works:
        how = "as given" if work.given_billed_ms else "modelled"
        parts.append(f"### {TITLES[work.name]}\n\nBilled an image at {MEMORY_MB} MB: {number(work.billed_ms)} ms ({how}); "
                     f"a batch of ten: {number(work.batch_billed_ms)} ms.\n\n{engine_table(work)}\n\n{cost_table(work)}")
    parts.append(copies(all_works[0]))
    parts.append("![time and cost](scale.svg)")
    parts.append(f"### Quotas and prices\n\nus-east-1, read {FIGURES['read']}; the others are in "
                 f"[prices.json](../../infra/costs/prices.json). {FIGURES['unpublished']}\n\n{quota_table()}")
    return "\n\n".join(parts)


def draw(all_works: list[Work], path: Path) -> None:
    import plot  # sets the style of the bench's pictures
    from plot import plt

    colours = [plot.OURS, "#1f77b4", "#2ca02c", "#9467bd", "#8c6d31"]
    styles = ["-", "-", "-", (0, (5, 2)), (0, (1, 1))]  # the last two lie on one another where Lambda limits both
    figure, axes = plt.subplots(2, len(all_works), figsize=(11, 8), layout="constrained")
    counts = [10 ** (exponent / 8) for exponent in range(24, 65)]
    for column, work in enumerate(all_works):
        names = [engine.name for engine in engines(work, 1)]
        for index, name in enumerate(names):
            times = [engines(work, images)[index].seconds(images) for images in counts]
            axes[0][column].loglog(counts, times, color=colours[index], linestyle=styles[index], label=name)
        axes[0][column].set_title(f"{TITLES[work.name]}: time", loc="left", fontsize=10, fontweight="bold")
        axes[0][column].set_xlabel("images")
        axes[0][column].set_yticks([1, 60, 3600, 86400, 7 * 86400], ["1 s", "1 min", "1 h", "1 day", "1 week"])
        axes[0][column].minorticks_off()
        axes[0][column].grid(color=plot.GUIDE, linewidth=0.5)
        axes[0][column].legend(fontsize=8, frameon=False)
        bars(axes[1][column], engines(work, 1_000_000), work)
        if column > 0:
            axes[1][column].set_yticklabels([])
    figure.savefig(path, metadata={"Date": None})


def bars(axes, listed: list[Engine], work: Work) -> None:
    colours = {"Rekognition": "#c8452c", "Lambda": "#5b6770", "machine": "#1f77b4", "S3": "#d9a441", "engine": "#2ca02c"}
    left = [0.0] * len(listed)
    for part, colour in colours.items():
        sizes = [engine.costs.get(part, 0) for engine in listed]
        if not any(sizes):
            continue
        axes.barh([engine.name for engine in listed], sizes, left=left, color=colour, label=part)
        left = [sum(pair) for pair in zip(left, sizes)]
    axes.invert_yaxis()
    axes.set_title(f"{TITLES[work.name]}: USD a million images", loc="left", fontsize=10, fontweight="bold")
    axes.legend(fontsize=8, frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.08), ncols=len(colours))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--billed", action="append", default=[], metavar="RUN=MS", help="measured elsewhere; several times")
    arguments = parser.parse_args()
    billed = {name: float(value) for name, value in (one.split("=", 1) for one in arguments.billed)}
    if unknown := set(billed) - set(TITLES):
        parser.error(f"no such run: {', '.join(unknown)}; there are {', '.join(TITLES)}")
    measured = json.loads(MEASURED.read_text())
    all_works = works(measured, billed)
    text = between_marks(PAGE.read_text(), generated(measured, all_works), ("<!-- scale: begin -->", "<!-- scale: end -->"))
    PAGE.write_text(text)
    draw(all_works, HERE / "scale.svg")


if __name__ == "__main__":
    main()
