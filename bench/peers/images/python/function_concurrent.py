"""The function with everything at once that can be: best effort.

Detection starts when the object's first bytes tell that Rekognition reads it, and runs beside download and
resizing; each rendition is made from the one before it and goes up while the next is made; the records of
an event run side by side.
"""

import io
import json
import os
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote_plus

import boto3
from botocore.config import Config
from PIL import Image

from pictures import jpeg, shrink, upright_size

OUTPUT_BUCKET = os.environ["OUTPUT_BUCKET"]
WIDTHS = sorted(map(int, os.environ["WIDTHS"].split(",")), reverse=True)
# A decoded photograph of 24 megapixels and what is made from it take up to 256 MB.
SIDE_BY_SIDE = max(1, min(8, int(os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]) // 256))
CALLS = SIDE_BY_SIDE * (len(WIDTHS) + 1)
MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")  # of JPEG and PNG, which Rekognition reads

config = Config(max_pool_connections=CALLS)
s3 = boto3.client("s3", config=config)
rekognition = boto3.client("rekognition", config=config)
records = ThreadPoolExecutor(SIDE_BY_SIDE)
calls = ThreadPoolExecutor(CALLS)


def handler(event, _):
    return {"images": list(records.map(process, (record["s3"] for record in event["Records"])))}


def process(record: dict) -> dict:
    bucket, key = record["bucket"]["name"], unquote_plus(record["object"]["key"])
    body = s3.get_object(Bucket=bucket, Key=key)["Body"]
    head = body.read(16)
    detection = calls.submit(detect, {"S3Object": {"Bucket": bucket, "Name": key}}) if head.startswith(MAGIC) else None
    image = Image.open(io.BytesIO(head + body.read()))
    file_format, size = image.format, upright_size(image)

    uploads, renditions = [], []
    for width in WIDTHS:
        image = shrink(image, width)
        content, name = jpeg(image), f"{key}/{width}.jpg"
        uploads.append(calls.submit(put, name, content, "image/jpeg"))
        renditions.append({"key": name, "width": image.width, "height": image.height})
        detection = detection or calls.submit(detect, {"Bytes": content})

    found = detection.result()
    for upload in uploads:
        upload.result()
    metadata = {
        "source": {"bucket": bucket, "key": key},
        "format": file_format.lower(),
        "width": size[0],
        "height": size[1],
        "labels": [{"name": label["Name"], "confidence": label["Confidence"]} for label in found],
        "renditions": renditions,
    }
    put(f"{key}/metadata.json", json.dumps(metadata).encode(), "application/json")
    return {"key": key, "labels": len(found), "renditions": len(renditions)}


def detect(image: dict) -> list[dict]:
    return rekognition.detect_labels(Image=image, MaxLabels=10, MinConfidence=75)["Labels"]


def put(key: str, content: bytes, content_type: str) -> None:
    s3.put_object(Bucket=OUTPUT_BUCKET, Key=key, Body=content, ContentType=content_type)
