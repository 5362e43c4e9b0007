#!/usr/bin/env python3
"""Writes the tables of README.md and bench/README.md from the figures in bench/results/, measuring nothing.

    python3 bench/documents.py
"""

import json
from collections.abc import Iterator
from pathlib import Path

import compared
import tables
from images import report, shows
from images.functions import ROOT
from markdown_tables import between_marks

RESULTS = ROOT / "bench" / "results"
LABELS = f"local DetectLabels, one core (bound {shows.LABELS_MS} ms)"


def written(results: Path = RESULTS) -> Iterator[tuple[Path, str]]:
    """Each page, and as it is to be."""
    runtime, image, latest = (json.loads((results / f"{name}.json").read_text()) for name in ("runtimes", "images", "latest"))
    promises = list(shows.promises(image))
    (labels_ms,) = (row["ours"] for row in latest if row["name"] == LABELS)
    page = ROOT / "bench" / "README.md"
    text = between_marks(page.read_text(), tables.markdown(runtime), tables.MARKS)
    yield page, between_marks(text, report.markdown(image, promises), report.MARKS)
    page = ROOT / "README.md"
    yield page, between_marks(page.read_text(), compared.markdown(runtime, image, promises, labels_ms), compared.MARKS)


def write() -> None:
    for page, text in written():
        page.write_text(text)


if __name__ == "__main__":
    write()
