"""What comes along with a picture, EXIF, XMP, ICC and IPTC: it may lie, but it may not spoil the picture."""

import struct
import zlib
from collections.abc import Iterator

from PIL import Image

from case import PICTURE, RIGHT, SHOWN, Case, case, unprintable
from jpeg_files import BASELINE, DQT, inserted, segment
from png_files import with_chunk

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED = 1, 2, 3, 4, 5, 7
MAKE, MODEL, ORIENTATION, EXIF_IFD, GPS_IFD, DATE = 0x10F, 0x110, 0x112, 0x8769, 0x8825, 0x9003
THUMBNAIL_AT, THUMBNAIL_LENGTH, MAKER_NOTE, USER_COMMENT = 0x201, 0x202, 0x927C, 0x9286
HEAD = b"MM\0*\0\0\0\x08"
FIRST = 8  # where the first directory is


def entry(tag: int, kind: int, count: int, value: int | bytes) -> bytes:
    return struct.pack(">HHI", tag, kind, count) + (struct.pack(">I", value) if isinstance(value, int) else value.ljust(4, b"\0")[:4])


def directory(*entries: bytes, following: int = 0) -> bytes:
    return struct.pack(">H", len(entries)) + b"".join(entries) + struct.pack(">I", following)


def short(tag: int, value: int) -> bytes:
    return entry(tag, SHORT, 1, struct.pack(">H", value))


def far(tag: int, kind: int, data: bytes, count: int, entries: int = 1) -> bytes:
    """A directory of one entry whose value stands behind it."""
    return directory(entry(tag, kind, count, FIRST + 6 + 12 * entries)) + data


def app1(payload: bytes) -> bytes:
    return inserted(BASELINE, DQT, segment(0xE1, payload))


def with_exif(body: bytes, head: bytes = HEAD) -> bytes:
    return app1(b"Exif\0\0" + head + body)


def _orientations() -> Iterator[Case]:
    turned = {1: None, 2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_270", 7: "TRANSVERSE", 8: "ROTATE_90"}
    for value, way in turned.items():
        shows = PICTURE.transpose(Image.Transpose[way]) if way else PICTURE
        yield case(f"orientation {value}", with_exif(directory(short(ORIENTATION, value))), "shown upright", RIGHT, shows=shows)
    for value in (0, 9, 255, 65535):
        yield case(f"orientation {value}", with_exif(directory(short(ORIENTATION, value))), "1 to 8", RIGHT)
    strange = {"as text": entry(ORIENTATION, ASCII, 4, b"6\0\0\0"), "as bytes": entry(ORIENTATION, BYTE, 1, b"\x06"), "of no values": entry(ORIENTATION, SHORT, 0, b"\0\x06"),
               "of 2^32 values": entry(ORIENTATION, SHORT, 0xFFFFFFFF, 8), "as a fraction": entry(ORIENTATION, RATIONAL, 1, 0xFFFFFFFF), "of type 99": entry(ORIENTATION, 99, 1, b"\0\x06")}
    for name, tag in strange.items():
        yield case(f"orientation {name}", with_exif(directory(tag)), "a short in truth", {RIGHT, SHOWN})
    first_wins = with_exif(directory(short(ORIENTATION, 1), short(ORIENTATION, 1)))
    yield case("orientation twice", first_wins, "once", RIGHT)


def _directories() -> Iterator[Case]:
    blobs = {
        "next directory is itself": directory(short(ORIENTATION, 1), following=FIRST),
        "two directories in a circle": directory(following=FIRST + 6) + directory(following=FIRST),
        "exif directory is itself": directory(entry(EXIF_IFD, LONG, 1, FIRST)),
        "gps directory is itself": directory(entry(GPS_IFD, LONG, 1, FIRST)),
        "exif and gps in one another": directory(entry(EXIF_IFD, LONG, 1, FIRST), entry(GPS_IFD, LONG, 1, FIRST)),
        "500 exif directories": directory(*[entry(EXIF_IFD, LONG, 1, FIRST)] * 500),
        "exif directory far away": directory(entry(EXIF_IFD, LONG, 1, 0xFFFFFFF0)),
        "65535 entries": struct.pack(">H", 65535) + short(ORIENTATION, 1),
        "5000 entries": directory(*[short(ORIENTATION, 1)] * 5000),
        "no entries": directory(),
        "cut in an entry": directory(short(ORIENTATION, 1))[:9],
        "nothing": b"",
        "text of 4 GB": directory(entry(MAKE, ASCII, 0xFFFFFFFF, 0)),
        "text beyond the end": directory(entry(MAKE, ASCII, 400, 60000)),
        "fractions of 2^29": directory(entry(0x11A, RATIONAL, 0x20000000, 26)),
        "count times size overflows": directory(entry(0x11A, RATIONAL, 0x20000001, 26)),
        "thumbnail of 4 GB": directory(following=FIRST + 6) + directory(entry(THUMBNAIL_AT, LONG, 1, 8), entry(THUMBNAIL_LENGTH, LONG, 1, 0xFFFFFFFF)),
        "thumbnail beyond the end": directory(following=FIRST + 6) + directory(entry(THUMBNAIL_AT, LONG, 1, 60000), entry(THUMBNAIL_LENGTH, LONG, 1, 100)),
        "maker note of 4 GB": directory(entry(EXIF_IFD, LONG, 1, 26)) + directory(entry(MAKER_NOTE, UNDEFINED, 0xFFFFFFFF, 26)),
        "maker note that calls itself a Nikon's": directory(entry(EXIF_IFD, LONG, 1, 26)) + directory(entry(MAKER_NOTE, UNDEFINED, 40, 44)) + b"Nikon\0\2\0\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(20),
        "maker note that calls itself a Canon's": directory(entry(MAKE, ASCII, 6, 50), entry(EXIF_IFD, LONG, 1, 38)) + directory(entry(MAKER_NOTE, UNDEFINED, 20, 8)) + b"Canon\0",
    }
    for name, blob in blobs.items():
        yield case(f"exif: {name}", with_exif(blob), "to be passed over", RIGHT)
    for name, head in {"no byte order": b"XX\0*\0\0\0\x08", "version 0": b"MM\0\0\0\0\0\x08", "directory at 0": b"MM\0*\0\0\0\0", "directory far away": b"MM\0*\xff\xff\xff\xff", "two orders": b"MI*\0\x08\0\0\0"}.items():
        yield case(f"exif: {name}", with_exif(directory(short(ORIENTATION, 1)), head), "to be passed over", RIGHT)
    for payload in (b"Exif", b"Exif\0\0", b"Exif\0\0M", b"Exif\0\xff" + HEAD, b"exif\0\0" + HEAD):
        yield case(f"exif: app1 of {payload!r}", app1(payload), "less than a header", RIGHT)
    yield case("exif: 200 segments", inserted(BASELINE, DQT, segment(0xE1, b"Exif\0\0" + HEAD + directory()) * 200), "one", RIGHT)


def _texts() -> Iterator[Case]:
    texts = {"unprintable": unprintable(), "nul within": b"Can\0on\0\0", "60000 bytes": b"A" * 60000, "brackets": b"(((, ASCII, (" * 9, "bad utf-8": b"\xc3\x28\xf0\x9f\0", "json": b'","gps":{"latitude":0},"x":"'}
    for name, text in texts.items():
        for tag, field in {MAKE: "make", MODEL: "model"}.items():
            yield case(f"{field}: {name}", with_exif(far(tag, ASCII, text, len(text))), "text of a stranger", RIGHT, forbidden=text[:40])
    for date in (b"0000:00:00 00:00:00\0", b"9999:99:99 99:99:99\0", b"2024:02:30 12:00:00\0", b"-1\0", b"%s%s%s%n\0"):
        body = directory(entry(EXIF_IFD, LONG, 1, 26)) + directory(entry(DATE, ASCII, len(date), 44)) + date
        yield case(f"date {date[:-1].decode()}", with_exif(body), "no day of a calendar", RIGHT)
    fractions = {"zero denominators": (1, 0), "zeros": (0, 0), "huge": (0xFFFFFFFF, 1), "tiny": (1, 0xFFFFFFFF), "91 degrees": (91, 1)}
    for name, (numerator, denominator) in fractions.items():
        place = 26 + 2 + 4 * 12 + 4
        gps = directory(entry(1, ASCII, 2, b"N"), entry(2, RATIONAL, 3, place), entry(3, ASCII, 2, b"E"), entry(4, RATIONAL, 3, place))
        body = directory(entry(GPS_IFD, LONG, 1, 26)) + gps + struct.pack(">II", numerator, denominator) * 3
        yield case(f"gps of {name}", with_exif(body), "no place on the globe", RIGHT)


def _documents() -> Iterator[Case]:
    space = b"http://ns.adobe.com/xap/1.0/\0"
    laughs = b"<!DOCTYPE l [<!ENTITY a0 'ha'>" + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)) + b"]><l>&a11;</l>"
    outside = b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'><!ENTITY n SYSTEM 'http://127.0.0.1:9/'>]><x>&e;&n;</x>"
    for name, xmp in {"billion laughs": laughs, "entities outside": outside, "60000 brackets": b"<" * 60000, "rubbish": bytes(range(256)) * 9, "nothing": b""}.items():
        yield case(f"xmp: {name}", app1(space + xmp), "never parsed", RIGHT, forbidden=b"<!ENTITY")
        yield case(f"xmp in png: {name}", with_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp), "never parsed", RIGHT, forbidden=b"<!ENTITY")
    extended = b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32 + struct.pack(">II", 0xFFFFFFFF, 0xFFFFFFF0) + b"x" * 99
    yield case("xmp: extension of 4 GB", app1(extended), "never put together", RIGHT)
    for size in (0, 1, 0x7FFFFFFF, 0xFFFFFFFF):
        resource = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", size) + b"\x1c\x02\x05\xff\xff"
        yield case(f"iptc of {size} bytes", inserted(BASELINE, DQT, segment(0xED, resource)), "never parsed", RIGHT)


def _profiles() -> Iterator[Case]:
    def icc(profile: bytes, number: int = 1, count: int = 1) -> bytes:
        return segment(0xE2, b"ICC_PROFILE\0" + bytes([number, count]) + profile)

    def profile(size: int, space: bytes = b"RGB ", tags: int = 0, table: bytes = b"", kind: bytes = b"mntr") -> bytes:
        head = struct.pack(">I4sI", size, b"lcms", 0x04300000) + kind + space + b"XYZ " + bytes(12) + b"acsp" + bytes(88)
        return head + struct.pack(">I", tags) + table

    far_away = struct.pack(">4sII", b"A2B0", 0xFFFFFFF0, 0xFFFFFFFF)
    itself = struct.pack(">4sII", b"A2B0", 0, 1000)
    lies = {"empty": b"", "rubbish": b"\xff" * 500, "head alone": profile(132), "size 0": profile(0), "size 4 GB": profile(0xFFFFFFFF), "2^32 tags": profile(132, tags=0xFFFFFFFF),
            "tag far away": profile(144, tags=1, table=far_away), "tag is the profile": profile(144, tags=1, table=itself), "of cmyk": profile(132, b"CMYK"), "of grey": profile(132, b"GRAY"),
            "a device link": profile(132, kind=b"link"), "100 tags": profile(1332, tags=100, table=itself * 100)}
    for name, data in lies.items():
        yield case(f"icc: {name}", inserted(BASELINE, DQT, icc(data)), "then sRGB it is", RIGHT)
        yield case(f"icc in png: {name}", with_chunk(b"iCCP", b"p\0\0" + zlib.compress(data)), "then sRGB it is", RIGHT)
    for number, count in [(0, 0), (2, 1), (1, 255), (255, 255), (1, 0)]:
        yield case(f"icc part {number} of {count}", inserted(BASELINE, DQT, icc(b"x" * 200, number, count)), "parts are missing", RIGHT)
    yield case("icc of 5 MB", inserted(BASELINE, DQT, b"".join(icc(b"x" * 60000, part, 90) for part in range(1, 91))), "rubbish", RIGHT)


def cases() -> Iterator[Case]:
    for group in (_orientations, _directories, _texts, _documents, _profiles):
        yield from group()
