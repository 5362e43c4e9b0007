"""The shipped function at four sizes, with pictures on both sides of what its memory holds: each is done or refused by
name, and none ends the process. Where this user may make memory cgroups, the kernel kills above the function's memory."""

import io
import json
import os
import re
import shlex
from pathlib import Path

import pytest
from PIL import Image

from bare_root import RESULTS, ZIPS, function, stack
from cloud import LocalCloud
from waiting import eventually
from walk import UPLOADS

SIZES = [128, 256, 512, 1024]  # MB
TAKEN = 60  # MB: what the process takes, and a rendition of a little picture

# What a decoder holds of a pixel, in bytes, and how a picture is made for which it does: flat, so that little is sent.
HELD = {
    "progressive.jpg": (3, {"format": "JPEG", "progressive": True}),
    "lossless.webp": (4, {"format": "WEBP", "lossless": True, "method": 0}),
    "strip.tiff": (3, {"format": "TIFF", "compression": "tiff_lzw"}),
    "photo.gif": (5, {"format": "GIF"}),
    "photo.avif": (20, {"format": "AVIF", "speed": 10}),
}
STREAMED = {
    "baseline.jpg": {"format": "JPEG"},
    "photo.png": {"format": "PNG", "compress_level": 1},
    "lossy.webp": {"format": "WEBP", "method": 0},
}
MOST_MEGAPIXELS = 40  # that are made for this test; where a function holds more, it is not brought to its border


def picture(megapixels: float, options: dict) -> bytes:
    side = int((megapixels * 1e6) ** 0.5)
    image = Image.linear_gradient("L").resize((side, side)).convert("RGB")
    buffer = io.BytesIO()
    strip = {"tiffinfo": {278: side}} if options["format"] == "TIFF" else {}
    image.save(buffer, **options, **strip)
    return buffer.getvalue()


def around_the_border(memory: int) -> dict[str, tuple[bytes, bool]]:
    """By key: a picture, and whether the function of that size must do it."""
    pictures = {}
    for name, (held, options) in HELD.items():
        border = (memory - TAKEN) * 2**20 / held / 1e6
        for share, fits in ((0.75, True), (1.35, False)):
            if border * share <= MOST_MEGAPIXELS:
                pictures[f"{share}/{name}"] = picture(border * share, options), fits
    if memory == SIZES[0]:
        for name, options in STREAMED.items():
            pictures[f"streamed/{name}"] = picture(20, options), True
        pictures["streamed/huge.jpg"] = huge_jpeg(), True
    return pictures


def huge_jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (20_000, 14_000), (90, 120, 60)).save(buffer, "JPEG")
    return buffer.getvalue()


class Cgroups:
    """One of version 1 or 2 for each function's size; none where this user may not make any."""

    def __init__(self):
        self.folders = []
        for root, limit in (("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max")):
            if (Path(root) / "cgroup.procs").exists() and os.access(root, os.W_OK) and not self.folders:
                self.folders = [Path(root, f"shrike-test-{os.getpid()}-{size}") for size in SIZES]
                for folder, size in zip(self.folders, SIZES):
                    folder.mkdir()
                    if not (folder / limit).exists():  # the controller is not for this group's children
                        self.remove()
                        break
                    (folder / limit).write_text(str(size * 2**20))

    def remove(self) -> None:
        for folder in self.folders:
            if folder.exists():
                folder.rmdir()
        self.folders = []

    def script(self, bootstrap: Path) -> str:
        """Starts the bootstrap in the group of its size."""
        enter = ""
        if self.folders:
            prefix = str(self.folders[0]).removesuffix(str(SIZES[0]))
            enter = f'echo $$ > "{prefix}$AWS_LAMBDA_FUNCTION_MEMORY_SIZE/cgroup.procs"\n'
        return f"#!/bin/sh\nset -eu\n{enter}exec {shlex.quote(str(bootstrap))}\n"


@pytest.fixture(scope="module")
def cgroups():
    cgroups = Cgroups()
    yield cgroups
    cgroups.remove()


@pytest.fixture(scope="module")
def cloud(tmp_path_factory, ended_well, cgroups):
    folder = tmp_path_factory.mktemp("memory")
    (folder / "files").mkdir()
    files = ZIPS[0].unpack(folder / "files")
    (folder / "code").mkdir()
    bootstrap = folder / "code" / "bootstrap"
    bootstrap.write_text(cgroups.script(files / "bootstrap"))
    bootstrap.chmod(0o755)
    functions = {}
    for size in SIZES:
        functions[f"M{size}"] = function(f"m{size}", "process", OUTPUT_BUCKET=RESULTS)
        functions[f"M{size}"]["Properties"]["MemorySize"] = size
    resources = json.loads(stack(**functions))
    # Uploads are to call nobody: each function is asked by name.
    del resources["Resources"]["Uploads"]["Properties"]["NotificationConfiguration"]
    template = folder / "template.json"
    template.write_text(json.dumps(resources))
    cloud = LocalCloud(folder / "data", template, "--code", bootstrap.parent)
    yield cloud
    ended_well(cloud)


@pytest.mark.parametrize("memory", SIZES)
def test_every_picture_is_done_or_refused_within_the_memory_of(cloud, cgroups, memory):
    start = cloud.lines_so_far()
    pictures = around_the_border(memory)
    for key, (body, fits) in pictures.items():
        cloud.s3.put_object(Bucket=UPLOADS, Key=key, Body=body)
        event = json.dumps({"bucket": UPLOADS, "key": key})
        answer = cloud.client("lambda", read_timeout=300).invoke(FunctionName=f"m{memory}", Payload=event)
        document = json.loads(answer["Payload"].read())
        if fits:
            assert "FunctionError" not in answer, (key, document)
            assert {"thumb", "preview"} == {each["name"] for each in document["metadata"]["renditions"]}, key
        else:
            assert document.get("errorType") == "Image.TooLarge", (key, document)
            assert " MB" in document["errorMessage"], (key, document)

    def reported() -> list[int]:
        return [int(peak) for peak in re.findall(r"Max Memory Used: (\d+) MB", "\n".join(cloud.log.split("\n")[start:]))]

    eventually(lambda: len(reported()) == len(pictures))
    lines, peaks = cloud.log.split("\n")[start:], reported()
    assert max(peaks) <= memory, peaks
    # One process did it all: none was killed or ended in between.
    assert len([line for line in lines if "Init Duration:" in line]) == 1, lines
    print(f"{memory} MB: at most {max(peaks)} MB were used")
