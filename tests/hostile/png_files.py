"""PNG (W3C PNG, third edition) and APNG: chunks, checksums and streams that lie."""

import functools
import struct
import zlib
from collections.abc import Iterator

import numpy

from case import CORRUPT, HEIGHT, PICTURE, RIGHT, SHOWN, TOO_LARGE, WIDTH, Case, case, encoded
from pictures import png_chunk as chunk

SIGNATURE = b"\x89PNG\r\n\x1a\n"
ROWS = b"".join(b"\0" + row.tobytes() for row in numpy.asarray(PICTURE))
STREAM = zlib.compress(ROWS, 9)
PALETTE_PNG = encoded(PICTURE.quantize(64), "PNG")
REFUSED_OR_RIGHT = {CORRUPT, RIGHT}


def header(width=WIDTH, height=HEIGHT, depth=8, colour=2, compression=0, filtering=0, interlace=0) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, compression, filtering, interlace))


HEADER, DATA, END = header(), chunk(b"IDAT", STREAM), chunk(b"IEND", b"")


def png(*chunks: bytes) -> bytes:
    return SIGNATURE + b"".join(chunks)


WHOLE = png(HEADER, chunk(b"gAMA", struct.pack(">I", 45455)), DATA, END)


def with_chunk(name: bytes, data: bytes) -> bytes:
    return png(HEADER, chunk(name, data), DATA, END)


def bad_crc(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


@functools.cache
def zeros(count: int) -> bytes:
    """A zlib stream of `count` megabytes of zeros, made without making them."""
    megabyte = 1_000_000
    engine = zlib.compressobj(9, wbits=-15)
    first = engine.compress(bytes(megabyte)) + engine.flush(zlib.Z_FULL_FLUSH)
    checksum = count * megabyte % 65521 << 16 | 1
    return b"\x78\xda" + first * count + b"\x03\x00" + struct.pack(">I", checksum)


def _truncations() -> Iterator[Case]:
    at = len(SIGNATURE)
    while at < len(WHOLE):
        length, name = struct.unpack_from(">I4s", WHOLE, at)
        for behind, where in {0: "before", 2: "in the length of", 6: "in the name of", 8 + length // 2: "in",
                              8 + length: "before the crc of", 10 + length: "in the crc of"}.items():
            ends = REFUSED_OR_RIGHT if name == b"IEND" else CORRUPT
            yield case(f"cut {where} {name.decode()}", WHOLE[: at + behind], "ends too early", ends)
        at += 12 + length


def _lengths() -> Iterator[Case]:
    chunks = {"IHDR": HEADER, "gAMA": chunk(b"gAMA", bytes(4)), "IDAT": DATA, "IEND": END}
    for name, piece in chunks.items():
        true = len(piece) - 12
        for lie in {0, 1, true - 1, true + 1, 0x7FFFFFFF, 0xFFFFFFFF} - {true, -1}:
            lying = WHOLE.replace(name.encode(), b"\0" + name.encode()[1:])  # marks the place
            place = lying.index(b"\0" + name.encode()[1:])
            lying = WHOLE[: place - 4] + struct.pack(">I", lie) + WHOLE[place:]
            ends = REFUSED_OR_RIGHT if name == "IEND" else CORRUPT
            yield case(f"{name} of length {lie}", lying, f"{true} in truth", ends)
        ends = RIGHT if name in ("gAMA", "IEND") else CORRUPT
        whole = png(*(bad_crc(each) if key == name else each for key, each in chunks.items()))
        yield case(f"{name} of wrong crc", whole, "critical or not", ends | {CORRUPT} if ends == {RIGHT} else {ends, CORRUPT})


def _headers() -> Iterator[Case]:
    sizes = [(0, 120), (160, 0), (1, 1), (65535, 65535), (0x7FFFFFFF, 1), (1, 0x7FFFFFFF), (0x7FFFFFFF, 0x7FFFFFFF),
             (0xFFFFFFFF, 0xFFFFFFFF), (160, 121), (161, 120), (160, 240)]
    for width, height in sizes:
        ends = {CORRUPT, SHOWN} if (width, height) == (1, 1) else {CORRUPT, TOO_LARGE}
        yield case(f"ihdr of {width}x{height}", png(header(width, height), DATA, END), "the stream has 160x120", ends)
    for field, values in {"depth": (0, 3, 16, 32, 255), "colour": (1, 3, 4, 5, 6, 7, 255), "compression": (1, 255),
                          "filtering": (1, 64, 255), "interlace": (1, 2, 255)}.items():
        for value in values:
            yield case(f"ihdr of {field} {value}", png(header(**{field: value}), DATA, END), "a lie", CORRUPT)
    long = chunk(b"IHDR", HEADER[8:21] + b"\0")
    yield case("ihdr of 14 bytes", png(long, DATA, END), "13", CORRUPT)
    yield case("ihdr twice", png(HEADER, HEADER, DATA, END), "once", REFUSED_OR_RIGHT)
    yield case("two ihdr that differ", png(HEADER, header(300, 300), DATA, END), "once", REFUSED_OR_RIGHT)
    yield case("ihdr behind idat", png(DATA, HEADER, END), "first of all", CORRUPT)
    yield case("no ihdr", png(DATA, END), "how large?", CORRUPT)
    yield case("no idat", png(HEADER, END), "no pixels", CORRUPT)
    yield case("no iend", png(HEADER, DATA), "browsers show it", REFUSED_OR_RIGHT)


def _palettes() -> Iterator[Case]:
    indices = zlib.compress(bytes(161 * 120))
    indexed, colours = header(colour=3), chunk(b"PLTE", bytes(3))
    yield case("no plte", png(indexed, chunk(b"IDAT", indices), END), "indices into nothing", CORRUPT)
    for length in (0, 1, 4, 769, 60000):
        data = png(indexed, chunk(b"PLTE", bytes(length)), chunk(b"IDAT", indices), END)
        yield case(f"plte of {length} bytes", data, "of threes, 768 at most", {CORRUPT, SHOWN})
    beyond = zlib.compress(b"\0" + b"\xff" * 160 + bytes(161 * 119))
    yield case("index beyond the palette", png(indexed, colours, chunk(b"IDAT", beyond), END), "", {CORRUPT, SHOWN})
    for length in (2, 257, 60000):
        data = png(indexed, colours, chunk(b"tRNS", bytes(length)), chunk(b"IDAT", indices), END)
        yield case(f"trns of {length} for one colour", data, "too many", {CORRUPT, SHOWN})
    yield case("trns of one byte for rgb", with_chunk(b"tRNS", b"\0"), "six", REFUSED_OR_RIGHT)
    yield case("plte behind idat", png(indexed, chunk(b"IDAT", indices), colours, END), "late", CORRUPT)


def _streams() -> Iterator[Case]:
    single = b"".join(chunk(b"IDAT", STREAM[at : at + 1]) for at in range(len(STREAM)))
    yield case("idat in chunks of one byte", png(HEADER, single, END), "legal", RIGHT)
    yield case("5000 empty idat", png(HEADER, chunk(b"IDAT", b"") * 5000, DATA, END), "legal", RIGHT)
    halves = chunk(b"IDAT", STREAM[:900]), chunk(b"IDAT", STREAM[900:])
    between = chunk(b"tEXt", b"k\0v")
    yield case("text between idat", png(HEADER, halves[0], between, halves[1], END), "must follow", REFUSED_OR_RIGHT)
    streams = {"of no zlib header": STREAM[2:], "of method 15": b"\x7f" + STREAM[1:], "that asks for a dictionary": b"\x78\xbb" + STREAM[2:],
               "of half the rows": zlib.compress(ROWS[: len(ROWS) // 2]), "of one row too few": zlib.compress(ROWS[:-481]),
               "of filter 5": zlib.compress(b"\x05" + ROWS[1:]), "of filter 255": zlib.compress(b"\xff" + ROWS[1:]),
               "cut": STREAM[:-200], "of stored zeros": b"\x78\x01\x01\x00\x00\xff\xff"}
    for name, stream in streams.items():
        yield case(f"stream {name}", png(HEADER, chunk(b"IDAT", stream), END), "", CORRUPT)
    yield case("stream of wrong adler", png(HEADER, chunk(b"IDAT", STREAM[:-1] + b"x"), END), "all rows are there", REFUSED_OR_RIGHT)
    yield case("stream of rows too many", png(HEADER, chunk(b"IDAT", zlib.compress(ROWS * 3)), END), "left over", REFUSED_OR_RIGHT)
    yield case("interlaced of half the passes", png(header(interlace=1), chunk(b"IDAT", zlib.compress(bytes(30000))), END), "", CORRUPT)
    for number, at in enumerate(range(60, len(WHOLE) - 20, len(WHOLE) // 12)):
        damaged = WHOLE[:at] + bytes([WHOLE[at] ^ 4]) + WHOLE[at + 1 :]
        yield case(f"bit flipped {number}", damaged, "the crc tells", CORRUPT)


def _bombs() -> Iterator[Case]:
    for name, colour, depth, side in [("grey 1-bit", 0, 1, 16000), ("rgb", 2, 8, 5000), ("rgba 16-bit", 6, 16, 8000), ("rgb", 2, 8, 16000)]:
        row = (side * {0: 1, 2: 3, 6: 4}[colour] * depth + 7) // 8 + 1
        stream = chunk(b"IDAT", zeros(row * side // 1_000_000 + 1))
        data = png(header(side, side, depth, colour), stream, END)
        yield case(f"bomb {name} {side} squared", data, f"{row * side // 1000000} MB of zeros", {TOO_LARGE, CORRUPT, SHOWN})
    interlaced = png(header(9000, 9000, interlace=1), chunk(b"IDAT", zeros(244)), END)
    yield case("bomb interlaced", interlaced, "must be held whole", {TOO_LARGE, CORRUPT})
    for name, prefix in {"zTXt": b"k\0\0", "iTXt": b"k\0\1\0\0\0", "iCCP": b"p\0\0"}.items():
        yield case(f"bomb in {name}", with_chunk(name.encode(), prefix + zeros(100)), "100 MB of zeros", REFUSED_OR_RIGHT)
    for count in (8, 9, 200):
        texts = b"".join(chunk(b"zTXt", b"k%d\0\0" % number + zeros(7)) for number in range(count))
        ends = RIGHT if count == 8 else TOO_LARGE
        yield case(f"{count} bombs in zTXt", png(HEADER, texts, DATA, END), "7 MB of zeros each", ends)
    yield case("20000 texts", png(HEADER, chunk(b"tEXt", b"k\0v") * 20000, DATA, END), "harmless", REFUSED_OR_RIGHT)
    yield case("text of 2 MB", with_chunk(b"tEXt", b"k\0" + bytes(2_000_000)), "harmless", REFUSED_OR_RIGHT)


def _others() -> Iterator[Case]:
    harmless = {b"gAMA": (bytes(4), b"\xff" * 4, b"\1"), b"cHRM": (bytes(32), b"\xff" * 32), b"sRGB": (b"\xff",), b"sBIT": (bytes(3), b"\xff" * 3),
                b"pHYs": (bytes(9), b"\xff" * 9), b"bKGD": (b"\0",), b"hIST": (bytes(2),), b"tIME": (b"\xff" * 7,), b"eXIf": (b"", b"MM\0*\0\0\0\x08\xff\xff"),
                b"iCCP": (b"", b"no end", b"p\0\1x", b"p\0\0rubbish", b"p\0\0" + zlib.compress(b"rubbish" * 40)), b"cICP": (b"\xff" * 4,), b"tEXt": (b"", b"x" * 200),
                b"zTXt": (b"k\0\0rubbish",), b"iTXt": (b"k\0\1\0en\0\0rubbish",), b"acTL": (b"\xff" * 8, bytes(8)), b"fcTL": (bytes(26), b"\xff" * 26), b"fdAT": (b"\0\0\0\1",)}
    for name, datas in harmless.items():
        for number, data in enumerate(datas):
            yield case(f"strange {name.decode()} {number}", with_chunk(name, data), "ancillary: cannot spoil the picture", RIGHT)
    yield case("unknown critical chunk", with_chunk(b"ABCD", b"x"), "must be understood", REFUSED_OR_RIGHT)
    yield case("unknown ancillary chunk", with_chunk(b"abCd", b"x" * 1000), "harmless", RIGHT)
    yield case("chunk of no name", with_chunk(b"\0\0\0\0", b"x"), "no letters", REFUSED_OR_RIGHT)
    yield case("behind the end", WHOLE + b"\0" * 5000, "harmless", RIGHT)
    apple = png(chunk(b"CgBI", b"\x50\0\x20\6"), HEADER, chunk(b"IDAT", STREAM[2:-4]), END)
    yield case("apple's cgbi", apple, "a dialect for iPhone applications", CORRUPT)
    yield case("one bad byte of the signature", b"\x89PNG\r\r\x1a\n" + WHOLE[8:], "a text transfer's mark", "Image.Unsupported")


def cases() -> Iterator[Case]:
    for group in (_truncations, _lengths, _headers, _palettes, _streams, _bombs, _others):
        yield from group()
