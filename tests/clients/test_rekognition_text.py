"""DetectText as boto3 calls it: what is printed in a picture, read, with where it stands."""

import functools

import pytest
from PIL import Image

from cloud import THIRD_PARTY
from faults import refused
from pages import LINES, PHOTOGRAPHED_PAGE, character_accuracy, lines_read, page
from pictures import encoded, quadrants
from service_shapes import wire_differences

PAGE = {"Bytes": (THIRD_PARTY / "photographs" / "page.png").read_bytes()}
NO_TEXT = {"Bytes": (THIRD_PARTY / "photographs" / "chelsea.png").read_bytes()}

EVERYTHING = {"WordFilter": {"MinConfidence": 0}}


@pytest.fixture(scope="session")
def rekognition(cloud):
    return cloud.client("rekognition", parameter_validation=False)


@pytest.fixture(scope="session")
def read(rekognition):
    """The answer for the photographed page, asked for once a filter."""

    @functools.cache
    def with_filters(**word_filter):
        return rekognition.detect_text(Image=PAGE, Filters={"WordFilter": {"MinConfidence": 0} | word_filter})

    return with_filters


def png(image):
    return {"Bytes": encoded(image, "PNG")}


def of_type(answer, kind):
    return [found for found in answer["TextDetections"] if found["Type"] == kind]


def words(answer):
    return of_type(answer, "WORD")


# Every font and size is measured by bench/text_accuracy.py.
@pytest.mark.parametrize(
    ("font", "size"),
    [
        ("Liberation Sans", 12),
        ("Liberation Sans", 24),
        ("Liberation Sans", 40),
        ("Liberation Serif", 16),
        ("Liberation Mono", 16),
        ("DejaVu Sans", 16),
    ],
)
def test_printed_english_is_read(rekognition, font, size):
    answer = rekognition.detect_text(Image=png(page(font, size)), Filters=EVERYTHING)
    assert character_accuracy(LINES, lines_read(answer)) >= 0.95


def test_light_letters_on_dark_paper_are_read(rekognition):
    image = page("Liberation Sans", 20, ink=(240, 230, 120), paper=(20, 50, 90))
    answer = rekognition.detect_text(Image=png(image), Filters=EVERYTHING)
    assert character_accuracy(LINES, lines_read(answer)) >= 0.95


def test_a_photographed_page_is_read(read):
    assert character_accuracy(PHOTOGRAPHED_PAGE, lines_read(read())) >= 0.95


@pytest.mark.parametrize(("turned", "slope"), [(-15, -0.268), (10, 0.176)])
def test_the_polygon_of_turned_text_follows_it(rekognition, turned, slope):
    image = page("DejaVu Sans", 20, turned=turned)
    answer = rekognition.detect_text(Image=png(image), Filters=EVERYTHING)
    assert character_accuracy(sorted(LINES), sorted(lines_read(answer))) >= 0.9
    for line in of_type(answer, "LINE"):
        left, right = line["Geometry"]["Polygon"][:2]
        rise = (left["Y"] - right["Y"]) * image.height / ((right["X"] - left["X"]) * image.width)
        assert rise == pytest.approx(slope, abs=0.06)


@pytest.mark.parametrize("image", [PAGE, NO_TEXT], ids=["text", "no text"])
def test_the_answer_is_of_the_service_s_own_shape(rekognition, image):
    assert wire_differences(rekognition, "DetectText", Image=image) == []


def test_lines_come_first_and_words_name_their_line(read):
    found = read()["TextDetections"]
    assert [item["Id"] for item in found] == list(range(len(found)))
    kinds = [item["Type"] for item in found]
    assert kinds == sorted(kinds)
    lines = {item["Id"]: item for item in found if item["Type"] == "LINE"}
    assert all("ParentId" not in line for line in lines.values())
    for number, line in lines.items():
        children = [item["DetectedText"] for item in words(read()) if item["ParentId"] == number]
        assert " ".join(children) == line["DetectedText"]


def test_words_lie_in_their_lines_from_left_to_right(read):
    lines = {item["Id"]: item["Geometry"]["BoundingBox"] for item in of_type(read(), "LINE")}
    before = {}
    for word in words(read()):
        box, line = word["Geometry"]["BoundingBox"], lines[word["ParentId"]]
        assert line["Left"] - 0.001 <= box["Left"]
        assert box["Left"] + box["Width"] <= line["Left"] + line["Width"] + 0.001
        assert box["Left"] >= before.get(word["ParentId"], 0)
        before[word["ParentId"]] = box["Left"]


def test_a_word_is_where_it_is_printed(read):
    (word,) = [item for item in words(read()) if item["DetectedText"] == "segmentation"]
    box = word["Geometry"]["BoundingBox"]
    assert box["Left"] == pytest.approx(152 / 384, abs=0.02)
    assert box["Left"] + box["Width"] == pytest.approx(292 / 384, abs=0.02)
    assert box["Top"] == pytest.approx(14 / 191, abs=0.03)


def test_a_picture_without_text_has_none_but_names_the_model(rekognition):
    answer = rekognition.detect_text(Image=NO_TEXT)
    assert answer["TextDetections"] == []
    assert "ppocr" in answer["TextModelVersion"]


def test_words_below_80_percent_are_left_out_unless_asked_for(rekognition, read):
    kept = [item for item in words(read()) if item["Confidence"] >= 80]
    default = words(rekognition.detect_text(Image=PAGE))
    assert [item["DetectedText"] for item in default] == [item["DetectedText"] for item in kept]


def test_word_filters_leave_out_small_words(read):
    def kept(**limits):
        return [item["DetectedText"] for item in words(read(**limits))]

    boxes = [(item["DetectedText"], item["Geometry"]["BoundingBox"]) for item in words(read())]
    assert kept(MinBoundingBoxHeight=0.1) == [text for text, box in boxes if box["Height"] >= 0.1]
    assert kept(MinBoundingBoxWidth=0.1) == [text for text, box in boxes if box["Width"] >= 0.1]
    assert kept(MinBoundingBoxWidth=1) == []


@pytest.mark.parametrize(
    "region",
    [
        {"BoundingBox": {"Left": 0, "Top": 0, "Width": 1, "Height": 0.2}},
        {"Polygon": [{"X": 0, "Y": 0}, {"X": 1, "Y": 0}, {"X": 1, "Y": 0.2}, {"X": 0, "Y": 0.2}]},
    ],
    ids=["box", "polygon"],
)
def test_regions_of_interest_leave_out_what_lies_elsewhere(rekognition, region):
    answer = rekognition.detect_text(Image=PAGE, Filters=EVERYTHING | {"RegionsOfInterest": [region]})
    assert lines_read(answer) == ["Region-based segmentation"]


def test_there_are_at_most_100_words(rekognition):
    twice = Image.new("RGB", (1200, 1100), "white")
    for top in (0, 550):
        twice.paste(page("Liberation Sans", 30), (0, top))
    answer = rekognition.detect_text(Image=png(twice), Filters=EVERYTHING)
    assert len(words(answer)) == 100


def test_an_object_in_s3_is_read_as_its_bytes_are(rekognition, s3, bucket, read):
    s3.put_object(Bucket=bucket, Key="my page.png", Body=PAGE["Bytes"])
    image = {"S3Object": {"Bucket": bucket, "Name": "my page.png"}}
    answer = rekognition.detect_text(Image=image, Filters=EVERYTHING)
    assert answer["TextDetections"] == read()["TextDetections"]


@pytest.mark.parametrize(
    "filters",
    [
        {"WordFilter": {"MinConfidence": 101}},
        {"WordFilter": {"MinBoundingBoxHeight": -1}},
        {"RegionsOfInterest": [{"BoundingBox": {"Left": 2}}]},
        {"RegionsOfInterest": [{}]},
        {"RegionsOfInterest": [{"Polygon": [{"X": 0, "Y": 0}]}]},
    ],
    ids=["confidence", "height", "box", "empty region", "polygon"],
)
def test_filters_out_of_range_are_refused(rekognition, filters):
    with refused(400, "InvalidParameterException"):
        rekognition.detect_text(Image=PAGE, Filters=filters)


def test_a_format_that_rekognition_does_not_read_is_refused(rekognition):
    with refused(400, "InvalidImageFormatException", "Request has invalid image format"):
        rekognition.detect_text(Image={"Bytes": encoded(quadrants(), "WEBP")})
