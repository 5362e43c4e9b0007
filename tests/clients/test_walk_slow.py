"""An image that takes longer than its function has time: refused by name, and the next one works."""

import pytest
from PIL import Image

from cloud import altered_stack, unbind
from pictures import encoded, quadrants
from walk import metadata_key

TIMEOUT = 4  # seconds; one of them is kept for telling what became of the image


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    def hurry(resources):
        unbind(resources)
        properties = resources["Process"]["Properties"]
        properties["Timeout"] = TIMEOUT
        properties["MemorySize"] = 2048
        variables = properties["Environment"]["Variables"]
        # The local Rekognition would decode the image too, and take as long.
        variables["DETECT"] = ""
        variables["RENDITIONS"] = "large:3000x3000,avif,q90"
        del variables["SNS_TOPIC_ARN"]

    return altered_stack(tmp_path_factory.mktemp("stack"), hurry)


def slow_jpeg() -> bytes:
    """Noise, which its header tells nothing of: as AVIF it costs many times what a picture of that size does, and the
    encoder does it in one call, which nobody can stop."""
    return encoded(Image.effect_noise((3000, 3000), 200).convert("RGB"), "JPEG")


def test_an_image_that_takes_too_long_is_refused_and_the_next_one_is_processed(walk, cloud):
    assert walk.of("first.png", encoded(quadrants(100, 90), "PNG")).renditions
    outcome = walk.of("slow.jpg", slow_jpeg())
    assert outcome.refusals == {"image": "Image.TooSlow"}
    assert walk.output_keys("slow.jpg") == [metadata_key("slow.jpg")]
    cloud.wait_for_log("The process renews itself.*A decode was given up")
    assert walk.of("next.png", encoded(quadrants(100, 90), "PNG")).renditions
    assert "Runtime exited" not in cloud.log
