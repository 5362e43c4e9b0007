"""Every format that a photograph comes in, put into the bucket, comes out as renditions and metadata."""

import pytest

from pictures import UPRIGHT, corner_names, encoded, quadrants

PICTURE = quadrants()
OTHER_FRAME = PICTURE.rotate(180)


def frames(image_format, **options):
    return encoded(PICTURE, image_format, save_all=True, append_images=[OTHER_FRAME, PICTURE], **options)


# name → bytes, format and pages as the metadata is to tell them.
FORMATS = {
    "baseline.jpg": (encoded(PICTURE, "JPEG", quality=92), "jpeg", 1),
    "progressive.jpg": (encoded(PICTURE, "JPEG", quality=92, progressive=True), "jpeg", 1),
    "truecolour.png": (encoded(PICTURE, "PNG"), "png", 1),
    "lossy.webp": (encoded(PICTURE, "WEBP", quality=90), "webp", 1),
    "lossless.webp": (encoded(PICTURE, "WEBP", lossless=True), "webp", 1),
    "animated.webp": (frames("WEBP", lossless=True, duration=100), "webp", 3),
    "still.gif": (encoded(PICTURE, "GIF", interlace=0), "gif", 1),
    "animated.gif": (frames("GIF", duration=100, loop=0, interlace=0), "gif", 3),
    "lzw.tiff": (encoded(PICTURE, "TIFF", compression="tiff_lzw"), "tiff", 1),
    "pages.tiff": (frames("TIFF"), "tiff", 3),
    "photo.avif": (encoded(PICTURE, "AVIF", quality=90), "avif", 1),
}


@pytest.mark.parametrize("name", FORMATS)
def test_renditions_and_metadata_come_out_of(walk, name):
    body, image_format, pages = FORMATS[name]
    outcome = walk.of(f"formats/{name}", body)
    image = outcome.metadata["image"]
    assert (image["format"], image["width"], image["height"]) == (image_format, 640, 400)
    assert (image["pages"], image["progressive"]) == (pages, name == "progressive.jpg")
    assert not outcome.refusals
    assert outcome.renditions["thumb"].format == "WEBP"
    assert outcome.renditions["thumb"].size == (320, 200)
    assert outcome.renditions["preview"].size == (640, 400)
    for rendition in outcome.renditions.values():
        assert corner_names(rendition) == UPRIGHT


@pytest.mark.parametrize("size", [(2000, 1250), (333, 1), (1, 500), (320, 320), (321, 319)])
def test_sizes_fit_inside_and_never_grow(walk, size):
    outcome = walk.of(f"sizes/{size[0]}x{size[1]}.png", encoded(quadrants(*size), "PNG"))
    assert set(outcome.renditions) == {"thumb", "preview"}


def test_the_format_is_that_of_the_content_whatever_the_name_says(walk):
    outcome = walk.of("formats/really a png.jpg", encoded(PICTURE, "PNG"), ContentType="image/jpeg")
    assert outcome.metadata["image"]["format"] == "png"
    assert outcome.metadata["source"]["contentType"] == "image/jpeg"
    assert not outcome.refusals
