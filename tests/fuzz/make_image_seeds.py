#!/usr/bin/env python3
"""Writes seeds/image and seeds/gif_blocks: every format and its variants, each of a few hundred bytes.

    build/third-party/python/bin/python tests/fuzz/make_image_seeds.py

The files are checked in, because encoders of other releases write other bytes.
"""

import io
import pathlib
import struct
import zlib

from PIL import Image, PngImagePlugin

SEEDS = pathlib.Path(__file__).parent / "seeds"


def picture(mode: str = "RGB", shift: int = 0) -> Image.Image:
    """A gradient of 24 × 18 pixels."""
    image = Image.new("RGB", (24, 18))
    image.putdata([((x * 10 + shift) % 256, y * 14, (x * y) % 256) for y in range(18) for x in range(24)])
    if mode == "RGBA":
        image.putalpha(Image.linear_gradient("L").resize(image.size))
        return image
    return image.convert(mode)


def exif(orientation: int) -> bytes:
    """Camera, orientation, a date with its offset, and a place."""
    entries = Image.Exif()
    entries[0x010F] = "Shrike"
    entries[0x0110] = "Beak 1"
    entries[0x0112] = orientation
    entries.get_ifd(0x8769).update({0x9003: "2024:07:31 18:05:09", 0x9011: "+02:00"})
    entries.get_ifd(0x8825).update(
        {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0), 5: b"\x00", 6: 34.0}
    )
    return entries.tobytes()


def jpegs() -> dict[str, dict]:
    return {
        "baseline.jpg": {"image": picture()},
        "progressive.jpg": {"image": picture(), "progressive": True},
        "grey.jpg": {"image": picture("L")},
        "cmyk.jpg": {"image": picture("CMYK")},
        "restarts.jpg": {"image": picture(), "restart_marker_blocks": 1},
        "exif.jpg": {"image": picture(), "exif": exif(6)},
        "full-colour.jpg": {"image": picture(), "subsampling": 0},
    }


def pngs() -> dict[str, dict]:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "a seed", zip=True)
    return {
        "alpha.png": {"image": picture("RGBA")},
        "palette.png": {"image": picture("P"), "transparency": 3},
        "grey16.png": {"image": picture("L").convert("I").convert("I;16")},
        "one-bit.png": {"image": picture("1")},
        "text.png": {"image": picture(), "pnginfo": text, "dpi": (72, 72)},
        "exif.png": {"image": picture(), "exif": exif(3)},
        "animated.png": {"image": picture(), "save_all": True, "append_images": [picture(shift=90)]},
    }


def gifs() -> dict[str, dict]:
    frames = [picture("P", shift) for shift in (40, 80)]
    return {
        "still.gif": {"image": picture("P")},
        "interlaced.gif": {"image": picture("P"), "interlace": 1},
        "animated.gif": {"image": picture("P"), "save_all": True, "append_images": frames, "loop": 0,
                         "duration": 50, "disposal": 2, "comment": b"a seed"},
    }  # fmt: skip


def webps() -> dict[str, dict]:
    return {
        "lossless.webp": {"image": picture("RGBA"), "lossless": True},
        "alpha.webp": {"image": picture("RGBA"), "quality": 20},
        "exif.webp": {"image": picture(), "quality": 20, "exif": exif(8)},
        "animated.webp": {"image": picture(), "quality": 20, "save_all": True, "append_images": [picture(shift=90)]},
    }  # fmt: skip


def tiffs() -> dict[str, dict]:
    return {
        "lzw.tif": {"image": picture(), "compression": "tiff_lzw"},
        "deflate.tif": {"image": picture("RGBA"), "compression": "tiff_adobe_deflate"},
        "packbits.tif": {"image": picture("P"), "compression": "packbits"},
        "group4.tif": {"image": picture("1"), "compression": "group4"},
        "jpeg.tif": {"image": picture(), "compression": "jpeg"},
        "pages.tif": {"image": picture("L"), "save_all": True, "append_images": [picture("L", 90)]},
        "big.tif": {"image": picture("L"), "big_tiff": True},
    }  # fmt: skip


def avifs() -> dict[str, dict]:
    return {
        "alpha.avif": {"image": picture("RGBA"), "quality": 20},
        "grey.avif": {"image": picture("L"), "quality": 20},
        "animated.avif": {"image": picture(), "quality": 20, "save_all": True, "append_images": [picture(shift=90)]},
    }  # fmt: skip


def encoded(name: str, image: Image.Image, **options) -> bytes:
    formats = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "tif": "TIFF", "avif": "AVIF"}
    file = io.BytesIO()
    image.save(file, formats[name.rsplit(".", 1)[1]], **options)
    return file.getvalue()


def tiled_tiff() -> bytes:
    """Two tiles of 16 × 16 grey pixels, uncompressed, for a picture of 24 × 16: big-endian."""
    tiles = [bytes(range(256)), bytes(reversed(range(256)))]
    entries = [
        (256, 3, [24]), (257, 3, [16]), (258, 3, [8]), (259, 3, [1]), (262, 3, [1]), (277, 3, [1]),
        (322, 3, [16]), (323, 3, [16]), (324, 4, [0, 0]), (325, 4, [256, 256]),
    ]  # fmt: skip
    directory_size = 2 + 12 * len(entries) + 4
    arrays = 8 + directory_size
    first_tile = arrays + 16
    entries[8] = (324, 4, [first_tile, first_tile + 256])
    directory, values = struct.pack(">H", len(entries)), b""
    for tag, kind, numbers in entries:
        directory += struct.pack(">HHI", tag, kind, len(numbers))
        if len(numbers) > 1:
            directory += struct.pack(">I", arrays + len(values))
            values += struct.pack(f">{len(numbers)}I", *numbers)
        else:
            directory += struct.pack(">HH", numbers[0], 0)
    return struct.pack(">2sHI", b"MM", 42, 8) + directory + struct.pack(">I", 0) + values + b"".join(tiles)


def interlaced_png() -> bytes:
    """Adam7, which Pillow does not write: 8 × 8 grey pixels, each pass's rows unfiltered."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    rows = b""
    for x0, y0, dx, dy in passes:
        for y in range(y0, 8, dy):
            rows += b"\x00" + bytes(x * 30 % 256 for x in range(x0, 8, dx))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def main() -> None:
    folder = SEEDS / "image"
    folder.mkdir(parents=True, exist_ok=True)
    for group in (jpegs, pngs, gifs, webps, tiffs, avifs):
        for name, options in group().items():
            (folder / name).write_bytes(encoded(name, **options))
    (folder / "tiled.tif").write_bytes(tiled_tiff())
    (folder / "interlaced.png").write_bytes(interlaced_png())
    blocks = SEEDS / "gif_blocks"
    blocks.mkdir(parents=True, exist_ok=True)
    for name in gifs():
        whole = (folder / name).read_bytes()
        (blocks / name).write_bytes(whole)
        (blocks / f"cut-{name}").write_bytes(whole[: len(whole) * 2 // 3])


if __name__ == "__main__":
    main()
