"""What is uploaded: small photographs in every format, and files that no one should trust."""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from pictures import encoded, png

PHOTOGRAPHS = ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg")


@dataclass(frozen=True)
class Picture:
    body: bytes
    width: int = 0  # 0: nobody can say
    height: int = 0
    refusals: frozenset[str] = frozenset()  # the types that it may be refused with; none: it is sound


@dataclass(frozen=True)
class Encoding:
    format: str  # Pillow's name
    weight: float  # how often, against the others
    sides: tuple[int, ...]  # of the longer side, in pixels; small, so that an event costs 20 to 40 ms
    options: tuple[tuple[str, object], ...] = ()


ENCODINGS = {
    "baseline.jpg": Encoding("JPEG", 40, (200, 320, 480, 640), (("quality", 85),)),
    "progressive.jpg": Encoding("JPEG", 15, (200, 320, 480), (("quality", 85), ("progressive", True))),
    "png": Encoding("PNG", 15, (120, 160, 240)),
    "webp": Encoding("WEBP", 15, (160, 240, 320)),
    "gif": Encoding("GIF", 5, (100, 160)),
    "tiff": Encoding("TIFF", 5, (120, 160), (("compression", "tiff_lzw"),)),
    "avif": Encoding("AVIF", 5, (100, 160)),
}


def sound_pictures(folder: Path) -> dict[str, Picture]:
    """Of the photographs in `folder`, by names such as `coffee-320.webp`."""
    pictures = {}
    for photograph in PHOTOGRAPHS:
        whole = Image.open(folder / photograph).convert("RGB")
        for suffix, encoding in ENCODINGS.items():
            for side in encoding.sides:
                image = whole.copy()
                image.thumbnail((side, side))
                body = encoded(image, encoding.format, **dict(encoding.options))
                pictures[f"{Path(photograph).stem}-{side}.{suffix}"] = Picture(body, *image.size)
    return pictures


def weights(sound: dict[str, Picture]) -> dict[str, float]:
    """So that each encoding comes as often as it is to, in however many sizes."""
    suffixes = [name.partition(".")[2] for name in sound]
    return {
        name: ENCODINGS[suffix].weight / suffixes.count(suffix) for name, suffix in zip(sound, suffixes, strict=True)
    }


def hostile_pictures(sound: dict[str, Picture]) -> dict[str, Picture]:
    """A handful of kinds; each may only be refused, and only as named."""

    def refused(body: bytes, *types: str) -> Picture:
        return Picture(body, refusals=frozenset(types))

    jpeg, photo_png, avif = (sound[name].body for name in ("coffee-320.baseline.jpg", "coffee-240.png", "coffee-160.avif"))
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 60_000, 60_000, 0) + b"\x02\x02\x44\x01\x00"
    screen = b"GIF89a" + struct.pack("<HHBBB", 60_000, 60_000, 0x80, 0, 0) + bytes(6)
    return {
        "half a JPEG": refused(jpeg[: len(jpeg) // 2], "Image.Corrupt"),
        "half a PNG": refused(photo_png[: len(photo_png) // 2], "Image.Corrupt"),
        "half an AVIF": refused(avif[: len(avif) // 2], "Image.Corrupt"),
        "a signature": refused(jpeg[:16], "Image.Corrupt", "Image.Unsupported"),
        "nothing": refused(b"", "Image.Empty"),
        "a text": refused(b"This is a text that calls itself a photograph.\n" * 40, "Image.Unsupported"),
        "an SVG": refused(b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "Image.Unsupported"),
        "a bomb": refused(png(60_000, 60_000, 8, 2, zlib.compress(bytes(60_000), 9)), "Image.TooLarge"),
        "a bomb of frames": refused(screen + frame * 500 + b"\x3b", "Image.TooLarge", "Image.Corrupt"),
        "no width": refused(png(0, 10, 8, 2, zlib.compress(b"\0")), "Image.Corrupt", "Image.Unsupported"),
    }
