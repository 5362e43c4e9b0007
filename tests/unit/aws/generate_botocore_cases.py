#!/usr/bin/env python3
"""Signs generated requests with botocore, for sigv4_botocore_test.cpp to sign again.

AWS's published cases cover none of S3's own rules, so botocore is the second opinion on those.
Seed and clock are fixed: the same botocore writes the same file. To make it anew (botocore 1.43.11
wrote the present one):

    python3 tests/unit/aws/generate_botocore_cases.py > tests/fixtures/sigv4/botocore_cases.json
"""

import datetime
import json
import random
import sys
from unittest import mock

import botocore
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.utils import percent_encode

NOW = datetime.datetime(2026, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc)
EXPIRES = 900
ACCESS_KEY = "AKIDEXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKENS = ["", "FwoGZXIvYXdzEXAMPLE//////////wEaDKtoken+with/every=sign=="]
REGIONS = ["us-east-1", "eu-central-1", "ap-southeast-2"]
ORIGINS = [
    "https://s3.eu-central-1.amazonaws.com",
    "https://photos.s3.us-east-1.amazonaws.com",
    "https://s3.us-east-1.amazonaws.com:443",
    "http://127.0.0.1:9000",
    "http://localhost:4566",
    "http://localhost:80",
]
PIECES = [
    "a", "Z9", "photo.jpg", " ", "  ", "+", "%", "%20", "%2F", "=", ";", ":", "@", ",", "!", "*",
    "'", "(", ")", "&", "$", "#", "?", "[", "]", "\\", "^", "`", "{", "|", "}", "~", "-", "_", ".",
    "<", ">", '"', "\t", "\n", "\x7f", "ä", "é", "日本語", "\U0001f426", "\u00a0",
]  # fmt: skip
SEGMENTS = ["", ".", "..", "...", "uploads", "//", "./", "../"]
QUERIES = [
    [],
    [("versionId", "3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY")],
    [("uploads", "")],
    [("partNumber", "7"), ("uploadId", "x+y/z==")],
    [("list-type", "2"), ("prefix", "a b/ä+"), ("delimiter", "/"), ("encoding-type", "url")],
    [("continuation-token", "1a+b/c=="), ("max-keys", "1000"), ("start-after", "~'()!*")],
    [("a", "2"), ("A", "1"), ("a-b", "3"), ("a.b", "4"), ("a_b", "5"), ("a~", "6")],
]
HEADERS = [
    {},
    {"Range": "bytes=10-99", "If-Match": '"9a0364b9e99bb480dd25e1f0284c8555"'},
    {"x-amz-meta-a": "1", "x-amz-meta-a-b": "2", "x-amz-meta-A.c": "  spaced   out  "},
    {"Content-Type": "image/jpeg", "Cache-Control": "max-age=60, public"},
    {"x-amz-checksum-crc32": "NhCmhg==", "If-None-Match": "*", "User-Agent": "shrike"},
    {"X-Amzn-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793", "Expect": "100-continue"},
    {"x-amz-tagging": "k=v&k2=v%202", "x-amz-checksum-mode": "ENABLED"},
]
PROTOCOLS = [
    ("dynamodb", {"Content-Type": "application/x-amz-json-1.0",
                  "X-Amz-Target": "DynamoDB_20120810.UpdateItem"}, '{"TableName":"ä"}'),
    ("states", {"Content-Type": "application/x-amz-json-1.0",
                "X-Amz-Target": "AWSStepFunctions.StartExecution"}, '{"input":"{}"}'),
    ("sns", {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
     "Action=Publish&Version=2010-03-31&Subject=a%20b&Message=%C3%BC"),
]  # fmt: skip
LAMBDA_PATHS = [
    "/",
    "/2015-03-31/functions/resize/invocations",
    "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aresize/invocations",
    "/a/./b/../c//d/",
    "/../..",
    "/%C3%A4%20%2B",
]


def generated_key(rng):
    parts = []
    for _ in range(rng.randint(1, 5)):
        parts.append("".join(rng.choices(PIECES, k=rng.randint(1, 5))) if rng.random() < 0.7
                     else rng.choice(SEGMENTS))
    return "/".join(parts) or "k"


def signed(auth_class, service, rng, method, path, query, headers, body, **options):
    region, token, origin = rng.choice(REGIONS), rng.choice(TOKENS), rng.choice(ORIGINS)
    encoded = "&".join(f"{percent_encode(n)}={percent_encode(v)}" if v or rng.random() < 0.5
                       else percent_encode(n) for n, v in query)
    request = AWSRequest(method=method, url=origin + path + ("?" + encoded if encoded else ""),
                         headers=dict(headers), data=body)
    credentials = Credentials(ACCESS_KEY, SECRET_KEY, token or None)
    auth_class(credentials, service, region, **options).add_auth(request)
    in_query = "X-Amz-Signature=" in request.url
    signature = (request.url if in_query else request.headers["Authorization"])[-64:]
    host = origin.split("//")[1].removesuffix(":443").removesuffix(":80")
    case = {
        "service": service, "region": region, "method": method, "host": host, "path": path,
        "query": encoded, "headers": list(headers.items()), "body": body.decode(),
        "session_token": token, "signature": signature,
    }  # fmt: skip
    return case | ({"presigned": True} if in_query else {})


def generated_cases():
    rng = random.Random("shrike")
    for number in range(300):
        key = generated_key(rng)
        path = f"/photos/{percent_encode(key, safe='/~')}"
        query, headers = rng.choice(QUERIES), rng.choice(HEADERS)
        if number % 6 == 5:
            yield signed(S3SigV4QueryAuth, "s3", rng, rng.choice(["GET", "PUT"]), path, query,
                         headers, b"", expires=EXPIRES) | {"key": key}
        else:
            method, body = rng.choice(
                [("GET", b""), ("HEAD", b""), ("PUT", b"hello"), ("PUT", b""), ("DELETE", b"")])
            yield signed(S3SigV4Auth, "s3", rng, method, path, query, headers, body) | {"key": key}
    for path in LAMBDA_PATHS:
        for service in ("lambda", "rekognition"):
            yield signed(SigV4Auth, service, rng, "POST", path, [], {
                "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "Service.Operation",
            }, b'{"Image":{}}')  # fmt: skip
    for service, headers, body in PROTOCOLS:
        for _ in range(4):
            yield signed(SigV4Auth, service, rng, "POST", "/", [], headers, body.encode())


def main():
    with mock.patch("botocore.auth.get_current_datetime", lambda: NOW):
        cases = list(generated_cases())
    head = {
        "botocore": botocore.__version__,
        "access_key_id": ACCESS_KEY,
        "secret_access_key": SECRET_KEY,
        "seconds_since_epoch": int(NOW.timestamp()),
        "expires_seconds": EXPIRES,
    }
    lines = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in head.items()]
    sys.stdout.write("{\n" + ",\n".join(lines) + ',\n"cases": [\n')
    sys.stdout.write(",\n".join(json.dumps(case) for case in cases) + "\n]}\n")


if __name__ == "__main__":
    main()
