"""WebP (RFC 9649): RIFF chunks, canvases and frames that lie."""

import struct
from collections.abc import Iterator

from case import CORRUPT, HEIGHT, PICTURE, RIGHT, SHOWN, TOO_LARGE, UNSUPPORTED, WIDTH, Case, case, encoded, flipped, patched

LOSSY = encoded(PICTURE, "WEBP", quality=90)
LOSSLESS = encoded(PICTURE, "WEBP", lossless=True)
ALPHA = PICTURE.copy()
ALPHA.putalpha(200)
EXTENDED = encoded(ALPHA, "WEBP", quality=90, exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0")
MOVING = encoded(PICTURE, "WEBP", save_all=True, append_images=[PICTURE.rotate(90), PICTURE.rotate(180)], quality=80)
REFUSED_OR_SHOWN = {CORRUPT, SHOWN}
HEAD = 12  # RIFF, its size and WEBP


def chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def webp(*chunks: bytes) -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def chunks_of(data: bytes) -> Iterator[tuple[str, int, int]]:
    at = HEAD
    while at + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        yield name.decode().strip(), at, length
        at += 8 + length + length % 2


def canvas(width: int, height: int, flags: int = 0) -> bytes:
    return chunk(b"VP8X", struct.pack("<I", flags) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"))


VP8 = LOSSY[HEAD:]
VP8L = LOSSLESS[HEAD:]


def animated(width: int, height: int, frames: list[tuple[int, int, int, int]]) -> bytes:
    """Frames as left, top, width and height, all of the one picture."""
    pieces = [struct.pack("<I", value)[:3] for frame in frames for value in (frame[0] // 2, frame[1] // 2, frame[2] - 1, frame[3] - 1, 100)]
    made = [chunk(b"ANMF", b"".join(pieces[at : at + 5]) + b"\0" + VP8) for at in range(0, len(pieces), 5)]
    return webp(canvas(width, height, 2), chunk(b"ANIM", bytes(6)), *made)


def _truncations() -> Iterator[Case]:
    for length in (4, 8, 11):
        yield case(f"cut at {length}", LOSSY[:length], "less than a signature", UNSUPPORTED)
    for kind, data in {"lossy": LOSSY, "lossless": LOSSLESS, "extended": EXTENDED, "moving": MOVING}.items():
        for name, at, length in chunks_of(data):
            for behind, where in {0: "before", 8: "behind the head of", 8 + length // 2: "in", 7 + length: "before the last byte of"}.items():
                # Of EXIF, which stands behind the picture, a viewer needs nothing.
                ends = {CORRUPT, RIGHT, SHOWN} if name == "EXIF" or where.startswith("before the last") else CORRUPT
                yield case(f"{kind} cut {where} {name} at {at}", data[: at + behind], "ends too early", ends)


def _lengths() -> Iterator[Case]:
    true = len(LOSSY) - 8
    for lie in (0, 4, 12, true - 1, true + 1, true // 2, 0x7FFFFFFF, 0xFFFFFFFF):
        yield case(f"riff of {lie}", patched(LOSSY, 4, struct.pack("<I", lie)), f"{true} in truth", {CORRUPT, RIGHT, SHOWN})
    for kind, data in {"lossy": LOSSY, "lossless": LOSSLESS, "extended": EXTENDED, "moving": MOVING}.items():
        for name, at, length in chunks_of(data):
            for lie in (0, length - 2, 0xFFFFFFFF):
                yield case(f"{kind} {name} at {at} of length {lie}", patched(data, at + 4, struct.pack("<I", lie)), f"{length} in truth", {CORRUPT, SHOWN})


def _frames() -> Iterator[Case]:
    for width, height in [(0, 0), (0, 120), (16383, 16383), (320, 240), (1, 1), (80, 60)]:
        lying = patched(LOSSY, HEAD + 14, struct.pack("<HH", width, height))
        yield case(f"vp8 of {width}x{height}", lying, "160x120 in truth", {CORRUPT, SHOWN, TOO_LARGE})
    for width, height in [(1, 1), (16384, 16384), (320, 240), (80, 60)]:
        fields = struct.unpack_from("<I", LOSSLESS, HEAD + 9)[0]
        lying = patched(LOSSLESS, HEAD + 9, struct.pack("<I", fields >> 28 << 28 | height - 1 << 14 | width - 1))
        yield case(f"vp8l of {width}x{height}", lying, "160x120 in truth", {CORRUPT, SHOWN, TOO_LARGE})
    for width, height in [(1, 1), (320, 240), (16383, 16383), (1 << 24, 1 << 24)]:
        yield case(f"canvas of {width}x{height}", webp(canvas(width, height), VP8), "the frame has 160x120", {CORRUPT, TOO_LARGE})
    yield case("no frame", webp(canvas(WIDTH, HEIGHT)), "a canvas alone", CORRUPT)
    yield case("two frames of a still", webp(VP8, VP8), "the first is it", {CORRUPT, RIGHT})
    yield case("alpha without colour", webp(canvas(WIDTH, HEIGHT, 16), chunk(b"ALPH", bytes(200))), "", CORRUPT)
    for method in (0, 1, 2, 3, 0x3D, 0xFF):
        data = webp(canvas(WIDTH, HEIGHT, 16), chunk(b"ALPH", bytes([method]) + bytes(300)), VP8)
        yield case(f"alpha by method {method}", data, "of 300 bytes", {CORRUPT, SHOWN})
    for flags in (0x3E, 0xFF, 0xFFFFFFFF):
        yield case(f"canvas with flags {flags:x}", webp(canvas(WIDTH, HEIGHT, flags), VP8), "of chunks not there", {CORRUPT, RIGHT})
    for bit in (1, 2, 4, 8, 0xF0):
        yield case(f"vp8 with tag bit {bit}", patched(LOSSY, HEAD + 8, bytes([LOSSY[HEAD + 8] ^ bit])), "", {CORRUPT, SHOWN})
    yield case("vp8 of another start code", patched(LOSSY, HEAD + 11, b"\0\0\0"), "9d012a", CORRUPT)
    yield case("vp8l of another signature", patched(LOSSLESS, HEAD + 8, b"\0"), "2f", CORRUPT)
    yield case("vp8l of version 7", patched(LOSSLESS, HEAD + 12, bytes([LOSSLESS[HEAD + 12] | 0xE0])), "0", CORRUPT)
    for kind, data in {"lossy": LOSSY, "lossless": LOSSLESS}.items():
        for seed in range(6):
            yield case(f"{kind} bits flipped {seed}", flipped(data, seed, 2, HEAD + 20), "no checksum tells", REFUSED_OR_SHOWN)


def _animations() -> Iterator[Case]:
    yield case("frame beyond the canvas", animated(WIDTH, HEIGHT, [(100, 100, WIDTH, HEIGHT)]), "must lie within", CORRUPT)
    yield case("frame far away", animated(WIDTH, HEIGHT, [(0x1FFFFFE, 0, WIDTH, HEIGHT)]), "", CORRUPT)
    yield case("frame of other sizes", animated(WIDTH, HEIGHT, [(0, 0, 80, 60)]), "the frame's own head has 160x120", {CORRUPT, RIGHT})
    yield case("frame of 2^24 squared", animated(1 << 24, 1 << 24, [(0, 0, 1 << 24, 1 << 24)]), "", {CORRUPT, TOO_LARGE})
    yield case("animation of no frames", webp(canvas(WIDTH, HEIGHT, 2), chunk(b"ANIM", bytes(6))), "", CORRUPT)
    yield case("animation of no anim", webp(canvas(WIDTH, HEIGHT, 2), VP8), "flag alone", {CORRUPT, RIGHT})
    yield case("canvas of 16000 squared", animated(16000, 16000, [(0, 0, WIDTH, HEIGHT)] * 3), "a gigabyte a frame", {CORRUPT, TOO_LARGE})
    dot = chunk(b"ANMF", bytes(15) + b"\0" + chunk(b"VP8L", b"\x2f\0\0\0\0\x88\x88\x08"))
    dots = webp(canvas(1, 1, 2), chunk(b"ANIM", bytes(6)), dot * 10_000)
    yield case("10000 frames", dots, "of a dot each", {CORRUPT, SHOWN, TOO_LARGE})


def _harmless() -> Iterator[Case]:
    yield case("behind the end", LOSSY + b"trailing" * 1000, "harmless", RIGHT)
    yield case("unknown chunks", webp(canvas(WIDTH, HEIGHT), chunk(b"abcd", bytes(99)) * 500, VP8), "harmless", RIGHT)
    metadata = {"exif": (8, b"EXIF"), "icc": (32, b"ICCP"), "xmp": (4, b"XMP ")}
    for name, (flag, tag) in metadata.items():
        for size in (0, 3, 1000):
            strange = chunk(tag, b"\xff" * size)
            pieces = [strange, VP8] if tag == b"ICCP" else [VP8, strange]
            yield case(f"{name} of {size} bytes of rubbish", webp(canvas(WIDTH, HEIGHT, flag), *pieces), "cannot spoil the picture", RIGHT)


def cases() -> Iterator[Case]:
    for group in (_truncations, _lengths, _frames, _animations, _harmless):
        yield from group()
