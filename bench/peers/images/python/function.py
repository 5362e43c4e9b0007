"""The function as the tutorials of boto3 and Pillow write it: one thing after the other."""

import io
import json
import os
from urllib.parse import unquote_plus

import boto3
from PIL import Image

from pictures import READ_BY_REKOGNITION, jpeg, shrink, upright_size

OUTPUT_BUCKET = os.environ["OUTPUT_BUCKET"]
WIDTHS = sorted(map(int, os.environ["WIDTHS"].split(",")), reverse=True)

s3 = boto3.client("s3")
rekognition = boto3.client("rekognition")


def handler(event, _):
    return {"images": [process(record["s3"]) for record in event["Records"]]}


def process(record: dict) -> dict:
    bucket, key = record["bucket"]["name"], unquote_plus(record["object"]["key"])
    data = s3.get_object(Bucket=bucket, Key=key)["Body"].read()

    renditions = []
    for width in WIDTHS:
        with Image.open(io.BytesIO(data)) as image:
            file_format, size = image.format, upright_size(image)
            rendition = shrink(image, width)
        renditions.append((f"{key}/{width}.jpg", rendition.size, jpeg(rendition)))

    if file_format in READ_BY_REKOGNITION:
        image = {"S3Object": {"Bucket": bucket, "Name": key}}
    else:
        image = {"Bytes": renditions[0][2]}
    found = rekognition.detect_labels(Image=image, MaxLabels=10, MinConfidence=75)["Labels"]

    for name, _, content in renditions:
        s3.put_object(Bucket=OUTPUT_BUCKET, Key=name, Body=content, ContentType="image/jpeg")
    metadata = {
        "source": {"bucket": bucket, "key": key},
        "format": file_format.lower(),
        "width": size[0],
        "height": size[1],
        "labels": [{"name": label["Name"], "confidence": label["Confidence"]} for label in found],
        "renditions": [{"key": name, "width": w, "height": h} for name, (w, h), _ in renditions],
    }
    s3.put_object(
        Bucket=OUTPUT_BUCKET,
        Key=f"{key}/metadata.json",
        Body=json.dumps(metadata).encode(),
        ContentType="application/json",
    )
    return {"key": key, "labels": len(found), "renditions": len(renditions)}
