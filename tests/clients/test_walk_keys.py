"""Keys and versions on the walk: results are of that very key, and of its newest version."""

import threading

import pytest
from PIL import Image

from keys import AWKWARD_KEYS
from pictures import BLUE, RED, colour_name, encoded, quadrants, quarter_colours
from walk import RESULTS, UPLOADS, metadata_key

SMALL = encoded(quadrants(96, 80), "PNG")
SHORT_KEYS = {name: key for name, key in AWKWARD_KEYS.items() if len(key.encode()) <= 900}


@pytest.fixture(scope="session")
def all_at_once(walk):
    """One function has to cope with a queue of events; their order is not promised."""
    return {name: walk.put(key, SMALL) for name, key in SHORT_KEYS.items()}


@pytest.mark.parametrize("name", SHORT_KEYS)
def test_results_are_those_of_that_very_key(walk, all_at_once, name):
    key = SHORT_KEYS[name]
    outcome = walk.outcome(walk.wait_for(key, all_at_once[name]))
    assert set(outcome.renditions) == {"thumb", "preview"}
    assert not outcome.refusals
    assert outcome.metadata["labelsFrom"]["sent"] == "s3Object"
    assert sorted(walk.output_keys(key)) == sorted(
        [metadata_key(key), *(claim["key"] for claim in outcome.metadata["renditions"])]
    )


def test_an_image_that_was_uploaded_in_parts_walks_like_any_other(walk):
    upload = {"Bucket": UPLOADS, "Key": "in parts+1.png"}
    upload["UploadId"] = walk.s3.create_multipart_upload(**upload)["UploadId"]
    part = {"PartNumber": 1, "ETag": walk.s3.upload_part(**upload, PartNumber=1, Body=SMALL)["ETag"]}
    done = walk.s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [part]})
    metadata = walk.wait_for("in parts+1.png", done["VersionId"])
    assert metadata["source"]["etag"].strip('"') == done["ETag"].strip('"')


def test_an_image_that_was_copied_walks_like_any_other(walk):
    walk.put("original.png", SMALL)
    source = {"Bucket": UPLOADS, "Key": "original.png"}
    copy = walk.s3.copy_object(Bucket=UPLOADS, Key="a copy.png", CopySource=source)
    assert walk.wait_for("a copy.png", copy["VersionId"])["image"]["width"] == 96


def test_the_newest_of_several_versions_is_told(walk):
    pictures = [Image.new("RGB", (100 + i, 90), RED if i % 2 else BLUE) for i in range(6)]
    versions = [walk.put("versions/same key.png", encoded(picture, "PNG")) for picture in pictures]
    outcome = walk.outcome(walk.wait_for("versions/same key.png", versions[-1]))
    assert outcome.metadata["image"]["width"] == 105
    assert {colour_name(colour) for colour in quarter_colours(outcome.renditions["thumb"])} == {"red"}


def test_concurrent_puts_end_with_the_newest(walk):
    bodies = [encoded(Image.new("RGB", (100 + i, 90), BLUE), "PNG") for i in range(8)]
    threads = [threading.Thread(target=walk.put, args=("versions/raced.png", body)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    current = walk.s3.head_object(Bucket=UPLOADS, Key="versions/raced.png")["VersionId"]
    outcome = walk.outcome(walk.wait_for("versions/raced.png", current))
    source = walk.s3.get_object(Bucket=UPLOADS, Key="versions/raced.png")["Body"].read()
    assert outcome.metadata["source"]["size"] == len(source)


def test_sequencers_of_a_key_grow(walk):
    sequencers = []
    for _ in range(3):
        sequencers.append(walk.of("versions/sequence.png", SMALL).metadata["source"]["sequencer"])
    width = max(map(len, sequencers))
    padded = [sequencer.upper().ljust(width, "0") for sequencer in sequencers]
    assert padded == sorted(set(padded))


def test_a_deletion_takes_its_results_away(walk, cloud):
    walk.of("deleted one.png", SMALL)
    before = cloud.lines_so_far()
    walk.s3.delete_object(Bucket=UPLOADS, Key="deleted one.png")
    line = cloud.wait_for_log(r"ObjectRemoved:DeleteMarkerCreated", start=before).string
    assert "status=removed" in line
    assert "deleted one.png" in line
    assert walk.output_keys("deleted one.png") == []


@pytest.mark.parametrize("name", ["1024 bytes in one segment", "multi-byte, 1024 bytes"])
def test_a_key_too_long_to_add_to_is_refused_by_name(walk, cloud, name):
    before = cloud.lines_so_far()
    walk.put(AWKWARD_KEYS[name], SMALL)
    cloud.wait_for_log(r"Object\.KeyTooLong", start=before)
