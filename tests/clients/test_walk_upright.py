"""What a camera writes beside the pixels: its orientation is obeyed, its facts are told, none is published."""

import pytest
from PIL import ExifTags, Image

from pictures import UPRIGHT, corner_names, encoded, quadrants

PICTURE = quadrants()

# How a camera held that way stores the upright picture (EXIF 2.32, tag 274).
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def stored(orientation: int) -> Image.Image:
    transpose = STORED[orientation]
    return PICTURE if transpose is None else PICTURE.transpose(transpose)


def exif(orientation: int) -> Image.Exif:
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    return tags


# A camera writes JPEG; of the other formats a half turn, a quarter turn and a mirrored one will do.
CASES = [("JPEG", orientation) for orientation in STORED] + [
    (image_format, orientation) for image_format in ("PNG", "WEBP", "TIFF") for orientation in (3, 6, 7)
]


@pytest.mark.parametrize(("image_format", "orientation"), CASES)
def test_renditions_are_upright(walk, image_format, orientation):
    options = {"lossless": True} if image_format == "WEBP" else {}
    body = encoded(stored(orientation), image_format, exif=exif(orientation), **options)
    outcome = walk.of(f"orientation/{orientation}.{image_format.lower()}", body)
    image = outcome.metadata["image"]
    assert image["orientation"] == orientation
    assert (image["width"], image["height"]) == PICTURE.size
    assert (image["storedWidth"], image["storedHeight"]) == stored(orientation).size
    for rendition in outcome.renditions.values():
        assert corner_names(rendition) == UPRIGHT


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_is_none_is_upright(walk, orientation):
    outcome = walk.of(f"orientation/{orientation}.jpg", encoded(PICTURE, "JPEG", exif=exif(orientation)))
    assert outcome.metadata["image"]["orientation"] == 1
    assert corner_names(outcome.renditions["thumb"]) == UPRIGHT


@pytest.fixture(scope="session")
def photograph(walk):
    """A picture with all that a camera tells."""
    tags = exif(1)
    tags[ExifTags.Base.Make] = "Shrike Optics"
    tags[ExifTags.Base.Model] = "Model 7"
    tags[ExifTags.Base.Artist] = "A. Photographer"
    details = tags.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = "2024:07:31 18:05:09"
    details[ExifTags.Base.OffsetTimeOriginal] = "+02:00"
    position = tags.get_ifd(ExifTags.IFD.GPSInfo)
    position[ExifTags.GPS.GPSLatitudeRef] = "S"
    position[ExifTags.GPS.GPSLatitude] = (33.0, 51.0, 24.0)
    position[ExifTags.GPS.GPSLongitudeRef] = "E"
    position[ExifTags.GPS.GPSLongitude] = (151.0, 12.0, 36.0)
    return walk.of("exif/camera.jpg", encoded(PICTURE, "JPEG", exif=tags, comment="a private remark"))


def test_the_metadata_tells_camera_time_and_place(photograph):
    image = photograph.metadata["image"]
    assert image["camera"] == {"make": "Shrike Optics", "model": "Model 7"}
    assert image["takenAt"] == "2024-07-31T18:05:09+02:00"
    assert image["gps"]["latitude"] == pytest.approx(-33.856667, abs=1e-4)
    assert image["gps"]["longitude"] == pytest.approx(151.21, abs=1e-4)


def test_no_rendition_tells_camera_time_or_place(photograph, walk):
    for claim in photograph.metadata["renditions"]:
        body = walk.s3.get_object(Bucket="results", Key=claim["key"])["Body"].read()
        for secret in (b"Shrike Optics", b"Model 7", b"A. Photographer", b"2024:07:31", b"a private remark", b"Exif"):
            assert secret not in body
