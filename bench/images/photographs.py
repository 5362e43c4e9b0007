"""The images that the functions get: one photograph at the sizes and in the formats of the field."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from node_scripts import command_in

SOURCE = "chelsea.png"
SCRIPT = Path(__file__).with_name("make_image.mjs")
CONTENT_TYPES = {"jpeg": "image/jpeg", "progressive-jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp",
                 "avif": "image/avif", "animated-gif": "image/gif"}


@dataclass(frozen=True)
class ImageClass:
    name: str
    format: str  # as make_image.mjs knows it
    width: int
    height: int
    suffix: str

    @property
    def megapixels(self) -> float:
        return self.width * self.height / 1e6

    def key(self, copy: int = 0) -> str:
        """Of an object with it; with a character that S3 encodes in events."""
        return f"holiday photos/{self.name.replace(' ', '-')}-{copy}.{self.suffix}"

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.format]


def _twelve(name: str, format: str, suffix: str) -> ImageClass:
    return ImageClass(name, format, 4240, 2832, suffix)


JPEG_1 = ImageClass("1 MP JPEG", "jpeg", 1224, 816, "jpg")
JPEG_12 = _twelve("12 MP JPEG", "jpeg", "jpg")
JPEG_24 = ImageClass("24 MP JPEG", "jpeg", 6000, 4000, "jpg")
JPEG_48 = ImageClass("48 MP JPEG", "jpeg", 8488, 5656, "jpg")
BASELINE = (JPEG_1, JPEG_12, JPEG_24, JPEG_48)
CLASSES = (
    *BASELINE,
    _twelve("12 MP progressive JPEG", "progressive-jpeg", "jpg"),
    _twelve("12 MP PNG", "png", "png"),
    _twelve("12 MP WebP", "webp", "webp"),
    _twelve("12 MP AVIF", "avif", "avif"),
    ImageClass("animated GIF", "animated-gif", 640, 426, "gif"),
)


def make_all(folder: Path, sharp: Path, photographs: Path) -> dict[ImageClass, Path]:
    """Their files in `folder`, where they stay; `sharp` is a folder whose node_modules have it and Node."""
    folder.mkdir(parents=True, exist_ok=True)
    command = command_in(sharp, SCRIPT)
    made = {}
    for image in CLASSES:
        made[image] = path = folder / f"{image.name.replace(' ', '-')}.{image.suffix}"
        if path.exists() and path.stat().st_mtime >= SCRIPT.stat().st_mtime:
            continue
        unfinished = path.with_suffix(".part." + image.suffix)
        words = [*command, photographs / SOURCE, image.format, image.width, image.height, unfinished]
        subprocess.run([str(word) for word in words], check=True)
        unfinished.rename(path)
    return made
