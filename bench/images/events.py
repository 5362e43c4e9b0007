"""The events that a function gets, as AWS documents them."""

import json
import urllib.parse
from datetime import datetime, timezone

QUEUE = "arn:aws:sqs:us-east-1:000000000000:images"
BUCKET = "uploads"


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def s3_record(key: str, size: int, sequence: int) -> dict:
    """ObjectCreated; an event with a greater `sequence` is a later one of the same key."""
    return {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": "us-east-1",
        "eventTime": _now(),
        "eventName": "ObjectCreated:Put",
        "userIdentity": {"principalId": "AWS:EXAMPLE"},
        "requestParameters": {"sourceIPAddress": "127.0.0.1"},
        "responseElements": {"x-amz-request-id": f"{sequence:016X}", "x-amz-id-2": "EXAMPLE"},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "images",
            "bucket": {"name": BUCKET, "ownerIdentity": {"principalId": "EXAMPLE"}, "arn": f"arn:aws:s3:::{BUCKET}"},
            "object": {
                "key": urllib.parse.quote_plus(key, safe="/"),
                "size": size,
                "eTag": f"{sequence:032x}",
                "sequencer": f"{sequence:018X}",
            },
        },
    }


def s3_event(records: list[dict]) -> dict:
    return {"Records": records}


def sqs_event(records: list[dict]) -> dict:
    """A batch of a queue that S3 sends its notifications to, one to a message."""
    return {
        "Records": [
            {
                "messageId": f"00000000-0000-4000-8000-{number:012d}",
                "receiptHandle": f"handle-{number}",
                "body": json.dumps(s3_event([record])),
                "attributes": {
                    "ApproximateReceiveCount": "1",
                    "SentTimestamp": "1763712000000",
                    "SenderId": "EXAMPLE",
                    "ApproximateFirstReceiveTimestamp": "1763712000001",
                },
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": QUEUE,
                "awsRegion": "us-east-1",
            }
            for number, record in enumerate(records)
        ]
    }
