"""The validator of answers finds what is wrong with them."""

import pytest

from service_shapes import differences, output_shape

SHAPE = output_shape("rekognition", "DetectLabels")
GOOD = {"Labels": [{"Name": "Cat", "Confidence": 99.5, "Instances": [], "Parents": [{"Name": "Animal"}]}]}


def test_a_right_answer_has_no_differences():
    assert differences(GOOD, SHAPE) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"labels": []},
        {"Labels": {}},
        {"Labels": [{"Name": 7}]},
        {"Labels": [{"Confidence": "99"}]},
        {"Labels": [{"Confidence": 100.5}]},
        {"Labels": [{"Confidence": True}]},
        {"Labels": [{"Confidence": float("nan")}]},
        {"Labels": [{"Parents": ["Animal"]}]},
        {"OrientationCorrection": "ROTATE_45"},
    ],
)
def test_a_wrong_answer_has_exactly_one(wrong):
    assert len(differences(wrong, SHAPE)) == 1


NAMES = output_shape("rekognition", "ListCollections")


def test_patterns_and_lengths_count_too():
    assert differences({"CollectionIds": ["a-b.c_9"]}, NAMES) == []
    assert len(differences({"CollectionIds": ["a b"]}, NAMES)) == 1
    assert len(differences({"CollectionIds": [""]}, NAMES)) == 1
    assert len(differences({"CollectionIds": ["a" * 256]}, NAMES)) == 1
    faces = output_shape("rekognition", "SearchUsers")
    assert len(differences({"SearchedFace": {"FaceId": "no-uuid"}}, faces)) == 1
