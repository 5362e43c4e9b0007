"""An image that takes longer to decode than its function has time: refused by name, and the next one works."""

import re

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
        del variables["SNS_TOPIC_ARN"]

    return altered_stack(tmp_path_factory.mktemp("stack"), hurry)


def segments(jpeg: bytes):
    """Kind and place of each, the data of a scan being its segment's."""
    place = 2
    while jpeg[place + 1] != 0xD9:
        kind = jpeg[place + 1]
        end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if kind == 0xDA:
            end = re.compile(rb"\xff[^\x00\xd0-\xd7]", re.DOTALL).search(jpeg, end).start()
        yield kind, place, end
        place = end


def slow_jpeg() -> bytes:
    """A progressive JPEG whose last scan comes 85 times more, each a pass over every block, at 60 bytes: its header
    tells nothing of that, and libjpeg decodes all scans in one call, which nobody can stop."""
    whole = encoded(Image.new("L", (13_000, 13_000), 128), "JPEG", progressive=True)
    _, begin, end = list(segments(whole))[-1]
    return whole[:end] + whole[begin:end] * 85 + whole[end:]


def test_a_decode_that_does_not_end_in_time_is_refused_and_the_next_image_is_processed(walk, cloud):
    assert walk.of("first.png", encoded(quadrants(100, 90), "PNG")).renditions
    outcome = walk.of("slow.jpg", slow_jpeg())
    assert outcome.refusals == {"image": "Image.TooSlow"}
    assert walk.output_keys("slow.jpg") == [metadata_key("slow.jpg")]
    cloud.wait_for_log("The process renews itself.*A decode was given up")
    assert walk.of("next.png", encoded(quadrants(100, 90), "PNG")).renditions
    assert "Runtime exited" not in cloud.log
