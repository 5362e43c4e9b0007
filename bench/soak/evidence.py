"""Reads the evidence: listings, objects, records of ends, letters. Nothing here judges."""

import email
import email.policy
import hashlib
import io
import json
import multiprocessing
import re
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote_plus

import boto3
from botocore.config import Config
from PIL import Image

from cloud import ACCESS_KEY, REGION, SECRET_KEY
from facts import Ending, Event, Output

READERS = 2  # processes that fetch outputs
CHUNK = 100  # outputs that one is handed at a time


def ending_of(record: dict) -> Ending:
    """Of a record as Lambda sends it to a function's destinations. Throws KeyError for any other."""
    context, payload = record["requestContext"], record["requestPayload"]
    (told,) = payload["Records"]
    thing = told["s3"]["object"]
    answer = record.get("responsePayload") or {}
    error = "" if context["condition"] == "Success" else answer.get("errorType", context["condition"])
    return Ending(
        request_id=context["requestId"],
        event=Event(unquote_plus(thing["key"]), thing["versionId"], told["eventName"].startswith("ObjectRemoved")),
        sequencer=thing["sequencer"],
        happened=datetime.fromisoformat(told["eventTime"]).timestamp(),
        attempts=context["approximateInvokeCount"],
        payload=json.dumps(payload),
        error=error,
        made_of="" if error else version_made_of(answer),
    )


def version_made_of(answer: dict) -> str:
    """Of the function's answer to one record."""
    (record,) = answer["records"]
    made = record["status"] == "processed" or "metadataKey" in record
    return record.get("versionId", "") if made else ""


def events_in(s3, bucket: str) -> list[Event]:
    """One for each version and delete marker there is."""
    events = []
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        events += [Event(item["Key"], item["VersionId"]) for item in page.get("Versions", [])]
        events += [Event(item["Key"], item["VersionId"], removed=True) for item in page.get("DeleteMarkers", [])]
    return events


def letters_in(folder: Path) -> list[str]:
    """The version that each mail tells of; "" where it names none."""
    versions = []
    for path in sorted(folder.glob("*.eml")):
        letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        named = re.search(r"^Version: +(\S+)", letter.get_content(), re.MULTILINE)
        versions.append(named.group(1) if named else "")
    return versions


def outputs_in(endpoint: str, bucket: str, listed: Iterable[tuple[str, datetime]]) -> list[Output]:
    """The objects of these keys, each with the time that the listing gives it: a header has no milliseconds."""
    entries = list(listed)
    chunks = [entries[start : start + CHUNK] for start in range(0, len(entries), CHUNK)]
    spawning = multiprocessing.get_context("spawn")  # a fork would copy the locks of threads that it does not
    with ProcessPoolExecutor(READERS, spawning, initializer=connect, initargs=(endpoint, bucket)) as readers:
        return [output for chunk in readers.map(read_chunk, chunks) for output in chunk]


def listing_of(s3, bucket: str) -> list[tuple[str, datetime]]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return [(item["Key"], item["LastModified"]) for page in pages for item in page.get("Contents", [])]


class Reader:
    """What one process reads with."""

    s3 = None
    bucket = ""


def connect(endpoint: str, bucket: str) -> None:
    Reader.bucket = bucket
    Reader.s3 = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        config=Config(retries={"mode": "standard", "total_max_attempts": 10}),
    )


def read_chunk(entries: list[tuple[str, datetime]]) -> list[Output]:
    return [read_output(key, written) for key, written in entries]


def read_output(key: str, written: datetime) -> Output:
    stored = Reader.s3.get_object(Bucket=Reader.bucket, Key=key)
    body = stored["Body"].read()
    is_document = key.endswith("/metadata.json")
    return Output(
        key=key,
        size=len(body),
        content_type=stored["ContentType"],
        written=written.timestamp(),
        digest=hashlib.sha256(body).hexdigest(),
        marks=stored["Metadata"],
        image=None if is_document else image_in(body),
        document=json.loads(body) if is_document else None,
    )


def image_in(body: bytes) -> tuple[str, int, int, int] | None:
    """What its header says."""
    try:
        with Image.open(io.BytesIO(body)) as image:
            return image.format.lower(), image.width, image.height, getattr(image, "n_frames", 1)
    except OSError:
        return None
