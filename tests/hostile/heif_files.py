"""AVIF (ISOBMFF, HEIF and AV1): boxes, items, grids and sequence headers that lie."""

import struct
from collections.abc import Iterator

from PIL import Image

from case import CORRUPT, EMPTY, PICTURE, RIGHT, SHOWN, TOO_LARGE, UNSUPPORTED, WIDTH, Case, case, encoded, flipped, patched

WHOLE = encoded(PICTURE, "AVIF", quality=90, speed=8)
FULL = {b"meta": 4, b"iinf": 6, b"dref": 8}  # what stands before the children of such a box
PARENTS = {b"meta", b"iprp", b"ipco", b"iinf", b"dinf"}
ANY = {CORRUPT, SHOWN, TOO_LARGE, UNSUPPORTED}
REFUSED = {CORRUPT, TOO_LARGE, UNSUPPORTED}


def box(name: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", 8 + len(payload)) + name + payload


def full(name: bytes, payload: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(name, struct.pack(">I", version << 24 | flags) + payload)


def boxes(data: bytes, at: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int, int]]:
    """Each box's name, place and length, inner ones too."""
    end = len(data) if end is None else end
    while at + 8 <= end:
        length, name = struct.unpack_from(">I4s", data, at)
        yield name, at, length
        if name in PARENTS:
            yield from boxes(data, at + 8 + FULL.get(name, 0), at + length)
        at += length


PLACES = {name: (at, length) for name, at, length in boxes(WHOLE)}


def at(name: bytes, behind: int) -> int:
    """So many bytes behind a box's name."""
    return PLACES[name][0] + 8 + behind


def payload_of(avif: bytes) -> bytes:
    """The AV1 data of a file of one item."""
    place, length = next((place, length) for name, place, length in boxes(avif) if name == b"mdat")
    return avif[place + 8 : place + length]


def configuration_of(avif: bytes) -> bytes:
    place, length = next((place, length) for name, place, length in boxes(avif) if name == b"av1C")
    return avif[place : place + length]


def grid(rows: int, columns: int, tile: Image.Image, size: tuple[int, int], tiles: int | None = None) -> bytes:
    """A picture of one tile, over and over: item 1 is the grid, item 2 the tile."""
    made = encoded(tile, "AVIF", quality=40, speed=10)
    data = payload_of(made)
    layout = struct.pack(">BBBBII", 0, 1, rows - 1, columns - 1, *size)
    count = rows * columns if tiles is None else tiles
    properties = [full(b"ispe", struct.pack(">II", *size)), full(b"ispe", struct.pack(">II", *tile.size)), configuration_of(made), full(b"pixi", b"\x03\x08\x08\x08")]
    association = struct.pack(">IHBBBHBBBB", 2, 1, 2, 1, 4, 2, 3, 2, 0x83, 4)
    items = [full(b"infe", struct.pack(">HH4s", number, 0, kind) + b"\0", 2) for number, kind in ((1, b"grid"), (2, b"av01"))]
    references = full(b"iref", box(b"dimg", struct.pack(f">HH{count}H", 1, count, *[2] * count)))

    def meta(offset: int) -> bytes:
        extents = [(1, 1, 0, len(layout)), (2, 0, offset, len(data))]
        location = b"".join(struct.pack(">HHHHII", item, method, 0, 1, place, length) for item, method, place, length in extents)
        handler = full(b"hdlr", struct.pack(">I4s12s", 0, b"pict", b"") + b"\0")
        parts = [handler, full(b"pitm", struct.pack(">H", 1)), full(b"iloc", b"\x44\x00" + struct.pack(">H", 2) + location, 1),
                 full(b"iinf", struct.pack(">H", 2) + b"".join(items)), references, box(b"iprp", box(b"ipco", b"".join(properties)) + full(b"ipma", association)), box(b"idat", layout)]
        return full(b"meta", b"".join(parts))

    kind = box(b"ftyp", b"avif\0\0\0\0mif1avifmiaf")
    return kind + meta(len(kind) + len(meta(0)) + 8) + box(b"mdat", data)


def _truncations() -> Iterator[Case]:
    for name, place, length in boxes(WHOLE):
        for behind, where in {0: "before", length // 2: "in", length - 1: "before the last byte of"}.items():
            at = place + behind
            # AV1 may do without its last byte.
            last = (name, behind) == (b"mdat", length - 1)
            ends = EMPTY if at == 0 else {UNSUPPORTED, CORRUPT} if at < 16 else {CORRUPT, RIGHT} if last else CORRUPT
            yield case(f"cut {where} {name.decode()} at {place}", WHOLE[:at], "ends too early", ends)
    for share in (0.3, 0.6, 0.9, 0.98):
        yield case(f"cut at {share}", WHOLE[: int(len(WHOLE) * share)], "within the pixels", CORRUPT)


def _boxes() -> Iterator[Case]:
    for name, place, length in boxes(WHOLE):
        for lie in (0, length - 1, 0x7FFFFFFF):
            # 0 is for the last box of a file.
            ends = {CORRUPT, UNSUPPORTED, RIGHT, SHOWN}
            yield case(f"{name.decode()} at {place} of length {lie}", patched(WHOLE, place, struct.pack(">I", lie)), f"{length} in truth", ends)
        yield case(f"{name.decode()} at {place} not there", patched(WHOLE, place + 4, b"free"), "renamed", {CORRUPT, UNSUPPORTED, RIGHT, SHOWN})
    # libvips opens no file whose first brand is avis, hevx or mif2; heic is taken for HEVC, which the lean libvips does not decode.
    brands = {b"mif1": RIGHT, b"msf1": RIGHT} | dict.fromkeys((b"avis", b"hevx", b"mif2", b"heic", b"isom", b"mp42", bytes(4)), UNSUPPORTED)
    for brand, end in brands.items():
        yield case(f"brand {brand!r}", patched(WHOLE, 8, brand), "avif", end)
    deep = b""
    for _ in range(2000):
        deep = full(b"meta", deep)
    yield case("2000 boxes in one another", WHOLE[: PLACES[b"ftyp"][1]] + deep, "a deep well", CORRUPT)
    yield case("50000 empty boxes", WHOLE + box(b"free", b"") * 50_000, "harmless", {RIGHT, CORRUPT})
    yield case("behind the end", WHOLE + b"trailing" * 500, "harmless", {RIGHT, CORRUPT})


def _items() -> Iterator[Case]:
    for size in [(0, 0), (1, 1), (320, 240), (17000, 17000), (0x7FFFFFFF, 0x7FFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (160, 1), (80, 60)]:
        yield case(f"ispe of {size[0]}x{size[1]}", patched(WHOLE, at(b"ispe", 4), struct.pack(">II", *size)), "AV1 says 160x120", REFUSED)
    for number in (0, 2, 0xFFFF):
        yield case(f"primary item {number}", patched(WHOLE, at(b"pitm", 4), struct.pack(">H", number)), "1", {CORRUPT, UNSUPPORTED})
    place, length = PLACES[b"iloc"]
    for behind in range(6, length - 8):
        yield case(f"iloc byte {behind} is 255", patched(WHOLE, place + 8 + behind, b"\xff"), "where the pixels are", {CORRUPT, UNSUPPORTED, SHOWN, RIGHT})
    place, length = PLACES[b"ipma"]
    for behind in range(4, length - 8):
        yield case(f"ipma byte {behind} is 255", patched(WHOLE, place + 8 + behind, b"\xff"), "which property", {CORRUPT, UNSUPPORTED, RIGHT, SHOWN})
    for byte in range(4):
        yield case(f"av1C byte {byte} turned", patched(WHOLE, at(b"av1C", byte), bytes([WHOLE[at(b"av1C", byte)] ^ 0xFF])), "AV1's own header differs", {CORRUPT, RIGHT, SHOWN, UNSUPPORTED})


def _grids() -> Iterator[Case]:
    tile = Image.new("RGB", (1000, 1000), (200, 90, 40))
    small = PICTURE.resize((64, 64))
    repeated = Image.new("RGB", (128, 128))
    for corner in ((0, 0), (64, 0), (0, 64), (64, 64)):
        repeated.paste(small, corner)
    yield case("grid of 2x2", grid(2, 2, small, (128, 128)), "as it ought to be", RIGHT, shows=repeated)
    yield case("17000 squared in 1 kB", grid(17, 17, tile, (17000, 17000)), "289 tiles of one", {TOO_LARGE, CORRUPT})
    yield case("6000 squared in 1 kB", grid(6, 6, tile, (6000, 6000)), "720 MB", {TOO_LARGE, CORRUPT})
    yield case("2000 squared in 1 kB", grid(2, 2, tile, (2000, 2000)), "small enough", {SHOWN, TOO_LARGE})
    yield case("256x256 tiles", grid(256, 256, small, (16384, 16384), 65535), "65535 references", {TOO_LARGE, CORRUPT})
    yield case("grid larger than its tiles", grid(2, 2, small, (4000, 4000)), "", REFUSED)
    yield case("grid smaller than its tiles", grid(2, 2, small, (64, 64)), "", {CORRUPT, SHOWN})
    for tiles in (0, 1, 3):
        yield case(f"grid of {tiles} tiles for four", grid(2, 2, small, (128, 128), tiles), "a quarter is missing", CORRUPT)
    whole = grid(2, 2, small, (128, 128))
    itself = whole.replace(struct.pack(">HHHHHH", 1, 4, 2, 2, 2, 2), struct.pack(">HHHHHH", 1, 4, 1, 1, 1, 1))
    yield case("grid of itself", itself, "endless", CORRUPT)
    unknown = whole.replace(struct.pack(">HHHHHH", 1, 4, 2, 2, 2, 2), struct.pack(">HHHHHH", 1, 4, 2, 2, 2, 9))
    yield case("grid of a tile that is not", unknown, "item 9", CORRUPT)


def _pixels() -> Iterator[Case]:
    place, length = PLACES[b"mdat"]
    for seed in range(16):
        first, last = place + 8, place + 24 if seed < 6 else place + length
        yield case(f"bits of AV1 flipped {seed}", flipped(WHOLE, seed, 2, first, last), "no checksum tells", {CORRUPT, SHOWN, TOO_LARGE, UNSUPPORTED})
    for seed in range(10):
        yield case(f"bits of the boxes flipped {seed}", flipped(WHOLE, seed, 2, 8, place), "any field", {*ANY, RIGHT})
    yield case("AV1 of zeros", patched(WHOLE, place + 8, bytes(length - 8)), "no units", CORRUPT)
    yield case("no AV1", WHOLE[:place] + box(b"mdat", b""), "boxes alone", CORRUPT)


def cases() -> Iterator[Case]:
    for group in (_truncations, _boxes, _items, _grids, _pixels):
        yield from group()
