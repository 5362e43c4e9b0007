"""All hostile files, and a folder of them: python corpus.py FOLDER."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "clients"))

import disguises
import gif_files
import heif_files
import jpeg_files
import metadata_files
import png_files
import tiff_files
import webp_files
from case import Case

FORMATS = {
    "jpeg": jpeg_files,
    "png": png_files,
    "gif": gif_files,
    "webp": webp_files,
    "tiff": tiff_files,
    "avif": heif_files,
    "metadata": metadata_files,
    "disguised": disguises,
}


def corpus() -> dict[str, Case]:
    """By key: the format that the file is, or claims to be, and its name."""
    named = {}
    for folder, module in FORMATS.items():
        for case in module.cases():
            key = f"{folder}/{case.name}"
            assert key not in named, key
            named[key] = case
    return named


def write(folder: Path) -> None:
    """Each file under its number, and index.json with what each may end in, by number."""
    folder.mkdir(parents=True, exist_ok=True)
    index = []
    for number, (key, case) in enumerate(corpus().items()):
        (folder / str(number)).write_bytes(case.data)
        index.append({"key": key, "what": case.what, "ends": sorted(case.ends)})
    (folder / "index.json").write_text(json.dumps(index, indent=1))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
