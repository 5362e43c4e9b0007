"""What is no photograph, dressed as one; and files that are two things at once."""

import io
import struct
import zipfile
from collections.abc import Iterator

from case import CORRUPT, EMPTY, PICTURE, RIGHT, UNSUPPORTED, Case, case, encoded, unprintable
from gif_files import STILL
from jpeg_files import BASELINE, COM, DQT, inserted, segment
from png_files import with_chunk
from tiff_files import PLAIN
from webp_files import LOSSY

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="160" height="120"><image href="file:///etc/passwd"/><script>alert(1)</script></svg>'
PAYLOAD = b"<?php system($_GET['c']); ?><script>alert(document.domain)</script>"


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(zipfile.ZipInfo("payload.html"), PAYLOAD)
    return buffer.getvalue()


OTHERS = {
    "svg": SVG,
    "svg with a prologue": b"<?xml version='1.0'?><!DOCTYPE svg SYSTEM 'http://127.0.0.1:9/x.dtd'>" + SVG,
    "svg in gzip": b"\x1f\x8b\x08\0\0\0\0\0\0\3" + bytes(99),
    "pdf": b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n",
    "psd": b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 120, 160, 8, 3) + bytes(400),
    "bmp": encoded(PICTURE, "BMP"),
    "ico": encoded(PICTURE, "ICO"),
    "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 " + bytes(99),
    "jpeg 2000 code stream": b"\xff\x4f\xff\x51\0\x29" + bytes(99),
    "jpeg xl": b"\xff\x0a\xfa\x1f\x41\x91" + bytes(99),
    "jpeg xl container": b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(99),
    "radiance": b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 9 +X 9\n" + bytes(400),
    "openexr": b"\x76\x2f\x31\x01\2\0\0\0" + bytes(99),
    "fits": b"SIMPLE  =                    T".ljust(2880),
    "portable pixmap": b"P6 160 120 255\n" + PICTURE.tobytes(),
    "portable float map": b"PF\n9 9\n-1.0\n" + bytes(972),
    "matlab": b"MATLAB 5.0 MAT-file".ljust(124) + b"\0\1IM",
    "nifti": struct.pack("<i", 348).ljust(344, b"\0") + b"n+1\0",
    "libvips' own": b"\xb6\xa6\xf2\x08" + struct.pack("<iii", 160, 120, 3).ljust(60, b"\0") + PICTURE.tobytes(),
    "csv": b"1,2,3\n4,5,6\n" * 40,
    "matrix": b"3 3 1 0\n1 2 3\n4 5 6\n7 8 9\n",
    "dicom": bytes(128) + b"DICM" + bytes(200),
    "magick's script": b"push graphic-context\nviewbox 0 0 9 9\nfill 'url(https://127.0.0.1:9/\"|id)'\npop graphic-context\n",
    "magick's list": b"<?xml version='1.0'?><image><read filename='/etc/passwd'/></image>",
    "html": b"<!DOCTYPE html><html>" + PAYLOAD + b"</html>",
    "script": b"#!/bin/sh\ncat /etc/passwd\n",
    "elf": b"\x7fELF\2\1\1" + bytes(200),
    "zip": archive(),
    "mp4": b"\0\0\0\x18ftypisom\0\0\2\0isomavc1" + bytes(200),
    "quicktime": b"\0\0\0\x14ftypqt  \0\0\2\0qt  " + bytes(200),
    "wave": b"RIFF\x24\0\0\0WAVEfmt " + bytes(99),
    "video in riff": b"RIFF\x24\0\0\0AVI LIST" + bytes(99),
    "flif": b"FLIF\x31\x31" + bytes(99),
    "qoi": b"qoif" + struct.pack(">IIBB", 160, 120, 3, 0) + bytes(400),
    "targa": b"\0\0\2" + bytes(9) + struct.pack("<HHBB", 160, 120, 24, 0) + PICTURE.tobytes(),
    "json": b'{"bucket":"uploads","key":"x"}',
    "text": unprintable() * 20,
    "zeros": bytes(10_000),
    "one byte": b"\xff",
}


def _others() -> Iterator[Case]:
    yield case("nothing.jpg", b"", "no bytes", EMPTY)
    for name, data in OTHERS.items():
        yield case(f"{name}.jpg", data, "none of the formats", UNSUPPORTED)
    signatures = {"jpeg": b"\xff\xd8\xff\xe0", "png": b"\x89PNG\r\n\x1a\n", "gif": b"GIF89a", "webp": b"RIFF\xff\0\0\0WEBP", "tiff": b"II*\0", "avif": b"\0\0\0\x1cftypavif\0\0\0\0mif1avif"}
    for name, signature in signatures.items():
        for other in ("svg", "zeros"):
            yield case(f"signature of {name} before {other}", signature + OTHERS[other], "the first bytes are not all", CORRUPT)


def _two_at_once() -> Iterator[Case]:
    files = {
        "jpeg and zip": BASELINE + archive(),
        "jpeg and html": inserted(BASELINE, DQT, segment(COM, b"--></title>" + PAYLOAD + b"<!--")),
        "jpeg and svg": inserted(BASELINE, DQT, segment(COM, SVG + PAYLOAD)),
        "jpeg and pdf": inserted(BASELINE, DQT, segment(COM, OTHERS["pdf"] + PAYLOAD)),
        "jpeg and a page in its app1": inserted(BASELINE, DQT, segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PAYLOAD)),
        "jpeg and archive of php": inserted(BASELINE, DQT, segment(COM, b"<?php __HALT_COMPILER(); ?>" + PAYLOAD)),
        "png and php": with_chunk(b"tEXt", b"Comment\0" + PAYLOAD),
        "png and html": with_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + PAYLOAD),
        "png and zip": with_chunk(b"zzZz", archive()) + archive(),
        "webp and zip": LOSSY + archive(),
        "tiff and zip": PLAIN.bytes() + archive(),
        "gif and zip": STILL + archive(),
    }
    for name, data in files.items():
        yield case(name, data, "the picture alone comes out", RIGHT, forbidden=PAYLOAD[:30])
    script = b"GIF89a=1/*" + STILL[10:] + b"*/;alert(1)"
    yield case("gif and javascript", script, "a canvas of 15677x12081", {CORRUPT, RIGHT, "shown", "Image.TooLarge"}, forbidden=b"alert(1)")


def cases() -> Iterator[Case]:
    for group in (_others, _two_at_once):
        yield from group()
