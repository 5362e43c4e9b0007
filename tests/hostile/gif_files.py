"""GIF (GIF89a): blocks, canvases, codes and frames that lie."""

import struct
from collections.abc import Iterator

from PIL import Image

from case import CORRUPT, PICTURE, RIGHT, SHOWN, TOO_LARGE, Case, case, encoded, flipped, patched

STILL = encoded(PICTURE.quantize(128), "GIF")
MOVING = encoded(PICTURE.quantize(64), "GIF", save_all=True, append_images=[PICTURE.rotate(90 * i).quantize(64) for i in (1, 2)], loop=0)
REFUSED_OR_SHOWN = {CORRUPT, SHOWN}
SCREEN = 13  # where the global colour table begins
BLACK_AND_WHITE = b"\0\0\0\xff\xff\xff"
DOT = b"\x02\x02\x44\x01\x00"  # the codes of one pixel


def screen(width: int, height: int, flags: int = 0x80, colours: bytes = BLACK_AND_WHITE) -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", width, height, flags, 0, 0) + colours


def frame(left: int, top: int, width: int, height: int, data: bytes = DOT, flags: int = 0) -> bytes:
    return b"\x2c" + struct.pack("<HHHHB", left, top, width, height, flags) + data


def blocks(gif: bytes) -> Iterator[tuple[str, int]]:
    """Each block's name and place, sub-blocks too."""
    at = SCREEN + (3 << (gif[10] & 7) + 1 if gif[10] & 0x80 else 0)
    while gif[at] != 0x3B:
        yield {0x2C: "image", 0x21: "extension"}[gif[at]], at
        if gif[at] == 0x2C:
            flags = gif[at + 9]
            at += 11 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
        else:
            at += 2
        while gif[at]:
            yield "sub-block", at
            at += gif[at] + 1
        at += 1
    yield "trailer", at


def _truncations() -> Iterator[Case]:
    for length in (6, 8, 12, 13, 40):
        yield case(f"cut at {length}", STILL[:length], "within the screen", CORRUPT)
    for kind, gif in {"still": STILL, "moving": MOVING}.items():
        places = list(blocks(gif))
        for number, (name, at) in enumerate(places[:: max(1, len(places) // 8)]):
            # A still without its trailer is whole.
            ends = {CORRUPT, RIGHT} if (kind, name) == ("still", "trailer") else CORRUPT
            yield case(f"{kind} cut before {number} {name}", gif[:at], "ends too early", ends)
            if name != "trailer":
                yield case(f"{kind} cut in {number} {name}", gif[: at + 5], "ends too early", CORRUPT)


def _screens() -> Iterator[Case]:
    for width, height in [(0, 0), (0, 120), (160, 0), (65535, 65535), (1, 1), (65535, 1), (320, 240)]:
        lying = patched(STILL, 6, struct.pack("<HH", width, height))
        yield case(f"screen of {width}x{height}", lying, "the frame has 160x120", {CORRUPT, SHOWN, TOO_LARGE})
    image = next(at for name, at in blocks(STILL) if name == "image")
    for left, top, width, height in [(0, 0, 0, 0), (0, 0, 0, 120), (0, 0, 65535, 65535), (65535, 65535, 160, 120), (100, 100, 160, 120), (0, 0, 160, 121), (0, 0, 1, 1)]:
        lying = patched(STILL, image + 1, struct.pack("<HHHH", left, top, width, height))
        yield case(f"frame of {width}x{height} at {left},{top}", lying, "160x120 at 0,0 in truth", {CORRUPT, SHOWN, TOO_LARGE})
    yield case("no colours", screen(16, 16, 0, b"") + frame(0, 0, 1, 1) + b";", "no table at all", REFUSED_OR_SHOWN)
    yield case("colour table longer than the file", patched(STILL, 10, b"\xff"), "", REFUSED_OR_SHOWN)
    yield case("local colour table that is not there", patched(STILL, image + 9, b"\x87"), "", REFUSED_OR_SHOWN)
    yield case("interlaced that is not", patched(STILL, image + 9, b"\x40"), "rows out of order", REFUSED_OR_SHOWN)
    yield case("no frames", screen(160, 120) + b";", "a screen alone", CORRUPT)
    yield case("extensions alone", screen(160, 120) + b"\x21\xfe\x01x\x00" * 50 + b";", "no frame", CORRUPT)
    yield case("unknown block", screen(160, 120) + b"\x99" + frame(0, 0, 1, 1) + b";", "no such block", CORRUPT)


def _codes() -> Iterator[Case]:
    image = next(at for name, at in blocks(STILL) if name == "image")
    for size in (0, 1, 2, 9, 12, 13, 255):
        yield case(f"codes of {size} bits", patched(STILL, image + 10, bytes([size])), "7 in truth", REFUSED_OR_SHOWN)
    for name, data in {"no data": b"\x07\x00", "clear codes alone": b"\x02\xff" + b"\x24\x49\x92" * 85 + b"\x00", "an end at once": b"\x02\x01\x05\x00",
                       "codes beyond the table": b"\x02\xff" + b"\xff" * 255 + b"\x00"}.items():
        yield case(name, STILL[: image + 10] + data + b";", "no pixels", REFUSED_OR_SHOWN)
    for length in (0, 1, 255):
        yield case(f"first sub-block of {length}", patched(STILL, image + 11, bytes([length])), "", REFUSED_OR_SHOWN)
    for seed in range(8):
        yield case(f"bits flipped {seed}", flipped(STILL, seed, 2, image + 12, len(STILL) - 2), "no checksum tells", REFUSED_OR_SHOWN)
    for seed in range(4):
        yield case(f"bits of the header flipped {seed}", flipped(STILL, seed, 2, 6, image + 10), "", {CORRUPT, SHOWN, TOO_LARGE})


def _bombs() -> Iterator[Case]:
    dots = frame(0, 0, 1, 1) * 10_000
    yield case("10000 frames", screen(160, 120) + dots + b";", "of a dot each", {CORRUPT, SHOWN, TOO_LARGE})
    yield case("10000 frames of 4000 squared", screen(4000, 4000) + dots + b";", "640 GB if all were drawn", {CORRUPT, SHOWN, TOO_LARGE})
    yield case("500 frames of 60000 squared", screen(60000, 60000) + frame(0, 0, 60000, 60000) * 500 + b";", "terabytes", {CORRUPT, TOO_LARGE})
    yield case("a canvas of 65535 squared", screen(65535, 65535) + frame(0, 0, 1, 1) + b";", "17 GB for a dot", {CORRUPT, SHOWN, TOO_LARGE})
    loops = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\xff\xff\x00"
    yield case("10000 loop extensions", STILL[: next(blocks(STILL))[1]] + loops * 10_000 + STILL[next(blocks(STILL))[1] :], "harmless", RIGHT)
    comment = b"\x21\xfe" + (b"\xff" + b"x" * 255) * 4000 + b"\x00"
    first = next(blocks(STILL))[1]
    yield case("comment of a megabyte", STILL[:first] + comment + STILL[first:], "harmless", RIGHT)
    endless = b"\x21\xfe" + b"\x01x" * 300_000 + b"\x00"
    yield case("comment of 300000 sub-blocks", STILL[:first] + endless + STILL[first:], "harmless", RIGHT)
    flat = Image.new("P", (4000, 4000))
    yield case("flat of 4000 squared", encoded(flat, "GIF"), "legal", {TOO_LARGE, SHOWN})


def _harmless() -> Iterator[Case]:
    first = next(blocks(STILL))[1]
    for flags in (0x1C, 0x18, 0xFF, 0x01):
        control = b"\x21\xf9\x04" + bytes([flags]) + b"\0\0\xff\0"
        yield case(f"control {flags:02x}", STILL[:first] + control + STILL[first:], "strange disposal or transparency", {RIGHT, SHOWN})
    for name, extension in {"control of no length": b"\x21\xf9\x00", "control of 200 bytes": b"\x21\xf9\xc8" + bytes(201), "unknown extension": b"\x21\x77\x03abc\x00",
                            "loop of no length": b"\x21\xff\x0bNETSCAPE2.0\x00", "application cut": b"\x21\xff\x03NET\x00", "plain text": b"\x21\x01\x0c" + bytes(12) + b"\x02hi\x00"}.items():
        yield case(name, STILL[:first] + extension + STILL[first:], "for other readers", {CORRUPT, RIGHT})
    yield case("behind the end", STILL + b"trailing" * 1000, "harmless", RIGHT)
    for kind, gif in {"still": STILL, "moving": MOVING}.items():
        yield case(f"{kind} with a zero before its trailer", gif[:-1] + b"\0;", "some encoders write it", RIGHT)
        yield case(f"{kind} with a megabyte of zeros before its trailer", gif[:-1] + bytes(1 << 20) + b";", "harmless", RIGHT)
        yield case(f"{kind} with zeros for a trailer", gif[:-1] + bytes(4096), "the rest never came", CORRUPT)
    last = [at for name, at in blocks(MOVING) if name == "image"][-1]
    yield case("a zero before the last frame", MOVING[:last] + b"\0" + MOVING[last:], "decoders lose the frame", CORRUPT)
    yield case("87a with extensions", b"GIF87a" + MOVING[6:], "browsers do not mind", RIGHT)


def cases() -> Iterator[Case]:
    for group in (_truncations, _screens, _codes, _bombs, _harmless):
        yield from group()
