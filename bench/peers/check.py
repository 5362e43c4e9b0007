#!/usr/bin/env python3
"""Checks that each peer does the whole job, for a peer that does less must not be compared.

    SHRIKE_BIN=build/release build/third-party/python-bench/bin/python bench/peers/check.py [PEER…]

Each peer in build/third-party/image-peers runs on the local cloud and gets one photograph in each format, upright and
not. Renditions must have the right sizes and look like what Pillow makes of the image here, labels must be what
Rekognition says of it. What a stack has no decoder for must fail with an error and leave nothing behind; NOT_READ
says what that is.
"""

import functools
import io
import json
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops, ImageOps, ImageStat

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "clients"), str(ROOT / "bench")]

from cloud import THIRD_PARTY, LocalCloud  # noqa: E402
from images.events import BUCKET, s3_event, s3_record  # noqa: E402
from images.functions import OUTPUT_BUCKET, PEERS  # noqa: E402
from pictures import encoded  # noqa: E402

PHOTOGRAPH = THIRD_PARTY / "photographs" / "motorcycle_left.png"
# The photograph is 741 pixels wide, so the largest is not to be enlarged.
FUNCTIONS = {"one": [320], "three": [1280, 640, 160]}
NOT_READ = {"rust": {"avif"}, "rust-concurrent": {"avif"}, "go": {"avif"}, "go-concurrent": {"avif"}}
SIDEWAYS = 6  # EXIF: turn it by 90° clockwise to see it upright
# Mean difference of pixels, of 255: other resamplers and JPEG at quality 80 stay below, a turned picture, another
# frame or a black background do not.
ALIKE = 12
READ_BY_REKOGNITION = (".jpg", ".png")


@functools.cache
def images() -> dict[str, bytes]:
    """By their keys; each has something that a careless function gets wrong."""
    photograph = Image.open(PHOTOGRAPH).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = SIDEWAYS
    sideways = photograph.transpose(Image.Transpose.ROTATE_90)
    transparent = photograph.convert("RGBA")
    transparent.paste((0, 0, 0, 0), (0, 0, 250, 120))
    other_frame = ImageOps.invert(photograph)
    return {
        "a photo+1/größe 100%.jpg": encoded(photograph, "JPEG", quality=90),
        "progressive.jpg": encoded(photograph, "JPEG", quality=90, progressive=True),
        "sideways.jpg": encoded(sideways, "JPEG", quality=90, exif=exif),
        "grey.jpg": encoded(photograph.convert("L"), "JPEG", quality=90),
        "transparent.png": encoded(transparent, "PNG"),
        "photo.webp": encoded(photograph, "WEBP", quality=90),
        "photo.avif": encoded(photograph, "AVIF", quality=80, speed=8),
        "animated.gif": encoded(photograph, "GIF", save_all=True, append_images=[other_frame], duration=100),
    }


@functools.cache
def expected(content: bytes) -> Image.Image:
    """The whole image as it is to be seen."""
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


@functools.cache
def rendition_of(content: bytes, width: int) -> Image.Image:
    image = expected(content).copy()
    image.thumbnail((width, width), Image.Resampling.LANCZOS, reducing_gap=None)
    return image


def template() -> str:
    """One function for each list of widths; without a role it may do everything."""
    functions = {
        name: {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "FunctionName": name,
                "Runtime": "provided.al2023",
                "Handler": "function.handler",
                "MemorySize": 1024,
                "Timeout": 60,
                "Environment": {"Variables": {"OUTPUT_BUCKET": OUTPUT_BUCKET, "WIDTHS": ",".join(map(str, widths))}},
            },
        }
        for name, widths in FUNCTIONS.items()
    }
    return json.dumps({"Resources": functions})


class Peer:
    """A peer on a cloud of its own, from one `with` to its end."""

    def __init__(self, name: str, folder: Path):
        path = folder / "template.json"
        path.write_text(template())
        self.name = name
        self._labels: dict[bytes, list[tuple[str, float]]] = {}
        self.cloud = LocalCloud(folder / "data", path, "--code", PEERS / name)
        for bucket in (BUCKET, OUTPUT_BUCKET):
            self.cloud.s3.create_bucket(Bucket=bucket)
        self.functions = self.cloud.client("lambda")
        self.rekognition = self.cloud.client("rekognition")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.cloud.stop()

    def invoke(self, function: str, *keys: str) -> tuple[bool, str]:
        event = s3_event([s3_record(key, 1, number) for number, key in enumerate(keys)])  # no peer reads the size
        answer = self.functions.invoke(FunctionName=function, Payload=json.dumps(event))
        return "FunctionError" not in answer, answer["Payload"].read().decode()

    def upload(self, key: str, content: bytes) -> None:
        self.cloud.s3.put_object(Bucket=BUCKET, Key=key, Body=content)

    def labels(self, key: str, content: bytes, largest: bytes) -> list[tuple[str, float]]:
        """What Rekognition says of what the job asks it of; it says the same of the same bytes."""
        asked = content if key.endswith(READ_BY_REKOGNITION) else largest
        if asked not in self._labels:
            answer = self.rekognition.detect_labels(Image={"Bytes": asked}, MaxLabels=10, MinConfidence=75)
            self._labels[asked] = [(label["Name"], round(label["Confidence"], 2)) for label in answer["Labels"]]
        return self._labels[asked]

    def results(self, key: str) -> dict[str, bytes]:
        """What is there of an image, by its name behind the image's key; it is not there afterwards."""
        listing = self.cloud.s3.list_objects_v2(Bucket=OUTPUT_BUCKET, Prefix=f"{key}/").get("Contents", [])
        found = {}
        for entry in listing:
            place = {"Bucket": OUTPUT_BUCKET, "Key": entry["Key"]}
            found[entry["Key"].removeprefix(f"{key}/")] = self.cloud.s3.get_object(**place)["Body"].read()
            self.cloud.s3.delete_object(**place)
        return found


def faults_of_rendition(rendition: bytes, width: int, content: bytes) -> list[str]:
    image, wanted = Image.open(io.BytesIO(rendition)), rendition_of(content, width)
    if image.format != "JPEG":
        return [f"the rendition of {width} is {image.format}"]
    if any(abs(ours - theirs) > 1 for ours, theirs in zip(image.size, wanted.size)):
        return [f"the rendition of {width} is {image.size}, not {wanted.size}"]
    difference = ImageStat.Stat(ImageChops.difference(image.convert("RGB").resize(wanted.size), wanted)).mean
    return [f"the rendition of {width} differs by {difference}"] if max(difference) > ALIKE else []


def faults_of_results(peer: Peer, key: str, found: dict[str, bytes], widths: list[int], content: bytes) -> list[str]:
    whole = expected(content)
    names = {f"{width}.jpg" for width in widths} | {"metadata.json"}
    if found.keys() != names:
        return [f"there are {sorted(found)}, not {sorted(names)}"]
    faults = [fault for width in widths for fault in faults_of_rendition(found[f"{width}.jpg"], width, content)]
    metadata = json.loads(found["metadata.json"])
    if (metadata["width"], metadata["height"]) != whole.size:
        faults.append(f"the size is {metadata['width']} × {metadata['height']}, not {whole.size}")
    labels = [(label["name"], round(label["confidence"], 2)) for label in metadata["labels"]]
    if labels != (wanted := peer.labels(key, content, found[f"{max(widths)}.jpg"])):
        faults.append(f"the labels are {labels}, not {wanted}")
    renditions = {(entry["key"], entry["width"], entry["height"]) for entry in metadata["renditions"]}
    made = {(f"{key}/{width}.jpg", *Image.open(io.BytesIO(found[f"{width}.jpg"])).size) for width in widths}
    return faults if renditions == made else [*faults, f"the metadata has {renditions}, not {made}"]


def faults_of_image(peer: Peer, function: str, key: str, content: bytes) -> list[str]:
    widths = FUNCTIONS[function]
    peer.upload(key, content)
    done, answer = peer.invoke(function, key)
    found = peer.results(key)
    if key.rsplit(".", 1)[1] in NOT_READ.get(peer.name, ()):
        if done or found:
            return [f"it is said not to be read, and is: {sorted(found)}"]
        print(f"    {key}: not read: {answer}")
        return []
    return faults_of_results(peer, key, found, widths, content) if done else [answer]


def faults_of_peer(peer: Peer) -> list[str]:
    pictures = images()
    faults = [
        f"{function}, {key}: {fault}"
        for function in FUNCTIONS
        for key, content in pictures.items()
        for fault in faults_of_image(peer, function, key, content)
    ]
    peer.upload("damaged.jpg", pictures["progressive.jpg"][:200])
    done, _ = peer.invoke("one", "damaged.jpg")
    if done or peer.results("damaged.jpg"):
        faults.append("a damaged image is done")

    content = pictures["sideways.jpg"]
    keys = [f"batch {number}.jpg" for number in range(10)]
    for key in keys:
        peer.upload(key, content)
    done, answer = peer.invoke("three", *keys)
    if not done:
        return [*faults, f"a batch of ten: {answer}"]
    for key in keys:
        found = peer.results(key)
        faults += [f"{key}: {fault}" for fault in faults_of_results(peer, key, found, FUNCTIONS["three"], content)]
    return faults


def main() -> None:
    failed = False
    for name in sys.argv[1:] or sorted(path.parent.name for path in PEERS.glob("*/bootstrap")):
        print(name)
        with tempfile.TemporaryDirectory() as folder, Peer(name, Path(folder)) as peer:
            faults = faults_of_peer(peer)
        print("\n".join(f"    {fault}" for fault in faults) or "    does the whole job")
        failed = failed or bool(faults)
    sys.exit(failed)


if __name__ == "__main__":
    main()
