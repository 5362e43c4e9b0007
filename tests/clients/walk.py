"""The walk of an image through the main job's stack: put, wait, and look closely at what came out."""

import json
import time
from dataclasses import dataclass, field

import jsonschema
from botocore.exceptions import ClientError
from PIL import Image

from cloud import REPOSITORY, LocalCloud
from pictures import decoded

UPLOADS, RESULTS = "uploads", "results"
SCHEMA = json.loads((REPOSITORY / "handlers" / "schema" / "metadata.schema.json").read_text())
LIMIT = 90  # seconds; how long a walk may take on a busy machine before it counts as lost

# A TIFF is made of tags; these describe the pixels. Left out: make, model, software, date, artist, host.
BASELINE_TIFF_TAGS = set(range(254, 340)) - {271, 272, 305, 306, 315, 316}


@dataclass
class Outcome:
    metadata: dict
    renditions: dict[str, Image.Image] = field(default_factory=dict)

    @property
    def refusals(self) -> dict[str, str]:
        return {refusal["what"]: refusal["type"] for refusal in self.metadata["refused"]}

    @property
    def label_names(self) -> set[str]:
        return {label["Name"] for label in self.metadata["labels"]}


def output_folder(key: str) -> str:
    return key + "/"


def metadata_key(key: str) -> str:
    return output_folder(key) + "metadata.json"


class Walk:
    def __init__(self, cloud: LocalCloud):
        self.cloud = cloud
        self.s3 = cloud.s3
        self.bounds = asked_bounds(cloud)

    def put(self, key: str, body: bytes, **arguments) -> str:
        """Uploads an image; returns its version."""
        return self.s3.put_object(Bucket=UPLOADS, Key=key, Body=body, **arguments)["VersionId"]

    def wait_for(self, key: str, version: str) -> dict:
        """The metadata object of this very version, valid by the published schema."""
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            metadata = self._metadata_now(key)
            if metadata and metadata["source"]["versionId"] == version:
                jsonschema.validate(metadata, SCHEMA, jsonschema.Draft202012Validator)
                assert (metadata["source"]["bucket"], metadata["source"]["key"]) == (UPLOADS, key)
                return metadata
            time.sleep(0.05)
        raise TimeoutError(f"no metadata of {key!r} within {LIMIT} s; the log:\n{self.cloud.log}")

    def of(self, key: str, body: bytes, **arguments) -> Outcome:
        """The whole walk of one image, its renditions fetched, decoded and held to what is claimed."""
        metadata = self.wait_for(key, self.put(key, body, **arguments))
        assert metadata["source"]["size"] == len(body)
        return self.outcome(metadata)

    def outcome(self, metadata: dict) -> Outcome:
        outcome = Outcome(metadata)
        assert {claim["name"] for claim in metadata["renditions"]} in (set(self.bounds), set())
        for claim in metadata["renditions"]:
            outcome.renditions[claim["name"]] = self._rendition(claim, metadata["image"])
        return outcome

    def output_keys(self, key: str) -> list[str]:
        listed = self.s3.list_objects_v2(Bucket=RESULTS, Prefix=output_folder(key))
        return [item["Key"] for item in listed.get("Contents", [])]

    def _metadata_now(self, key: str) -> dict | None:
        try:
            return json.loads(self.s3.get_object(Bucket=RESULTS, Key=metadata_key(key))["Body"].read())
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchKey":
                raise
            return None

    def _rendition(self, claim: dict, source: dict) -> Image.Image:
        stored = self.s3.get_object(Bucket=RESULTS, Key=claim["key"])
        body = stored["Body"].read()
        assert (len(body), stored["ContentType"]) == (claim["bytes"], claim["contentType"])
        image = decoded(body)
        assert image.format.lower() == claim["format"]
        assert image.size == (claim["width"], claim["height"])
        assert getattr(image, "n_frames", 1) == claim["pages"]
        assert_fitted(image.size, (source["width"], source["height"]), self.bounds[claim["name"]])
        assert_stripped(image)
        return image


def asked_bounds(cloud: LocalCloud) -> dict[str, tuple[int | None, int | None]]:
    """Width and height, where bound, of what the function's RENDITIONS ask for."""
    function = cloud.client("lambda").get_function_configuration(FunctionName="process")
    bounds = {}
    for rendition in function["Environment"]["Variables"]["RENDITIONS"].split(";"):
        name, size = rendition.split(",")[0].split(":")
        bounds[name] = tuple(int(side) if side else None for side in size.split("x"))
    return bounds


def assert_fitted(size, source, bounds) -> None:
    """Inside the bounds, touching one or as large as the source, and of its shape to a pixel."""
    scale = min([1.0] + [bound / side for bound, side in zip(bounds, source) if bound])
    for side, original in zip(size, source):
        assert abs(side - original * scale) < 1, (size, source, bounds)


def assert_stripped(image: Image.Image) -> None:
    """Nothing of the camera, the place or the owner is left; and there is nothing left to turn."""
    tags = set(image.getexif())
    if image.format == "TIFF":
        tags -= BASELINE_TIFF_TAGS
        assert image.getexif().get(274, 1) == 1
    assert not tags, tags
    assert not {"exif", "xmp", "photoshop", "comment", "icc_profile"} & set(image.info), image.info.keys()
