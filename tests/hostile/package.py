"""The function as it ships: dist/'s zip, laid out as Lambda does."""

import platform
import zipfile
from pathlib import Path

from cloud import REPOSITORY

ARCHITECTURE = {"x86_64": "x86_64", "aarch64": "arm64"}[platform.machine()]


def unpacked(folder: Path) -> Path:
    with zipfile.ZipFile(REPOSITORY / "dist" / f"shrike-{ARCHITECTURE}.zip") as archive:
        for entry in archive.infolist():
            Path(archive.extract(entry, folder)).chmod(entry.external_attr >> 16 & 0o777)
    return folder
