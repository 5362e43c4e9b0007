"""Colour spaces, depths and transparency: renditions are 8-bit sRGB, and show what the source shows."""

import io

import numpy
import pytest
from PIL import Image, ImageCms

from pictures import BLUE, GREEN, RED, UPRIGHT, YELLOW, corner_names, encoded, png_16_bit, quadrants, quarter_colours

PICTURE = quadrants()
WHITE = (255, 255, 255)


def assert_close(colours, expected, tolerance):
    difference = numpy.abs(numpy.subtract(colours, expected)).max()
    assert difference <= tolerance, (colours, expected)


def test_rgb_keeps_its_colours(walk):
    outcome = walk.of("colour/rgb.png", encoded(PICTURE, "PNG"))
    assert_close(quarter_colours(outcome.renditions["preview"]), [RED, GREEN, BLUE, YELLOW], 0)
    assert_close(quarter_colours(outcome.renditions["thumb"]), [RED, GREEN, BLUE, YELLOW], 12)


def test_a_cmyk_jpeg_becomes_srgb(walk):
    outcome = walk.of("colour/cmyk.jpg", encoded(PICTURE.convert("CMYK"), "JPEG", quality=95))
    assert (outcome.metadata["image"]["colourSpace"], outcome.metadata["image"]["bands"]) == ("cmyk", 4)
    for rendition in outcome.renditions.values():
        assert rendition.mode == "RGB"
        assert corner_names(rendition) == UPRIGHT


def test_a_16_bit_png_becomes_8_bit(walk):
    outcome = walk.of("colour/16 bit.png", png_16_bit(PICTURE))
    assert outcome.metadata["image"]["bitsPerSample"] == 16
    assert outcome.renditions["preview"].mode == "RGB"
    assert_close(quarter_colours(outcome.renditions["preview"]), [RED, GREEN, BLUE, YELLOW], 1)


def test_a_16_bit_grey_png_becomes_8_bit(walk):
    grey = numpy.full((200, 300), 0x8080, numpy.uint16)
    outcome = walk.of("colour/16 bit grey.png", encoded(Image.fromarray(grey), "PNG"))
    assert outcome.metadata["image"]["bitsPerSample"] == 16
    assert_close(quarter_colours(outcome.renditions["preview"]), [(128, 128, 128)] * 4, 2)


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "TIFF"])
def test_grey_stays_grey(walk, image_format):
    outcome = walk.of(f"colour/grey.{image_format.lower()}", encoded(PICTURE.convert("L"), image_format))
    assert outcome.metadata["image"]["bands"] == 1
    for rendition in outcome.renditions.values():
        for red, green, blue in quarter_colours(rendition):
            assert max(red, green, blue) - min(red, green, blue) <= 3


def test_a_palette_is_resolved(walk):
    outcome = walk.of("colour/palette.png", encoded(PICTURE.quantize(4), "PNG"))
    assert corner_names(outcome.renditions["thumb"]) == UPRIGHT


def test_one_bit_is_black_and_white(walk):
    outcome = walk.of("colour/one bit.png", encoded(quadrants(200, 100).convert("1", dither=Image.Dither.NONE), "PNG"))
    assert {max(colour) for colour in quarter_colours(outcome.renditions["preview"])} <= {0, 255}


TRANSPARENT = quadrants(640, 400, [(*RED, 255), (*GREEN, 128), (*BLUE, 255), (*YELLOW, 0)])


@pytest.mark.parametrize("image_format", ["PNG", "WEBP", "TIFF", "AVIF"])
def test_transparency_is_kept_where_the_target_has_it(walk, image_format):
    options = {"lossless": True, "exact": True} if image_format == "WEBP" else {}
    outcome = walk.of(f"colour/alpha.{image_format.lower()}", encoded(TRANSPARENT, image_format, **options))
    assert outcome.metadata["image"]["alpha"] is True
    thumb = outcome.renditions["thumb"]
    assert thumb.mode == "RGBA"
    alpha = [thumb.getpixel((x, y))[3] for y in (50, 150) for x in (80, 240)]
    assert_close(alpha, [255, 128, 255, 0], 6)


@pytest.fixture(scope="module")
def swapped_profile():
    """sRGB with red and green changed places: pixels under it look right only to those who obey it."""
    profile = io.BytesIO(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()).getvalue()
    return profile.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_an_embedded_profile_is_obeyed_and_left_behind(walk, swapped_profile, image_format):
    red, green, blue = PICTURE.split()
    options = {"lossless": True} if image_format == "WEBP" else {}
    body = encoded(Image.merge("RGB", (green, red, blue)), image_format, icc_profile=swapped_profile, **options)
    outcome = walk.of(f"colour/profile.{image_format.lower()}", body)
    assert outcome.metadata["image"]["iccProfile"] is True
    for rendition in outcome.renditions.values():
        assert_close(quarter_colours(rendition), [RED, GREEN, BLUE, YELLOW], 24)


def test_an_embedded_profile_that_is_none_is_survived(walk):
    outcome = walk.of("colour/bad profile.png", encoded(PICTURE, "PNG", icc_profile=b"no profile" * 20))
    assert corner_names(outcome.renditions["thumb"]) == UPRIGHT
