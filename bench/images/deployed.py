"""A function deployed on a local cloud of its own, to be invoked through Lambda's API."""

import base64
import io
import itertools
import json
import os
import re
import shlex
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from images.cpu_share import WHOLE_CORE_MB
from images.events import BUCKET, s3_event, s3_record, sqs_event
from images.functions import OUTPUT_BUCKET, ROOT, Function
from images.photographs import ImageClass
from images.recorded_rekognition import RecordedRekognition
from images.sandboxes import cpu_ms, peak_memory_mb, sandboxes

os.environ.setdefault("SHRIKE_BIN", str(ROOT / "build" / "release"))
sys.path.append(str(ROOT / "tests" / "clients"))
from cloud import LocalCloud  # noqa: E402

NAME = "images"
MEMORY_MB = WHOLE_CORE_MB
TIMEOUT = 900  # seconds, Lambda's most: a batch takes what it takes
WIDTHS = (1280, 640, 320)

DURATION = re.compile(r"\tDuration: ([\d.]+) ms")
DELAYED = re.compile(r": first byte after [\d.]+ ms, last after ([\d.]+) ms")


class FunctionFailed(Exception):
    """An invocation that ended with an error: what Lambda says of it."""


@dataclass(frozen=True)
class Invocation:
    wall_ms: float  # from the request to the answer, as the caller sees it
    duration_ms: float  # as Lambda's REPORT line has it, the start not included
    slowest_call_ms: float  # what the slowest answer of a service was made to take


class Deployed:
    """The function has one core, as Lambda gives it at MEMORY_MB; the services have what this process may use.

    `entering` are lines of a shell script, run before the function's `bootstrap` in its process.
    """

    def __init__(self, function: Function, folder: Path, core: int, *options: str | Path, entering: str = ""):
        self.function = function
        self._delayed = "--service-delays" in options
        self._labels: RecordedRekognition | None = None
        self._widths: Sequence[int] = WIDTHS
        self._sizes: dict[str, int] = {}
        self._configured, self._sequence = itertools.count(1), itertools.count(1)
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "code").mkdir(parents=True)
        _write_launcher(folder / "code" / "bootstrap", function.code, core, entering)
        self._cloud = LocalCloud(folder, _write_template(folder, function.handler), "--code", folder / "code", *options)
        self._lambda = self._cloud.client("lambda", read_timeout=TIMEOUT, max_pool_connections=16)

    @property
    def endpoint(self) -> str:
        """Of its services."""
        return self._cloud.endpoint

    def stop(self) -> None:
        self._cloud.stop()
        if self._labels:
            self._labels.shutdown()

    def put(self, image: ImageClass, path: Path, copies: int = 1) -> None:
        for copy in range(copies):
            extra = {"ContentType": image.content_type}
            self._cloud.s3.upload_file(str(path), BUCKET, image.key(copy), ExtraArgs=extra)
        self._sizes[image.name] = path.stat().st_size

    def labels_of(self, image: ImageClass) -> bytes:
        """What the cloud's Rekognition answers of an image that was put."""
        source = {"S3Object": {"Bucket": BUCKET, "Name": image.key()}}
        answer = self._cloud.client("rekognition").detect_labels(Image=source, MaxLabels=10, MinConfidence=75)
        del answer["ResponseMetadata"]
        return json.dumps(answer).encode()

    def answer_labels_by(self, rekognition: RecordedRekognition) -> None:
        """From the next configure() on, until stop(), which ends it."""
        self._labels = rekognition

    def configure(self, widths: Sequence[int] = WIDTHS, memory_mb: int = MEMORY_MB) -> None:
        """Its sandboxes end: the next invocation is a cold one."""
        self._widths = widths
        variables = self.function.environment(widths) | {"CONFIGURED": str(next(self._configured))}
        if self._labels:
            variables["AWS_ENDPOINT_URL_REKOGNITION"] = self._labels.endpoint
        self._lambda.update_function_configuration(
            FunctionName=NAME, MemorySize=memory_mb, Environment={"Variables": variables})

    def invoke(self, image: ImageClass, records: int = 1, first: int = 0) -> Invocation:
        """With so many records of an image, of its copies from `first` on, each as of a new object. Throws FunctionFailed."""
        keys = [image.key(first + copy) for copy in range(records)]
        self._forget(keys)
        made = [s3_record(key, self._sizes[image.name], next(self._sequence)) for key in keys]
        event = sqs_event(made) if records > 1 and self.function.takes_batches else s3_event(made)
        payload = json.dumps(event)
        seen, labelled = self._cloud.lines_so_far(), len(self._labels.latencies_ms) if self._labels else 0
        before = time.perf_counter()
        answer = self._lambda.invoke(FunctionName=NAME, Payload=payload, LogType="Tail")
        document = answer["Payload"].read().decode()
        wall = (time.perf_counter() - before) * 1e3
        if "FunctionError" in answer or "itemIdentifier" in document:
            raise FunctionFailed(f"{self.function.name}: {document[:500]}")
        report = base64.b64decode(answer["LogResult"]).decode(errors="replace").rpartition("REPORT RequestId: ")[2]
        calls = self._delays_until(report.split("\t")[0], seen) if self._delayed else []
        if self._labels:
            calls += self._labels.latencies_ms[labelled:]
        return Invocation(wall, float(DURATION.search(report)[1]), max(calls, default=0.0))

    def check_outputs(self, image: ImageClass, widths: Sequence[int] = WIDTHS, copies: int = 1) -> None:
        """Throws FunctionFailed unless the images' last invocations left what is asked of every function alike."""
        for copy in range(copies):
            for width in widths:
                size = Image.open(io.BytesIO(self._output(image.key(copy), f"{width}.jpg"))).size
                if max(size) != min(width, image.width):
                    raise FunctionFailed(f"{self.function.name}: a rendition of {size} where {width} was asked for")
            if b'"labels"' not in self._output(image.key(copy), "metadata.json").lower():
                raise FunctionFailed(f"{self.function.name}: metadata without labels")

    def cpu_ms(self) -> float:
        """CPU time of its sandboxes so far."""
        return sum(map(cpu_ms, sandboxes(self._cloud.pid)))

    def peak_memory_mb(self) -> float:
        """Of its largest sandbox."""
        return max(map(peak_memory_mb, sandboxes(self._cloud.pid)))

    def _forget(self, keys: Sequence[str]) -> None:
        names = ["metadata.json", *(f"{width}.jpg" for width in self._widths)]
        objects = [{"Key": f"{key}/{name}"} for key in keys for name in names]
        self._cloud.s3.delete_objects(Bucket=OUTPUT_BUCKET, Delete={"Objects": objects})

    def _output(self, key: str, name: str) -> bytes:
        return self._cloud.s3.get_object(Bucket=OUTPUT_BUCKET, Key=f"{key}/{name}")["Body"].read()

    def _delays_until(self, request_id: str, line: int) -> list[float]:
        self._cloud.wait_for_log(f"REPORT RequestId: {request_id}", start=line)
        lines = self._cloud.log.split("\n")[line:]
        return [float(match[1]) for match in map(DELAYED.search, lines) if match]


def _write_launcher(path: Path, code: Path, core: int, entering: str) -> None:
    """What Lambda starts: the function's own `bootstrap`, in its own folder, on its core."""
    folder = shlex.quote(str(code))
    start = f"exec taskset -c {core} {folder}/bootstrap\n"
    path.write_text(f"#!/bin/sh\nexport LAMBDA_TASK_ROOT={folder}\n{entering}cd {folder}\n{start}")
    path.chmod(0o755)


def _write_template(folder: Path, handler: str) -> Path:
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {}}
    function = {"FunctionName": NAME, "Handler": handler, "Runtime": "provided.al2023", "MemorySize": MEMORY_MB,
                "Timeout": TIMEOUT, "Code": {"ZipFile": ""}}
    resources = {name: bucket | {"Properties": {"BucketName": name}} for name in (BUCKET, OUTPUT_BUCKET)}
    resources["Images"] = {"Type": "AWS::Lambda::Function", "Properties": function}
    path = folder / "stack.json"
    path.write_text(json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}))
    return path
