"""What no function can go below: libjpeg-turbo alone, and the image's bytes over the loopback."""

import json
import subprocess
from pathlib import Path

from images.functions import ROOT
from images.photographs import BASELINE, ImageClass
from images.thumbnails import ON_ONE_CORE

WIDTH = 320  # of the thumbnails that thumbnails.py makes


def limits(pictures: dict[ImageClass, Path]) -> dict:
    """By kind of image, of the baseline JPEGs: CPU time of a decode, as small as it may be, and an encode."""
    files = [pictures[image] for image in BASELINE]
    command = [*ON_ONE_CORE, ROOT / "build" / "release" / "limit", *files, "--widths", WIDTH]
    report = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True, check=True).stdout
    return {image.name: {"cpu_ms": found["whole"]["cpu_ms"], "loopback_ms": found["loopback_ms"]}
            for image, found in zip(BASELINE, json.loads(report)["images"])}
