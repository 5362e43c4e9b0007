"""One hostile file: its bytes, what it is, and what the function may make of it."""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy
from PIL import Image

RIGHT = "right"  # the renditions show `Case.shows`
SHOWN = "shown"  # renditions of some picture: damage that the format has no means to tell
CORRUPT = "Image.Corrupt"
UNSUPPORTED = "Image.Unsupported"
TOO_LARGE = "Image.TooLarge"
EMPTY = "Image.Empty"

WIDTH, HEIGHT = 160, 120


def _picture() -> Image.Image:
    """Four coloured quarters under a soft light: every way of turning, cutting or shifting it shows."""
    colours = {(0, 0): (220, 30, 30), (1, 0): (30, 160, 60), (0, 1): (30, 60, 200), (1, 1): (235, 215, 40)}
    rows, columns = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    light = 0.75 + 0.25 * numpy.sin(columns / 9) * numpy.cos(rows / 7)
    pixels = numpy.zeros((HEIGHT, WIDTH, 3))
    for (right, low), colour in colours.items():
        quarter = (columns >= WIDTH // 2) == bool(right)
        pixels[quarter & ((rows >= HEIGHT // 2) == bool(low))] = colour
    return Image.fromarray((pixels * light[..., None]).astype(numpy.uint8))


PICTURE = _picture()


@dataclass(frozen=True)
class Case:
    """`ends`: of RIGHT, SHOWN and the types of refusals, the only ones that are allowed.

    `shows` is what a RIGHT rendition shows, before it is scaled. `forbidden` may be in no output.
    """

    name: str
    data: bytes
    what: str
    ends: frozenset[str]
    shows: Image.Image = field(default_factory=lambda: PICTURE)
    forbidden: bytes = b""


def case(name: str, data: bytes, what: str, ends: str | Iterable[str], **others) -> Case:
    return Case(name, data, what, frozenset([ends] if isinstance(ends, str) else ends), **others)


def encoded(image: Image.Image, image_format: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, image_format, **options)
    return buffer.getvalue()


def patched(data: bytes, at: int, new: bytes) -> bytes:
    """`new` in place of as many bytes at `at`."""
    return data[:at] + new + data[at + len(new) :]


def flipped(data: bytes, seed: int, bits: int, first: int = 0, last: int | None = None) -> bytes:
    """`bits` bits between `first` and `last` turned over, always the same for a seed."""
    damaged = bytearray(data)
    random = numpy.random.RandomState(seed)
    for at in random.randint(first, last if last is not None else len(data), bits):
        damaged[at] ^= 1 << random.randint(8)
    return bytes(damaged)


def unprintable() -> bytes:
    """What may not get into a log, a shell, a page or a document."""
    return b"\x1b[31m\r\nERROR forged line\0<script>alert(1)</script>$(id)%n%s{{7*7}}\xff\xfe"
