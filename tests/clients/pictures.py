"""Test pictures, made on the spot, whose every corner says which way up it is."""

import io
import struct
import zlib

import numpy
from PIL import Image

RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 160, 60), (30, 60, 200), (235, 215, 40)
NAMES = {"red": RED, "green": GREEN, "blue": BLUE, "yellow": YELLOW}
UPRIGHT = ["red", "green", "blue", "yellow"]  # top left, top right, bottom left, bottom right


def quadrants(width: int = 640, height: int = 400, colours=(RED, GREEN, BLUE, YELLOW)) -> Image.Image:
    """A quarter of each colour. No way of turning or mirroring it looks like another."""
    pixels = numpy.empty((height, width, len(colours[0])), numpy.uint8)
    top, left = slice(0, height // 2), slice(0, width // 2)
    bottom, right = slice(height // 2, height), slice(width // 2, width)
    for colour, (rows, columns) in zip(colours, [(top, left), (top, right), (bottom, left), (bottom, right)]):
        pixels[rows, columns] = colour
    return Image.fromarray(pixels)


def quarter_colours(image: Image.Image) -> list[tuple[int, int, int]]:
    """The colour in the middle of each quarter: top left, top right, bottom left, bottom right."""
    rgb = image.convert("RGB")
    return [rgb.getpixel((int(rgb.width * x), int(rgb.height * y))) for y in (0.25, 0.75) for x in (0.25, 0.75)]


def colour_name(colour) -> str:
    return min(NAMES, key=lambda name: sum((a - b) ** 2 for a, b in zip(NAMES[name], colour)))


def corner_names(image: Image.Image) -> list[str]:
    return [colour_name(colour) for colour in quarter_colours(image)]


def encoded(image: Image.Image, image_format: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, image_format, **options)
    return buffer.getvalue()


def decoded(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, bit_depth: int, colour_type: int, compressed: bytes) -> bytes:
    """A PNG of exactly these fields, also such as no library would write."""
    header = struct.pack(">IIBBBBB", width, height, bit_depth, colour_type, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", compressed) + png_chunk(b"IEND", b"")
    )


def png_16_bit(image: Image.Image) -> bytes:
    """The picture with 16 bits a channel, which Pillow cannot write for colour."""
    pixels = numpy.asarray(image.convert("RGB"), numpy.uint16) * 257
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)
    return png(image.width, image.height, 16, 2, zlib.compress(rows))
