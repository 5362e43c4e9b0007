"""DetectModerationLabels as boto3 calls it, on clean pictures alone; the rest is tested on the classes' scores."""

import pytest
from PIL import Image

from cloud import THIRD_PARTY
from faults import refused
from pages import page
from pictures import encoded, quadrants
from service_shapes import wire_differences

PHOTOGRAPHS = sorted((THIRD_PARTY / "photographs").iterdir())
PORTRAITS = sorted(path for path in (THIRD_PARTY / "portraits").rglob("*") if path.suffix in (".jpg", ".png"))
COFFEE = {"Bytes": (THIRD_PARTY / "photographs" / "coffee.png").read_bytes()}

# What the model can tell, at any confidence.
LABELS = {"Explicit", "Non-Explicit Nudity of Intimate parts and Kissing"}


@pytest.fixture(scope="session")
def rekognition(cloud):
    return cloud.client("rekognition", parameter_validation=False)


def acceptable(path):
    """The file itself where Rekognition would take it, else a JPEG of it."""
    image = Image.open(path)
    if image.format in ("JPEG", "PNG") and path.stat().st_size <= 5_000_000:
        return {"Bytes": path.read_bytes()}
    return {"Bytes": encoded(image.convert("RGB"), "JPEG")}


@pytest.mark.parametrize("path", PHOTOGRAPHS, ids=lambda path: path.stem)
def test_clean_photographs_pass(rekognition, path):
    answer = rekognition.detect_moderation_labels(Image=acceptable(path))
    assert answer["ModerationLabels"] == []


def test_clean_portraits_pass(rekognition):
    found = {
        path.name: answer["ModerationLabels"]
        for path in PORTRAITS
        if (answer := rekognition.detect_moderation_labels(Image=acceptable(path)))["ModerationLabels"]
    }
    assert len(PORTRAITS) >= 20
    assert found == {}


@pytest.mark.parametrize("least", [None, 0, 100])
def test_the_answer_is_of_the_service_s_own_shape(rekognition, least):
    limit = {} if least is None else {"MinConfidence": least}
    assert wire_differences(rekognition, "DetectModerationLabels", Image=COFFEE, **limit) == []


def test_the_answer_names_its_model_and_nothing_that_it_cannot_tell(rekognition):
    answer = rekognition.detect_moderation_labels(Image=COFFEE, MinConfidence=0)
    assert "nsfwjs" in answer["ModerationModelVersion"]
    assert {label["Name"] for label in answer["ModerationLabels"]} == LABELS
    assert all(label["ParentName"] == "" and label["TaxonomyLevel"] == 1 for label in answer["ModerationLabels"])
    assert "HumanLoopActivationOutput" not in answer
    assert "ProjectVersion" not in answer


def test_min_confidence_is_50_unless_given(rekognition):
    everything = rekognition.detect_moderation_labels(Image=COFFEE, MinConfidence=0)["ModerationLabels"]
    default = rekognition.detect_moderation_labels(Image=COFFEE)["ModerationLabels"]
    assert default == [label for label in everything if label["Confidence"] >= 50]


def test_no_content_type_is_made_up(rekognition):
    assert rekognition.detect_moderation_labels(Image=COFFEE)["ContentTypes"] == []


def test_a_page_of_print_passes(rekognition):
    image = {"Bytes": encoded(page("Liberation Sans", 24), "PNG")}
    assert rekognition.detect_moderation_labels(Image=image)["ModerationLabels"] == []


def test_an_object_in_s3_is_judged_as_its_bytes_are(rekognition, s3, bucket):
    s3.put_object(Bucket=bucket, Key="coffee.png", Body=COFFEE["Bytes"])
    by_object = rekognition.detect_moderation_labels(
        Image={"S3Object": {"Bucket": bucket, "Name": "coffee.png"}}, MinConfidence=0
    )
    by_bytes = rekognition.detect_moderation_labels(Image=COFFEE, MinConfidence=0)
    assert by_object["ModerationLabels"] == by_bytes["ModerationLabels"]


@pytest.mark.parametrize(
    "arguments",
    [
        {"MinConfidence": 100.5},
        {"MinConfidence": -1},
        {"Image": {}},
        {"HumanLoopConfig": {"HumanLoopName": "a", "FlowDefinitionArn": "arn"}},
    ],
    ids=["confidence 100.5", "confidence -1", "no image", "human loop"],
)
def test_parameters_out_of_range_are_refused(rekognition, arguments):
    with refused(400, "InvalidParameterException"):
        rekognition.detect_moderation_labels(**({"Image": COFFEE} | arguments))


def test_a_custom_adapter_is_not_found(rekognition):
    version = "arn:aws:rekognition:us-east-1:123456789012:project/a/version/b/1"
    with refused(400, "ResourceNotFoundException"):
        rekognition.detect_moderation_labels(Image=COFFEE, ProjectVersion=version)


def test_a_format_that_rekognition_does_not_read_is_refused(rekognition):
    with refused(400, "InvalidImageFormatException", "Request has invalid image format"):
        rekognition.detect_moderation_labels(Image={"Bytes": encoded(quadrants(), "GIF")})
