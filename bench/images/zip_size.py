"""The size of what is deployed."""

import platform

from images.functions import ROOT, Function
from peers.zip_size import zip_size

OUR_ZIP = ROOT / "dist" / {"aarch64": "shrike-arm64.zip"}.get(platform.machine(), "shrike-x86_64.zip")


def zip_mb(function: Function) -> float | None:
    """In 10^6 bytes; ours as `make package` leaves it, None before that."""
    if not function.is_ours:
        return zip_size(function.code) / 1e6
    return OUR_ZIP.stat().st_size / 1e6 if OUR_ZIP.exists() else None
