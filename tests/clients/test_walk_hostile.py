"""Broken, mislabelled and hostile uploads: refused by name, nothing published, and the next one works."""

import re
import struct
import zlib

import pytest
from PIL import Image

from cloud import THIRD_PARTY
from pictures import UPRIGHT, corner_names, encoded, png, quadrants
from walk import UPLOADS, metadata_key

PHOTOGRAPH = Image.open(THIRD_PARTY / "photographs" / "chelsea.png").convert("RGB")

WHOLE = {
    "baseline.jpg": encoded(PHOTOGRAPH, "JPEG", quality=90),
    "progressive.jpg": encoded(PHOTOGRAPH, "JPEG", quality=90, progressive=True),
    "photo.png": encoded(PHOTOGRAPH, "PNG"),
    "lossy.webp": encoded(PHOTOGRAPH, "WEBP"),
    "lossless.webp": encoded(PHOTOGRAPH, "WEBP", lossless=True),
    "photo.gif": encoded(PHOTOGRAPH, "GIF"),
    "lzw.tiff": encoded(PHOTOGRAPH, "TIFF", compression="tiff_lzw"),
    "raw.tiff": encoded(PHOTOGRAPH, "TIFF"),
    "photo.avif": encoded(PHOTOGRAPH, "AVIF"),
}


def assert_refused(walk, key, body, types, **arguments):
    """The metadata object, and only it, says that the image was refused and why."""
    outcome = walk.of(key, body, **arguments)
    assert outcome.refusals.get("image") in types, outcome.metadata
    assert not outcome.renditions
    assert "labels" not in outcome.metadata
    assert walk.output_keys(key) == [metadata_key(key)]
    (refusal,) = outcome.metadata["refused"]
    assert refusal["reason"]


@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
@pytest.mark.parametrize("name", WHOLE)
def test_a_truncated_image_is_refused(walk, name, share):
    body = WHOLE[name][: int(len(WHOLE[name]) * share)]
    assert_refused(walk, f"truncated/{share}/{name}", body, {"Image.Corrupt"})


def test_damage_in_the_middle_is_refused_where_the_format_can_tell(walk):
    body = bytearray(WHOLE["photo.png"])
    middle = len(body) // 2
    body[middle : middle + 64] = bytes(64)
    assert_refused(walk, "damaged.png", bytes(body), {"Image.Corrupt"})


def test_zero_bytes_are_refused(walk):
    assert_refused(walk, "empty.jpg", b"", {"Image.Empty"})


NO_IMAGES = {
    "text.jpg": b"This is a text that calls itself a photograph.\n" * 40,
    "svg.jpg": b'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><rect width="9" height="9"/></svg>',
    "pdf.jpg": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n",
    "html.png": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "script.gif": b"#!/bin/sh\nexit 0\n",
    "pixels.ppm": b"P6 100 100 255\n" + bytes(30000),
    "bitmap.bmp": encoded(quadrants(100, 90), "BMP"),
    "zeros.webp": bytes(5000),
    "one byte.jpg": b"\xff",
    "zip.jpg": b"PK\x03\x04" + bytes(100),
}


@pytest.mark.parametrize("name", NO_IMAGES)
def test_what_is_no_photograph_is_refused(walk, name):
    assert_refused(walk, f"dressed up/{name}", NO_IMAGES[name], {"Image.Unsupported"}, ContentType="image/jpeg")


@pytest.mark.parametrize("name", ["baseline.jpg", "photo.png", "lossy.webp", "photo.gif", "raw.tiff", "photo.avif"])
def test_a_signature_with_nothing_behind_it_is_refused(walk, name):
    assert_refused(walk, f"signature only/{name}", WHOLE[name][:16], {"Image.Corrupt", "Image.Unsupported"})


def test_a_bomb_is_refused_before_it_is_decoded(walk):
    compressed = zlib.compress(bytes(60_000), 9)
    assert_refused(walk, "bomb.png", png(60_000, 60_000, 8, 2, compressed), {"Image.TooLarge"})


def test_a_bomb_of_frames_is_refused(walk):
    """A real GIF of a few kilobytes whose frames would take gigabytes; the first alone is wanted."""
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 60_000, 60_000, 0) + b"\x02\x02\x44\x01\x00"
    header = b"GIF89a" + struct.pack("<HHBBB", 60_000, 60_000, 0x80, 0, 0) + bytes(6)
    assert_refused(walk, "frames.gif", header + frame * 500 + b"\x3b", {"Image.TooLarge", "Image.Corrupt"})


def test_dimensions_that_no_image_has_are_refused(walk):
    compressed = zlib.compress(b"\0")
    assert_refused(walk, "no width.png", png(0, 10, 8, 2, compressed), {"Image.Corrupt", "Image.Unsupported"})
    assert_refused(
        walk,
        "endless.png",
        png(0x7FFFFFFF, 0x7FFFFFFF, 8, 2, compressed),
        {"Image.TooLarge", "Image.Corrupt"},
    )


def test_a_picture_too_small_for_labels_still_gets_renditions(walk):
    outcome = walk.of("small.png", encoded(quadrants(40, 40), "PNG"))
    assert outcome.refusals == {"labels": "Image.TooSmall"}
    assert corner_names(outcome.renditions["thumb"]) == UPRIGHT
    assert outcome.renditions["preview"].size == (40, 40)


def test_a_folder_marker_is_ignored(walk, cloud):
    before = cloud.lines_so_far()
    walk.put("a folder/", b"")
    assert "ignored" in cloud.wait_for_log(r"a folder's marker", start=before).string
    assert walk.output_keys("a folder/") == []


def test_one_bad_image_among_good_ones_costs_only_itself(walk):
    versions = {
        key: walk.put(key, body)
        for key, body in {
            "mixed/1.jpg": WHOLE["baseline.jpg"],
            "mixed/2.jpg": WHOLE["baseline.jpg"][:3000],
            "mixed/3.jpg": WHOLE["baseline.jpg"],
        }.items()
    }
    outcomes = [walk.outcome(walk.wait_for(key, version)) for key, version in versions.items()]
    assert [bool(outcome.renditions) for outcome in outcomes] == [True, False, True]


def test_a_refused_newer_version_leaves_no_doubt_which_one_is_told(walk):
    walk.of("replaced.jpg", WHOLE["baseline.jpg"])
    outcome = walk.of("replaced.jpg", b"no image any more")
    assert outcome.refusals == {"image": "Image.Unsupported"}


def test_an_image_that_was_deleted_before_its_turn_is_survived(walk, cloud):
    version = walk.put("gone at once.jpg", WHOLE["baseline.jpg"])
    walk.s3.delete_object(Bucket=UPLOADS, Key="gone at once.jpg", VersionId=version)
    assert walk.of("after it.jpg", WHOLE["baseline.jpg"]).renditions


def test_after_all_this_the_same_function_still_works(walk, cloud):
    """A warm one: nothing above has killed a process or made it run out of time."""
    assert not re.search(r"Runtime exited|Task timed out|Runtime\.ExitError|Sandbox\.Timedout", cloud.log)
    before = cloud.lines_so_far()
    outcome = walk.of("a good one.jpg", WHOLE["baseline.jpg"])
    assert "Cat" in outcome.label_names
    assert set(outcome.renditions) == {"thumb", "preview"}
    report = cloud.wait_for_log(f"REPORT RequestId: {outcome.metadata['requestId']}", start=before).string
    assert "Init Duration" not in report
