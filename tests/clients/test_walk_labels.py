"""Labels on photographs: what a person would say is in them, by way of the bucket and the function."""

import pytest
from PIL import Image

from cloud import THIRD_PARTY
from pictures import encoded

PHOTOGRAPHS = THIRD_PARTY / "photographs"


@pytest.mark.parametrize(
    ("photograph", "expected"),
    [("chelsea.png", {"Cat", "Animal"}), ("coffee.png", {"Cup"}), ("motorcycle_left.png", {"Motorcycle", "Vehicle"})],
)
def test_a_photograph_gets_the_labels_a_person_would_give(walk, photograph, expected):
    outcome = walk.of(f"photographs/{photograph}", (PHOTOGRAPHS / photograph).read_bytes())
    assert expected <= outcome.label_names
    assert outcome.metadata["labelsFrom"]["sent"] == "s3Object"
    assert len(outcome.metadata["labels"]) <= 10
    assert all(label["Confidence"] >= 75 for label in outcome.metadata["labels"])


@pytest.mark.parametrize(
    ("photograph", "image_format", "expected", "sent"),
    [
        ("chelsea.png", "JPEG", "Cat", "s3Object"),
        ("chelsea.png", "WEBP", "Cat", "bytes"),
        ("chelsea.png", "TIFF", "Cat", "bytes"),
        ("chelsea.png", "AVIF", "Cat", "bytes"),
        ("motorcycle_left.png", "GIF", "Motorcycle", "bytes"),  # 256 colours do a cat's fur no good
    ],
)
def test_every_format_gets_labels(walk, photograph, image_format, expected, sent):
    body = encoded(Image.open(PHOTOGRAPHS / photograph).convert("RGB"), image_format)
    outcome = walk.of(f"photographs/{photograph}.{image_format.lower()}", body)
    assert expected in outcome.label_names
    assert outcome.metadata["labelsFrom"]["sent"] == sent


def test_boxes_are_those_of_the_upright_image(walk):
    """Stored on its side, the cat is found where a viewer shows it."""
    upright = Image.open(PHOTOGRAPHS / "chelsea.png").convert("RGB")
    exif = Image.Exif()
    exif[274] = 6
    straight = walk.of("boxes/upright.jpg", encoded(upright, "JPEG", quality=95))
    for image_format, options in {"JPEG": {"quality": 95}, "PNG": {}}.items():
        body = encoded(upright.transpose(Image.Transpose.ROTATE_90), image_format, exif=exif, **options)
        turned = walk.of(f"boxes/turned.{image_format.lower()}", body)
        assert cat_box(turned.metadata) == pytest.approx(cat_box(straight.metadata), abs=0.05)


def cat_box(metadata):
    (cat,) = [label for label in metadata["labels"] if label["Name"] == "Cat"]
    return cat["Instances"][0]["BoundingBox"]


def test_labels_are_logged_with_name_and_confidence(walk, cloud):
    before = cloud.lines_so_far()
    walk.of("photographs/logged.png", (PHOTOGRAPHS / "chelsea.png").read_bytes())
    line = cloud.wait_for_log(r"Label\b.*\bCat\b.*", start=before).string
    assert "confidence" in line


def test_a_report_line_follows_every_invocation(walk, cloud):
    before = cloud.lines_so_far()
    outcome = walk.of("photographs/reported.png", (PHOTOGRAPHS / "chelsea.png").read_bytes())
    request = outcome.metadata["requestId"]
    cloud.wait_for_log(
        rf"REPORT RequestId: {request}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\t"
        rf"Memory Size: 512 MB\tMax Memory Used: \d+ MB",
        start=before,
    )
