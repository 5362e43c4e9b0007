#!/usr/bin/env python3
"""Keeps the figures of a soak: keep.py FIGURES.json

They go to bench/results/soak.json, with a picture in soak.svg beside it, and as tables to bench/README.md.
"""

import json
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BENCH = HERE.parent
sys.path += [str(BENCH), str(BENCH.parent / "tests" / "clients")]

from markdown_tables import between_marks  # noqa: E402
from memory_plot import draw  # noqa: E402
from report import described, markdown  # noqa: E402

MARKS = ("<!-- soak: begin -->", "<!-- soak: end -->")
PICTURE = "![Resident memory over deliveries](results/soak.svg)"


def main(path: Path) -> None:
    found = json.loads(path.read_text())
    results = BENCH / "results"
    shutil.copyfile(path, results / "soak.json")
    draw(found, results / "soak.svg")
    readme = BENCH / "README.md"
    section = f"{PICTURE}\n\n{described(found)}\n\n{markdown(found)}"
    readme.write_text(between_marks(readme.read_text(), section, MARKS))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
