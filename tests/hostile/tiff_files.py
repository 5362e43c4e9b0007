"""TIFF 6.0 and BigTIFF: directories, strips, tiles and tags that lie."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy

from case import CORRUPT, HEIGHT, PICTURE, RIGHT, SHOWN, TOO_LARGE, UNSUPPORTED, WIDTH, Case, case, encoded, flipped

SHORT, LONG, LONG8 = 3, 4, 16
PIXELS = numpy.asarray(PICTURE).tobytes()
STRIP_ROWS = 30
STRIPS = [PIXELS[at : at + STRIP_ROWS * WIDTH * 3] for at in range(0, len(PIXELS), STRIP_ROWS * WIDTH * 3)]
LONGEST = 0xFFFFFFFF
REFUSED = {CORRUPT, TOO_LARGE}
ANY = {CORRUPT, SHOWN, TOO_LARGE}
WIDTH_TAG, HEIGHT_TAG, BITS, COMPRESSION, PHOTOMETRIC, OFFSETS, ORIENTATION = 256, 257, 258, 259, 262, 273, 274
SAMPLES, ROWS, COUNTS, PLANAR, PREDICTOR, TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS = 277, 278, 279, 284, 317, 322, 323, 324
TILE_COUNTS, SUB_IFDS, EXTRA_SAMPLES, SAMPLE_FORMAT, EXIF_IFD = 325, 330, 338, 339, 34665
SUBFILE, DNG_VERSION = 254, 50706

NO_CODEC = {0, 6, 9, 33003, 34661, 34712, 34887, 34925, 50000, 50002, 65535}  # in the lean libvips


@dataclass
class Tiff:
    """Strips behind the header, then one directory; `raw` are whole entries in place of what a tag would have."""

    tags: dict[int, tuple[int, list[int]]]
    strips: list[bytes]
    order: str = "<"
    big: bool = False
    next_directory: int = 0
    directory: int | None = None  # where the header says that it is
    raw: dict[int, bytes] = field(default_factory=dict)

    def with_tag(self, tag: int, *values: int, kind: int = LONG) -> "Tiff":
        return replace(self, tags=self.tags | {tag: (kind, list(values))})

    def without(self, tag: int) -> "Tiff":
        return replace(self, tags={name: value for name, value in self.tags.items() if name != tag})

    def with_raw(self, tag: int, kind: int, count: int, value: int) -> "Tiff":
        return replace(self, raw=self.raw | {tag: struct.pack(self.order + "HHII", tag, kind, count, value)})

    def offsets(self) -> list[int]:
        ends = numpy.cumsum([16 if self.big else 8, *map(len, self.strips)])
        return [int(end) for end in ends[:-1]]

    def bytes(self) -> bytes:
        tags = {OFFSETS: (LONG, self.offsets()), COUNTS: (LONG, list(map(len, self.strips)))} | self.tags
        body = b"".join(self.strips)
        start = (16 if self.big else 8) + len(body)
        word, head, entry = ("Q", "Q", 20) if self.big else ("I", "H", 12)
        tags |= {tag: (SHORT, []) for tag in self.raw}
        overflow = start + struct.calcsize(head) + entry * len(tags) + struct.calcsize(word)
        directory, far = struct.pack(self.order + head, len(tags)), b""
        for tag, (kind, values) in sorted(tags.items()):
            packed = struct.pack(self.order + str(len(values)) + {SHORT: "H", LONG: "I", LONG8: "Q"}[kind], *values)
            if len(packed) > struct.calcsize(word):
                far, packed = far + packed, struct.pack(self.order + word, overflow + len(far))
            entry_bytes = struct.pack(self.order + "HH" + word, tag, kind, len(values)) + packed.ljust(struct.calcsize(word), b"\0")
            directory += self.raw.get(tag, entry_bytes)
        directory += struct.pack(self.order + word, self.next_directory)
        place = start if self.directory is None else self.directory
        mark = b"II" if self.order == "<" else b"MM"
        if self.big:
            return mark + struct.pack(self.order + "HHHQ", 43, 8, 0, place) + body + directory + far
        return mark + struct.pack(self.order + "HI", 42, place) + body + directory + far


TAGS = {WIDTH_TAG: (SHORT, [WIDTH]), HEIGHT_TAG: (SHORT, [HEIGHT]), BITS: (SHORT, [8, 8, 8]), COMPRESSION: (SHORT, [1]),
        PHOTOMETRIC: (SHORT, [2]), SAMPLES: (SHORT, [3]), ROWS: (SHORT, [STRIP_ROWS])}
PLAIN = Tiff(TAGS, STRIPS)
DEFLATED = Tiff(TAGS | {COMPRESSION: (SHORT, [8])}, [zlib.compress(strip) for strip in STRIPS])
WHOLE = PLAIN.bytes()
DIRECTORY = 8 + len(PIXELS)


def _whole() -> Iterator[Case]:
    for name, tiff in {"plain": PLAIN, "motorola": replace(PLAIN, order=">"), "big": replace(PLAIN, big=True), "deflated": DEFLATED}.items():
        yield case(f"whole {name}", tiff.bytes(), "as it ought to be", RIGHT)
        data = tiff.bytes()
        for length in (8, len(data) // 2, len(data) - 8, len(data) - 60):
            yield case(f"{name} cut at {length}", data[:length], "the directory is at the end", CORRUPT)
    front = encoded(PICTURE, "TIFF", compression="tiff_lzw")
    for share in (0.3, 0.6, 0.9, 0.99):
        yield case(f"lzw cut at {share}", front[: int(len(front) * share)], "", CORRUPT)
    yield case("behind the end", WHOLE + bytes(5000), "harmless", RIGHT)


def _directories() -> Iterator[Case]:
    for at in (0, 1, 4, 8, len(WHOLE) - 1, len(WHOLE), len(WHOLE) + 100, LONGEST, DIRECTORY + 1):
        yield case(f"directory at {at}", replace(PLAIN, directory=at).bytes(), f"{DIRECTORY} in truth", CORRUPT)
    for name, at in {"itself": DIRECTORY, "the header": 0, "the pixels": 100, "nowhere": LONGEST}.items():
        yield case(f"next directory is {name}", replace(PLAIN, next_directory=at or 1).bytes(), "one page in truth", {CORRUPT, RIGHT})
    pages = 20_000
    empty = b"".join(struct.pack("<HHHIII", 1, WIDTH_TAG, SHORT, 1, 1, 8 + 18 * (page + 1)) for page in range(pages))
    yield case("20000 directories", b"II*\0" + struct.pack("<I", 8) + empty, "of one tag each", REFUSED)
    count = struct.unpack_from("<H", WHOLE, DIRECTORY)[0]
    for lie in (0, 1, count - 1, count + 1, 0xFFFF):
        yield case(f"directory of {lie} entries", WHOLE[:DIRECTORY] + struct.pack("<H", lie) + WHOLE[DIRECTORY + 2 :], f"{count} in truth", {CORRUPT, RIGHT})
    for tag in (SUB_IFDS, EXIF_IFD, 34853, 40965):
        for name, at in {"its own": DIRECTORY, "far away": LONGEST, "no": 0}.items():
            yield case(f"tag {tag} with {name} directory", PLAIN.with_tag(tag, at).bytes(), "a directory within it", {CORRUPT, RIGHT})
    yield case("10000 sub-directories", PLAIN.with_tag(SUB_IFDS, *[DIRECTORY] * 10_000).bytes(), "each the same", {CORRUPT, RIGHT})
    for at in (0, 1 << 63, (1 << 64) - 1):
        yield case(f"bigtiff directory at {at}", replace(PLAIN, big=True, directory=at).bytes(), "", CORRUPT)
    for place in (0, 1 << 40, (1 << 64) - 1):
        strange = replace(PLAIN, big=True).with_tag(OFFSETS, *[place] * 4, kind=LONG8).bytes()
        yield case(f"bigtiff strips at {place}", strange, "", CORRUPT if place else ANY)


def _fields() -> Iterator[Case]:
    for tag, name in {WIDTH_TAG: "width", HEIGHT_TAG: "height"}.items():
        for value in (0, 1, 2 * WIDTH, 65535, 0x7FFFFFFF, LONGEST):
            yield case(f"{name} {value}", PLAIN.with_tag(tag, value).bytes(), "160x120 in truth", ANY if value == 1 else REFUSED)
    lies = {BITS: (0, 1, 3, 16, 32, 64, 255), SAMPLES: (0, 1, 2, 4, 5, 65535), PHOTOMETRIC: (0, 1, 3, 4, 5, 6, 8, 32803, 32844, 65535),
            PLANAR: (0, 2, 3), SAMPLE_FORMAT: (0, 2, 3, 4, 6), PREDICTOR: (2, 3, 99), ROWS: (0, 1, 29, 31, 119, LONGEST)}
    for tag, values in lies.items():
        for value in values:
            repeated = [value] * 3 if tag == BITS else [value]
            yield case(f"tag {tag} is {value}", PLAIN.with_tag(tag, *repeated).bytes(), "no longer fits the strips", {*ANY, UNSUPPORTED})
    for scheme in (0, 2, 3, 4, 5, 6, 7, 8, 9, 32773, 32946, 33003, 34661, 34712, 34887, 34925, 50000, 50001, 50002, 65535):
        ends = UNSUPPORTED if scheme in NO_CODEC else {CORRUPT, SHOWN}
        yield case(f"compression {scheme}", PLAIN.with_tag(COMPRESSION, scheme, kind=SHORT).bytes(), "the strips are bare pixels", ends)
    for tag in (WIDTH_TAG, HEIGHT_TAG, BITS, COMPRESSION, PHOTOMETRIC, SAMPLES, ROWS):
        yield case(f"without tag {tag}", PLAIN.without(tag).bytes(), "required", ANY)
        for kind in (0, 2):
            yield case(f"tag {tag} of type {kind}", PLAIN.with_raw(tag, kind, 1, 8).bytes(), "a short in truth", ANY)
        yield case(f"tag {tag} of 2^32 values", PLAIN.with_raw(tag, SHORT, LONGEST, 8).bytes(), "one in truth", ANY)


def _strips() -> Iterator[Case]:
    places, lengths = PLAIN.offsets(), list(map(len, STRIPS))
    offsets = {"0": [0] * 4, "the directory": [DIRECTORY] * 4, "the end": [len(WHOLE)] * 4, "far away": [LONGEST] * 4, "the last far away": [*places[:3], LONGEST]}
    for name, values in offsets.items():
        yield case(f"strips at {name}", PLAIN.with_tag(OFFSETS, *values).bytes(), "", {CORRUPT, SHOWN} if name in ("0", "the directory") else CORRUPT)
    yield case("strips all the same", PLAIN.with_tag(OFFSETS, *[8] * 4).bytes(), "legal, if odd", SHOWN)
    for number in range(4):
        for name, (at, length) in {"missing": (0, 0), "empty": (places[number], 0), "short": (places[number], lengths[number] // 2)}.items():
            values = PLAIN.with_tag(OFFSETS, *places[:number], at, *places[number + 1 :]).with_tag(COUNTS, *lengths[:number], length, *lengths[number + 1 :])
            # libtiff works out what a bare strip must have; an empty one is black nowhere else.
            yield case(f"strip {number} {name}", values.bytes(), "a quarter of the picture", {CORRUPT, RIGHT} if name != "missing" else CORRUPT)
            coded = DEFLATED.offsets(), list(map(len, DEFLATED.strips))
            at, length = {"missing": (0, 0), "empty": (coded[0][number], 0), "short": (coded[0][number], coded[1][number] // 2)}[name]
            packed = DEFLATED.with_tag(OFFSETS, *coded[0][:number], at, *coded[0][number + 1 :]).with_tag(COUNTS, *coded[1][:number], length, *coded[1][number + 1 :])
            yield case(f"deflated strip {number} {name}", packed.bytes(), "a quarter of the picture", CORRUPT)
    for count in (1, 3, 5):
        yield case(f"{count} strips for four", PLAIN.with_tag(OFFSETS, *(places * 2)[:count]).with_tag(COUNTS, *(lengths * 2)[:count]).bytes(), "", {CORRUPT, RIGHT})
    yield case("strip lengths of 2^32", PLAIN.with_tag(COUNTS, *[LONGEST] * 4).bytes(), "", {CORRUPT, RIGHT})
    for width, height in [(0, 0), (16, 16), (17, 17), (65536, 65536), (1 << 31, 16), (LONGEST, LONGEST)]:
        tiled = PLAIN.without(ROWS).with_tag(TILE_WIDTH, width).with_tag(TILE_HEIGHT, height).with_tag(TILE_OFFSETS, *places).with_tag(TILE_COUNTS, *lengths)
        yield case(f"tiles of {width}x{height}", tiled.bytes(), "of strips", ANY)
    for seed in range(6):
        yield case(f"deflated bits flipped {seed}", flipped(DEFLATED.bytes(), seed, 1, 8, sum(map(len, DEFLATED.strips))), "adler tells", {CORRUPT, RIGHT})
        yield case(f"directory bits flipped {seed}", flipped(WHOLE, seed, 2, DIRECTORY), "any field", {*ANY, UNSUPPORTED})


def _channels() -> Iterator[Case]:
    pixels = numpy.asarray(PICTURE)
    none, all_over = numpy.zeros((HEIGHT, WIDTH, 1), numpy.uint8), numpy.full((HEIGHT, WIDTH, 1), 255, numpy.uint8)
    extras = {"a selection": ([none], [0]), "two selections": ([none, none], [0, 0]), "alpha and a selection": ([all_over, none], [2, 0]), "a selection and alpha": ([none, all_over], [0, 2])}
    for name, (planes, meanings) in extras.items():
        strip = numpy.dstack([pixels, *planes]).tobytes()
        samples = 3 + len(planes)
        tiff = Tiff(TAGS | {BITS: (SHORT, [8] * samples), SAMPLES: (SHORT, [samples]), ROWS: (SHORT, [HEIGHT]), EXTRA_SAMPLES: (SHORT, meanings)}, [strip])
        yield case(f"with {name}", tiff.bytes(), "of no concern to a viewer", RIGHT)
        yield case(f"with {name} in bigtiff", replace(tiff, big=True).bytes(), "of no concern to a viewer", RIGHT)
        for count in (0, samples, samples + 1, 0xFFFF, LONGEST):
            # libtiff warns where they do not make up the samples.
            yield case(f"with {name} of {count}", tiff.with_raw(EXTRA_SAMPLES, SHORT, count, 0).bytes(), f"{len(planes)} in truth", {CORRUPT, SHOWN, RIGHT})
    raw = PLAIN.with_tag(SUBFILE, 1).with_tag(SUB_IFDS, DIRECTORY)
    yield case("camera raw with a preview", raw.bytes(), "the picture is in a directory within", UNSUPPORTED)
    yield case("camera raw of dng", PLAIN.with_tag(DNG_VERSION, 1).bytes(), "the first directory is a preview", UNSUPPORTED)


def _bombs() -> Iterator[Case]:
    megabyte = zlib.compress(bytes(1_000_000), 9)
    for side in (5000, 30000, 65535):
        tiff = Tiff(TAGS | {WIDTH_TAG: (LONG, [side]), HEIGHT_TAG: (LONG, [side]), COMPRESSION: (SHORT, [8]), ROWS: (LONG, [side])}, [megabyte])
        yield case(f"bomb of {side} squared", tiff.bytes(), "one strip of a megabyte", {CORRUPT, TOO_LARGE})
    row = zlib.compress(bytes(3 * 5000 * 5000), 9)
    whole = Tiff(TAGS | {WIDTH_TAG: (LONG, [5000]), HEIGHT_TAG: (LONG, [5000]), COMPRESSION: (SHORT, [8]), ROWS: (LONG, [5000])}, [row])
    yield case("5000 squared in one strip", whole.bytes(), "75 MB to hold", {CORRUPT, TOO_LARGE, SHOWN})
    shared = zlib.compress(bytes(3 * 9000), 9)
    rows = Tiff(TAGS | {WIDTH_TAG: (LONG, [9000]), HEIGHT_TAG: (LONG, [9000]), COMPRESSION: (SHORT, [8]), ROWS: (LONG, [1])}, [shared])
    yield case("9000 rows of one strip", rows.with_tag(OFFSETS, *[8] * 9000).with_tag(COUNTS, *[len(shared)] * 9000).bytes(), "243 MB in 70 KB", {CORRUPT, TOO_LARGE, SHOWN})


def cases() -> Iterator[Case]:
    for group in (_whole, _directories, _fields, _strips, _channels, _bombs):
        yield from group()
