"""Animation, for those who ask for it: a stack of its own whose RENDITIONS do."""

import pytest
from PIL import Image

from cloud import altered_stack
from pictures import UPRIGHT, corner_names, encoded, quadrants

PICTURE = quadrants()
FRAMES = [PICTURE, PICTURE.rotate(180), PICTURE.transpose(Image.Transpose.FLIP_LEFT_RIGHT)]


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    def alter(resources):
        variables = resources["Process"]["Properties"]["Environment"]["Variables"]
        variables["RENDITIONS"] = "thumb:320x320,webp,animated;loop:100x,gif,animated;still:100x100,png;flat:100x,jpeg,q90"

    return altered_stack(tmp_path_factory.mktemp("stack"), alter)


def animated(image_format, **options):
    return encoded(FRAMES[0], image_format, save_all=True, append_images=FRAMES[1:], duration=120, loop=0, **options)


@pytest.fixture(scope="session", params=["GIF", "WEBP"])
def outcome(request, walk):
    options = {"lossless": True} if request.param == "WEBP" else {}
    return walk.of(f"moving.{request.param.lower()}", animated(request.param, **options))


@pytest.mark.parametrize("name", ["thumb", "loop"])
def test_a_rendition_moves_when_asked_to(outcome, name):
    rendition = outcome.renditions[name]
    assert rendition.n_frames == 3
    for number, frame in enumerate(FRAMES):
        rendition.seek(number)
        assert corner_names(rendition) == corner_names(frame)
        assert rendition.info["duration"] == 120


@pytest.mark.parametrize("name", ["still", "flat"])
def test_a_rendition_shows_the_first_frame_otherwise(outcome, name):
    rendition = outcome.renditions[name]
    assert getattr(rendition, "n_frames", 1) == 1
    assert corner_names(rendition) == UPRIGHT


def test_a_still_image_stays_still(walk):
    outcome = walk.of("still.png", encoded(PICTURE, "PNG"))
    assert [claim["pages"] for claim in outcome.metadata["renditions"]] == [1, 1, 1, 1]


def test_transparency_is_flattened_on_white_where_the_target_has_none(walk):
    transparent = quadrants(200, 200, [(220, 30, 30, 255), (30, 60, 200, 0), (0, 0, 0, 0), (0, 0, 0, 128)])
    flat = walk.of("transparent.png", encoded(transparent, "PNG")).renditions["flat"]
    red, absent, black_absent, half = (flat.getpixel((x, y)) for y in (25, 75) for x in (25, 75))
    assert abs(red[0] - 220) < 12
    assert min(absent) > 245
    assert min(black_absent) > 245
    assert all(115 < channel < 140 for channel in half)
