"""JPEG (ITU T.81): markers, frames, tables and scans that lie."""

import struct
from collections.abc import Iterator

from PIL import Image

from case import CORRUPT, PICTURE, RIGHT, SHOWN, TOO_LARGE, UNSUPPORTED, Case, case, encoded, flipped, patched

SOF0, SOF2, DHT, EOI, SOS, DQT, DNL, DRI, APP0, COM = 0xC0, 0xC2, 0xC4, 0xD9, 0xDA, 0xDB, 0xDC, 0xDD, 0xE0, 0xFE
NAMES = {SOF0: "sof0", SOF2: "sof2", DHT: "dht", EOI: "eoi", SOS: "sos", DQT: "dqt", DRI: "dri", APP0: "app0"}
BASELINE = encoded(PICTURE, "JPEG", quality=90)
PROGRESSIVE = encoded(PICTURE, "JPEG", quality=90, progressive=True)
RESTARTS = encoded(PICTURE, "JPEG", quality=90, restart_marker_blocks=4)
REFUSED_OR_RIGHT = {CORRUPT, RIGHT}
REFUSED_OR_SHOWN = {CORRUPT, SHOWN}


def segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def markers(jpeg: bytes) -> Iterator[tuple[int, int]]:
    """Each marker and where its FF is, restart markers left out."""
    at = 2
    while at < len(jpeg):
        marker = jpeg[at + 1]
        yield marker, at
        if marker == EOI:
            return
        at += 2 + struct.unpack_from(">H", jpeg, at + 2)[0]
        if marker == SOS:
            while jpeg[at] != 0xFF or jpeg[at + 1] == 0 or 0xD0 <= jpeg[at + 1] <= 0xD7:
                at += 1


def place(jpeg: bytes, wanted: int) -> int:
    return next(at for marker, at in markers(jpeg) if marker == wanted)


def inserted(jpeg: bytes, before: int, new: bytes) -> bytes:
    at = place(jpeg, before)
    return jpeg[:at] + new + jpeg[at:]


def without(jpeg: bytes, marker: int) -> bytes:
    at = place(jpeg, marker)
    return jpeg[:at] + jpeg[at + 2 + struct.unpack_from(">H", jpeg, at + 2)[0] :]


def sized(jpeg: bytes, width: int, height: int, frame: int = SOF0) -> bytes:
    return patched(jpeg, place(jpeg, frame) + 5, struct.pack(">HH", height, width))


def _truncations() -> Iterator[Case]:
    for kind, jpeg in {"baseline": BASELINE, "progressive": PROGRESSIVE}.items():
        for number, (marker, at) in enumerate(markers(jpeg)):
            name = NAMES.get(marker, f"{marker:02x}")
            for behind, where in {0: "before", 1: "inside the marker of", 3: "inside the length of", 5: "within"}.items():
                if behind and (marker == EOI or kind == "progressive"):
                    continue
                # All pixels are there when only the end is missing; two bytes are no signature yet.
                ends = REFUSED_OR_RIGHT if marker == EOI else UNSUPPORTED if at + behind < 3 else CORRUPT
                yield case(f"{kind} cut {where} {number} {name}", jpeg[: at + behind], "ends too early", ends)
        scan = place(jpeg, SOS)
        for share in (0.1, 0.5, 0.9, 0.99):
            cut = jpeg[: scan + int((len(jpeg) - scan - 4) * share)]
            what = "half a picture that ends as a whole one does"
            # A progressive picture with fewer scans is a whole one, but for its sharpness.
            ends = REFUSED_OR_SHOWN if kind == "progressive" else CORRUPT
            yield case(f"{kind} cut at {share} and ended", cut + b"\xff\xd9", what, ends)


def _lengths() -> Iterator[Case]:
    for marker, at in markers(BASELINE):
        if marker == EOI:
            continue
        true = struct.unpack_from(">H", BASELINE, at + 2)[0]
        for lie in (0, 2, true - 1, true + 1, 0xFFFF):
            lying = patched(BASELINE, at + 2, struct.pack(">H", lie))
            name = f"{NAMES[marker]} at {at} of length {lie}"
            yield case(name, lying, f"the segment has {true} bytes", REFUSED_OR_SHOWN)


def _frames() -> Iterator[Case]:
    for width, height in [(0, 120), (160, 0), (0, 0), (65535, 65535), (65500, 65500), (65535, 1), (1, 65535)]:
        yield case(
            f"frame of {width}x{height}", sized(BASELINE, width, height), "the scan has 160x120", {CORRUPT, TOO_LARGE}
        )
    yield case("frame twice as high", sized(BASELINE, 160, 240), "the scan ends halfway", CORRUPT)
    yield case("frame twice as wide", sized(BASELINE, 320, 120), "the scan ends halfway", CORRUPT)
    yield case("frame half as high", sized(BASELINE, 160, 60), "the scan goes on", REFUSED_OR_SHOWN)
    yield case("progressive frame of 65000x65000", sized(PROGRESSIVE, 65000, 65000, SOF2), "a lie", TOO_LARGE)
    lines = segment(DNL, struct.pack(">H", 120))
    dnl = inserted(sized(BASELINE, 160, 0), EOI, lines)
    yield case("height in a dnl", dnl, "legal, and decoded by nobody", CORRUPT)
    yield case("dnl that contradicts", inserted(BASELINE, EOI, segment(DNL, b"\xff\xff")), "harmless", RIGHT)

    frame = place(BASELINE, SOF0)
    for code in (1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15):
        lying = patched(BASELINE, frame + 1, bytes([0xC0 + code]))
        # Extended and progressive ones are as baseline is; the rest is lossless, hierarchical or arithmetic.
        ends = REFUSED_OR_SHOWN if code in (1, 2) else UNSUPPORTED
        yield case(f"frame of kind sof{code}", lying, "baseline in truth", ends)
    for precision in (0, 1, 12, 16, 255):
        yield case(f"precision {precision}", patched(BASELINE, frame + 4, bytes([precision])), "8 in truth", UNSUPPORTED if precision in (12, 16) else CORRUPT)
    for count in (0, 1, 2, 4, 5, 255):
        lying = patched(BASELINE, frame + 9, bytes([count]))
        yield case(f"{count} components in a frame of three", lying, "the length tells", CORRUPT)
    for sampling in (0x00, 0x01, 0x10, 0x44, 0x55, 0xFF):
        lying = patched(BASELINE, frame + 11, bytes([sampling]))
        yield case(f"sampling {sampling:02x}", lying, "0x22 in truth", REFUSED_OR_SHOWN)
    five = struct.pack(">BHHB", 8, 120, 160, 5) + b"".join(bytes([i, 0x11, 0]) for i in range(1, 6))
    yield case("five components", inserted(without(BASELINE, SOF0), SOS, segment(SOF0, five)), "no such colour", CORRUPT)
    same = patched(BASELINE, frame + 13, b"\x01")
    yield case("two components of one number", same, "which is which", REFUSED_OR_SHOWN)
    yield case("no frame", without(BASELINE, SOF0), "a scan of nothing", CORRUPT)
    two = inserted(BASELINE, SOS, BASELINE[frame : frame + 19])
    yield case("two frames", two, "one too many", CORRUPT)


def _tables() -> Iterator[Case]:
    huffman, quantum = place(BASELINE, DHT), place(BASELINE, DQT)
    yield case("no dqt", without(without(BASELINE, DQT), DQT), "no quantum table", CORRUPT)
    # libjpeg has the usual tables at hand, as Motion JPEG needs them.
    bare = BASELINE
    for _ in range(4):
        bare = without(bare, DHT)
    yield case("no dht", bare, "no codes", REFUSED_OR_SHOWN)
    yield case("dht of 4080 codes", patched(BASELINE, huffman + 5, b"\xff" * 16), "256 at most", CORRUPT)
    yield case("dht of no codes", patched(BASELINE, huffman + 5, bytes(16)), "nothing decodes", CORRUPT)
    yield case("dht that overflows its lengths", patched(BASELINE, huffman + 5, b"\x03"), "two fit", CORRUPT)
    for number in (0x04, 0x0F, 0x20, 0xFF):
        yield case(f"dht number {number:02x}", patched(BASELINE, huffman + 4, bytes([number])), "0 to 3", CORRUPT)
    for number in (0x04, 0x0F, 0x10, 0xFF):
        yield case(f"dqt number {number:02x}", patched(BASELINE, quantum + 4, bytes([number])), "0 to 3", CORRUPT)
    yield case("dqt of zeros", patched(BASELINE, quantum + 5, bytes(64)), "a flat picture", REFUSED_OR_SHOWN)


def _scans() -> Iterator[Case]:
    scan = place(BASELINE, SOS)
    body = scan + 14
    for count in (0, 1, 2, 4, 5, 255):
        yield case(f"scan of {count} components", patched(BASELINE, scan + 4, bytes([count])), "three", CORRUPT)
    yield case("scan of a component that is not", patched(BASELINE, scan + 5, b"\x09"), "1 to 3", CORRUPT)
    yield case("scan by a table that is not", patched(BASELINE, scan + 6, b"\x33"), "0 and 1", CORRUPT)
    for spectrum in (b"\0\0\0", b"\x01\x3f\0", b"\x3f\x01\0", b"\0\xff\0", b"\0\x3f\x11", b"\0\x3f\xff"):
        what = "cameras write such, and every viewer shows them"
        yield case(f"baseline spectrum {spectrum.hex()}", patched(BASELINE, scan + 11, spectrum), what, RIGHT)
    progressive = place(PROGRESSIVE, SOS)
    for spectrum in (b"\x01\0\0", b"\0\x40\0", b"\x3f\x3f\0", b"\0\0\xff"):
        lying = patched(PROGRESSIVE, progressive + 11, spectrum)
        yield case(f"progressive spectrum {spectrum.hex()}", lying, "out of range", CORRUPT)
    yield case("no scan", BASELINE[:scan] + b"\xff\xd9", "tables alone", CORRUPT)
    yield case("scan without data", BASELINE[:body] + b"\xff\xd9", "a grey picture", CORRUPT)
    hole = patched(BASELINE, body + 400, bytes(300))
    yield case("zeros within the scan", hole, "codes of another picture", REFUSED_OR_SHOWN)
    yield case("marker within the scan", patched(BASELINE, body + 400, b"\xff\xe1\x00\x10"), "cut off", CORRUPT)
    yield case("eoi within the scan", patched(BASELINE, body + 400, b"\xff\xd9"), "cut off", CORRUPT)
    yield case("soi within the scan", patched(BASELINE, body + 400, b"\xff\xd8"), "cut off", CORRUPT)
    for seed in range(8):
        damaged = flipped(BASELINE, seed, 1 + seed, body)
        yield case(f"bits flipped in the scan {seed}", damaged, "no checksum tells", REFUSED_OR_SHOWN)
    for seed in range(8):
        damaged = flipped(PROGRESSIVE, seed, 2, place(PROGRESSIVE, SOS))
        yield case(f"bits flipped in progressive scans {seed}", damaged, "no checksum tells", REFUSED_OR_SHOWN)
    for seed in range(8):
        damaged = flipped(BASELINE, 100 + seed, 2, 2, body)
        yield case(f"bits flipped in the header {seed}", damaged, "any field", {CORRUPT, SHOWN, TOO_LARGE})


def _restarts() -> Iterator[Case]:
    numbers = [at for at in range(len(RESTARTS) - 1) if RESTARTS[at] == 0xFF and 0xD0 <= RESTARTS[at + 1] <= 0xD7]
    middle = numbers[len(numbers) // 2]
    interval = segment(DRI, struct.pack(">H", 1))
    yield case("restarts promised and none there", inserted(BASELINE, SOS, interval), "a dri alone", CORRUPT)
    yield case("a restart left out", RESTARTS[:middle] + RESTARTS[middle + 2 :], "one of many", CORRUPT)
    yield case("an interval left out", RESTARTS[:middle] + RESTARTS[numbers[len(numbers) // 2 + 1] :], "", CORRUPT)
    lying = patched(RESTARTS, middle, bytes([0xFF, 0xD0 + (RESTARTS[middle + 1] - 0xD0 + 4) % 8]))
    yield case("a restart out of turn", lying, "four too far", CORRUPT)
    yield case("dri of no length", inserted(BASELINE, SOS, b"\xff\xdd\x00\x02"), "needs four", CORRUPT)
    yield case("dri longer than the picture", inserted(BASELINE, SOS, segment(DRI, b"\xff\xff")), "harmless", RIGHT)


def _bombs() -> Iterator[Case]:
    plain = Image.new("RGB", (1500, 1500), (90, 120, 150))
    progressive = encoded(plain, "JPEG", progressive=True)
    scans = [at for marker, at in markers(progressive) if marker == SOS]
    last = progressive[scans[-1] : -2]
    yield case("5000 scans", progressive[:-2] + last * 5000 + b"\xff\xd9", "minutes of refining", {CORRUPT, TOO_LARGE})
    flat = encoded(Image.new("L", (8, 8), 128), "JPEG")
    for side in (8000, 16000, 30000, 65000):
        arithmetic = patched(sized(without(without(flat, DHT), DHT), side, side), place(flat, SOF0) + 1, b"\xc9")
        cut = arithmetic[: place(arithmetic, SOS) + 10] + b"\xff\xd9"
        # The arithmetic decoder goes on with zeros for ever, by the standard, and warns of nothing.
        yield case(f"arithmetic of {side} squared", cut, "gigapixels in 200 bytes", UNSUPPORTED)
    # Four flat blocks of 8x8 make three bytes by the usual codes: 4375000 of them in 3.3 MB.
    blocks = patched(sized(flat, 20000, 14000), 0, b"")[: place(flat, SOS) + 10] + b"\x28\xa2\x8a" * (2500 * 1750 // 4)
    grey = Image.new("L", (1600, 1120), 128)
    yield case("baseline of 20000x14000", blocks + b"\xff\xd9", "legal, and cheap", RIGHT, shows=grey)
    comments = segment(COM, bytes(65533))
    yield case("20 comments of 64 KB", inserted(BASELINE, DQT, comments * 20), "harmless", RIGHT)
    yield case("20000 empty comments", inserted(BASELINE, DQT, segment(COM, b"") * 20000), "harmless", RIGHT)
    yield case("1000 app segments", inserted(BASELINE, DQT, segment(0xEF, b"x" * 60) * 1000), "harmless", RIGHT)
    yield case("100000 fill bytes", inserted(BASELINE, DQT, b"\xff" * 100000), "legal before a marker", RIGHT)


def _harmless() -> Iterator[Case]:
    trailers = {"zeros": bytes(4096), "text": b"trailing\r\n" * 100, "a second jpeg": BASELINE, "a marker": b"\xff\xd8\xff"}
    for name, trailer in trailers.items():
        yield case(f"behind the end {name}", BASELINE + trailer, "cameras and editors append", RIGHT)
    end = len(BASELINE) - 2
    yield case("padding before the end", BASELINE[:end] + bytes(23) + b"\xff\xd9", "cameras pad", RIGHT)
    yield case("rubbish between segments", inserted(BASELINE, DQT, b"\0" * 7), "skipped", RIGHT)
    app0 = place(BASELINE, APP0)
    yield case("jfif of version 9", patched(BASELINE, app0 + 9, b"\x09\x63"), "unknown", RIGHT)
    yield case("jfif without density", patched(BASELINE, app0 + 11, bytes(5)), "0 by 0", RIGHT)
    yield case("jfif thumbnail that is not there", patched(BASELINE, app0 + 16, b"\xff\xff"), "255x255", RIGHT)
    yield case("no jfif", without(BASELINE, APP0), "optional", RIGHT)
    adobe = segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, 255))
    yield case("adobe transform 255", inserted(BASELINE, DQT, adobe), "taken as ycc", RIGHT)
    cmyk = encoded(PICTURE.convert("CMYK"), "JPEG", quality=90)
    yield case("cmyk without adobe", without(cmyk, 0xEE), "inverted or not", {CORRUPT, SHOWN})
    yield case("grey", encoded(PICTURE.convert("L"), "JPEG", quality=90), "fine", RIGHT, shows=PICTURE.convert("L"))


def cases() -> Iterator[Case]:
    for group in (_truncations, _lengths, _frames, _tables, _scans, _restarts, _bombs, _harmless):
        yield from group()
