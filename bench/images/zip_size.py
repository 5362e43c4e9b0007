"""The size of what is deployed."""

import io
import platform
import zipfile
from pathlib import Path

from images.functions import ROOT, Function

OUR_ZIP = ROOT / "dist" / {"aarch64": "shrike-arm64.zip"}.get(platform.machine(), "shrike-x86_64.zip")


def zip_mb(function: Function) -> float | None:
    """In 10^6 bytes: ours as `make package` leaves it, None before that; the others' folders as `zip -9` packs them."""
    if function.is_ours:
        return OUR_ZIP.stat().st_size / 1e6 if OUR_ZIP.exists() else None
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in _files(function.code):
            archive.write(path, path.relative_to(function.code))
    return packed.tell() / 1e6


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
