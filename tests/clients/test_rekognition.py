"""DetectLabels as boto3 calls it: labels that come out of the pixels, in Rekognition's own shape and words."""

import pytest
from PIL import Image

from cloud import THIRD_PARTY
from faults import refused
from pictures import encoded, quadrants
from service_shapes import differences, output_shape, wire_answer

PHOTOGRAPHS = THIRD_PARTY / "photographs"
CHELSEA = (PHOTOGRAPHS / "chelsea.png").read_bytes()
UNREADABLE_OBJECT = "Unable to get object metadata from S3. Check object key, region and/or access permissions."

ANIMALS = {"Name": "Animals and Pets"}


@pytest.fixture(scope="session")
def rekognition(cloud):
    return cloud.client("rekognition", parameter_validation=False)


@pytest.fixture(scope="session")
def photographs(s3):
    """A bucket of photographs, for Image.S3Object."""
    s3.create_bucket(Bucket="photographs")
    for path in PHOTOGRAPHS.iterdir():
        s3.put_object(Bucket="photographs", Key=f"my {path.name}", Body=path.read_bytes())
    return "photographs"


def names(answer):
    return [label["Name"] for label in answer["Labels"]]


def label(answer, name):
    (found,) = [item for item in answer["Labels"] if item["Name"] == name]
    return found


EXPECTED = {
    "chelsea.png": {"Cat", "Animal", "Mammal", "Pet"},
    "coffee.png": {"Cup"},
    "motorcycle_left.png": {"Motorcycle", "Vehicle", "Transportation"},
}


@pytest.mark.parametrize("photograph", EXPECTED)
def test_labels_are_those_a_person_would_give(rekognition, photograph):
    image = {"Bytes": (PHOTOGRAPHS / photograph).read_bytes()}
    answer = rekognition.detect_labels(Image=image, MinConfidence=75)
    assert EXPECTED[photograph] <= set(names(answer))


@pytest.mark.parametrize("photograph", EXPECTED)
def test_an_object_in_s3_gets_the_labels_that_its_bytes_get(rekognition, photographs, photograph):
    by_bytes = rekognition.detect_labels(Image={"Bytes": (PHOTOGRAPHS / photograph).read_bytes()})
    by_object = rekognition.detect_labels(Image={"S3Object": {"Bucket": photographs, "Name": f"my {photograph}"}})
    assert by_object["Labels"] == by_bytes["Labels"]


def test_a_version_of_an_object_can_be_asked_for(rekognition, s3, versioned_bucket):
    version = s3.put_object(Bucket=versioned_bucket, Key="a", Body=CHELSEA)["VersionId"]
    s3.put_object(Bucket=versioned_bucket, Key="a", Body=encoded(quadrants(), "PNG"))
    source = {"Bucket": versioned_bucket, "Name": "a", "Version": version}
    assert "Cat" in names(rekognition.detect_labels(Image={"S3Object": source}))


@pytest.mark.parametrize("photograph", EXPECTED)
def test_the_answer_is_of_the_service_s_own_shape(rekognition, photograph):
    image = {"Bytes": (PHOTOGRAPHS / photograph).read_bytes()}
    answer = wire_answer(rekognition, "DetectLabels", Image=image, MinConfidence=0)
    assert differences(answer, output_shape("rekognition", "DetectLabels")) == []
    assert answer["LabelModelVersion"]
    for item in answer["Labels"]:
        assert {"Name", "Confidence", "Instances", "Parents", "Aliases", "Categories"} <= item.keys()


def test_ancestors_are_labels_of_their_own_and_no_less_certain(rekognition):
    answer = rekognition.detect_labels(Image={"Bytes": CHELSEA})
    confidence = {item["Name"]: item["Confidence"] for item in answer["Labels"]}
    for item in answer["Labels"]:
        for parent in item["Parents"]:
            assert confidence[parent["Name"]] >= item["Confidence"]


def test_labels_come_by_falling_confidence(rekognition):
    answer = rekognition.detect_labels(Image={"Bytes": CHELSEA}, MinConfidence=0)
    confidences = [item["Confidence"] for item in answer["Labels"]]
    assert confidences == sorted(confidences, reverse=True)


def test_a_cat_is_where_it_is_and_an_animal_is_nowhere_in_particular(rekognition):
    answer = rekognition.detect_labels(Image={"Bytes": CHELSEA})
    (cat,) = label(answer, "Cat")["Instances"]
    box = cat["BoundingBox"]
    assert all(0 <= box[side] <= 1 for side in ("Left", "Top", "Width", "Height"))
    assert box["Left"] + box["Width"] <= 1.0001
    assert box["Width"] * box["Height"] > 0.4
    assert label(answer, "Animal")["Instances"] == []


def test_categories_are_rekognition_s(rekognition):
    answer = rekognition.detect_labels(Image={"Bytes": CHELSEA})
    assert label(answer, "Cat")["Categories"] == [ANIMALS]


def test_a_plain_surface_has_no_labels(rekognition):
    image = encoded(Image.new("RGB", (300, 300), (128, 128, 128)), "PNG")
    assert rekognition.detect_labels(Image={"Bytes": image}, MinConfidence=75)["Labels"] == []


def test_exif_orientation_of_a_jpeg_is_obeyed(rekognition):
    upright = Image.open(PHOTOGRAPHS / "chelsea.png").convert("RGB")
    exif = Image.Exif()
    exif[274] = 6
    turned = encoded(upright.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=95)
    expected = label(rekognition.detect_labels(Image={"Bytes": encoded(upright, "JPEG", quality=95)}), "Cat")
    found = label(rekognition.detect_labels(Image={"Bytes": turned}), "Cat")
    for side, value in expected["Instances"][0]["BoundingBox"].items():
        assert found["Instances"][0]["BoundingBox"][side] == pytest.approx(value, abs=0.05)


def test_max_labels_keeps_the_surest(rekognition):
    every = rekognition.detect_labels(Image={"Bytes": CHELSEA}, MinConfidence=0)
    some = rekognition.detect_labels(Image={"Bytes": CHELSEA}, MinConfidence=0, MaxLabels=2)
    assert len(every["Labels"]) > 2
    assert some["Labels"] == every["Labels"][:2]


@pytest.mark.parametrize("least", [0, 55, 75, 90])
def test_min_confidence_leaves_out_what_is_less_certain(rekognition, least):
    answer = rekognition.detect_labels(Image={"Bytes": CHELSEA}, MinConfidence=least)
    everything = rekognition.detect_labels(Image={"Bytes": CHELSEA}, MinConfidence=0)
    assert answer["Labels"] == [item for item in everything["Labels"] if item["Confidence"] >= least]


def test_min_confidence_is_55_unless_given(rekognition):
    explicit = rekognition.detect_labels(Image={"Bytes": CHELSEA}, MinConfidence=55)
    assert rekognition.detect_labels(Image={"Bytes": CHELSEA})["Labels"] == explicit["Labels"]


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"LabelInclusionFilters": ["Cat"]}, lambda item: item["Name"] == "Cat"),
        ({"LabelExclusionFilters": ["Cat", "Pet"]}, lambda item: item["Name"] not in ("Cat", "Pet")),
        ({"LabelCategoryInclusionFilters": ["Animals and Pets"]}, lambda item: ANIMALS in item["Categories"]),
        ({"LabelCategoryExclusionFilters": ["Animals and Pets"]}, lambda item: ANIMALS not in item["Categories"]),
    ],
)
def test_settings_filter_by_label_and_category(rekognition, filters, kept):
    every = rekognition.detect_labels(Image={"Bytes": CHELSEA})
    some = rekognition.detect_labels(
        Image={"Bytes": CHELSEA}, Features=["GENERAL_LABELS"], Settings={"GeneralLabels": filters}
    )
    assert some["Labels"] == [item for item in every["Labels"] if kept(item)]


@pytest.mark.parametrize("image_format", ["GIF", "WEBP", "TIFF", "BMP", "AVIF"])
def test_formats_that_rekognition_does_not_read_are_refused(rekognition, image_format):
    with refused(400, "InvalidImageFormatException", "Request has invalid image format"):
        rekognition.detect_labels(Image={"Bytes": encoded(quadrants(), image_format)})


@pytest.mark.parametrize("data", [b"no image at all", CHELSEA[: len(CHELSEA) // 2]], ids=["text", "truncated"])
def test_what_does_not_decode_is_refused(rekognition, data):
    with refused(400, "InvalidImageFormatException"):
        rekognition.detect_labels(Image={"Bytes": data})


def test_too_many_bytes_are_refused(rekognition):
    with refused(400, "ImageTooLargeException"):
        rekognition.detect_labels(Image={"Bytes": CHELSEA + bytes(5_242_881 - len(CHELSEA))})


def test_an_object_beyond_15_mb_is_too_large(rekognition, s3, bucket):
    s3.put_object(Bucket=bucket, Key="large", Body=CHELSEA + bytes(15 * 1024 * 1024))
    with refused(400, "ImageTooLargeException"):
        rekognition.detect_labels(Image={"S3Object": {"Bucket": bucket, "Name": "large"}})


def test_a_side_beyond_10000_pixels_is_too_large(rekognition):
    with refused(400, "ImageTooLargeException"):
        rekognition.detect_labels(Image={"Bytes": encoded(Image.new("L", (10_001, 100)), "PNG")})


@pytest.mark.parametrize("size", [(79, 200), (200, 79)])
def test_a_side_below_80_pixels_is_refused(rekognition, size):
    with refused(400, "InvalidParameterException"):
        rekognition.detect_labels(Image={"Bytes": encoded(quadrants(*size), "PNG")})


@pytest.mark.parametrize("source", [{"Name": "absent"}, {"Bucket": "no-such-bucket", "Name": "a"}])
def test_an_object_that_is_not_there_is_refused(rekognition, photographs, source):
    with refused(400, "InvalidS3ObjectException", UNREADABLE_OBJECT):
        rekognition.detect_labels(Image={"S3Object": {"Bucket": photographs} | source})


@pytest.mark.parametrize(
    "arguments",
    [
        {"Image": {}},
        {"Image": {"Bytes": CHELSEA, "S3Object": {"Bucket": "photographs", "Name": "my chelsea.png"}}},
        {"Image": {"Bytes": b""}},
        {"MinConfidence": 100.5},
        {"MinConfidence": -1},
        {"MaxLabels": -1},
        {"Features": ["MIND_READING"]},
        {"Settings": {"GeneralLabels": {"LabelInclusionFilters": ["x" * 51]}}},
    ],
    ids=["no image", "two images", "no bytes", "confidence 100.5", "confidence -1", "labels -1", "feature", "filter"],
)
def test_parameters_out_of_range_are_refused(rekognition, photographs, arguments):
    with refused(400, "InvalidParameterException"):
        rekognition.detect_labels(**({"Image": {"Bytes": CHELSEA}} | arguments))


def test_a_wrong_secret_is_refused(cloud):
    with refused(403, "InvalidSignatureException"):
        cloud.client("rekognition", secret_key="wrong").detect_labels(Image={"Bytes": CHELSEA})


def test_an_unknown_access_key_is_refused(cloud):
    with refused(403, "UnrecognizedClientException"):
        cloud.client("rekognition", access_key="nobody").detect_labels(Image={"Bytes": CHELSEA})
