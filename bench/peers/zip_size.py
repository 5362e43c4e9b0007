#!/usr/bin/env python3
"""Sizes of the zips that a user of each peer deploys, as JSON: {peer: bytes}.

A folder of build/third-party/image-peers is a zip's root. Not counted are what Lambda's managed runtimes bring
themselves (they are outside of the folders, and the script `bootstrap` stands for them) and Python's caches of
compiled modules.
"""

import io
import json
import zipfile
from pathlib import Path

PEERS = Path(__file__).resolve().parents[2] / "build" / "third-party" / "image-peers"


def is_script(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"#!"


def belongs_in_zip(path: Path, folder: Path) -> bool:
    if not path.is_file() or "__pycache__" in path.parts:
        return False
    return path != folder / "bootstrap" or not is_script(path)


def zip_size(folder: Path) -> int:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(folder.rglob("*")):
            if belongs_in_zip(path, folder):
                archive.write(path, path.relative_to(folder))
    return len(out.getvalue())


def zip_sizes() -> dict[str, int]:
    return {path.parent.name: zip_size(path.parent) for path in sorted(PEERS.glob("*/bootstrap"))}


if __name__ == "__main__":
    print(json.dumps(zip_sizes(), indent=2))
