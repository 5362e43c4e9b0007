"""SigV4: what Shrike signs, botocore signs alike, over thousands of requests made at random.

SIGV4_REQUESTS (3000) is how many, SIGV4_SEED ("shrike") what they are drawn from; a failure names both.
"""

import datetime
import json
import os
import pathlib
import random
import subprocess
from unittest import mock

import pytest
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.utils import percent_encode

SIGNER = pathlib.Path(os.environ["SHRIKE_BIN"]) / "sign_requests"
REQUESTS = int(os.environ.get("SIGV4_REQUESTS", "3000"))
SEED = os.environ.get("SIGV4_SEED", "shrike")
KEYS = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
TOKENS = ["", "FwoGZXIvYXdzEXAMPLE//////////wEaDKtoken+with/every=sign=="]
REGIONS = ["us-east-1", "eu-central-1", "us-gov-west-1"]
HOSTS = ["s3.eu-central-1.amazonaws.com", "photos.s3.us-east-1.amazonaws.com", "127.0.0.1:9000", "localhost:4566"]
SERVICES = ["lambda", "rekognition", "dynamodb", "states", "sns"]
METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE"]

# What a path or a query is put together from: the characters that encoders disagree about, doubly encoded
# ones, every byte.
PIECES = [
    *"aZ09 +%&=;:@,!*'()$#?[]\\^`{|}~-_.<>\"\t\n\x7f\x00",
    "%20", "%2F", "%2f", "%25", "%252F", "%", "%%", "+%20", "ä", "é", "日本語", "\U0001f426", "\u00a0", "\u0301",
]  # fmt: skip
SEGMENTS = ["", ".", "..", "...", "./", "../", "//", "%2E%2E", "a..", "..a"]
HEADER_NAMES = [
    "Content-Type", "Cache-Control", "Range", "If-Match", "x-amz-meta-a", "x-amz-meta-a-b", "X-Amz-Meta-A.c",
    "x-amz-meta-a_b", "x-amz-tagging", "X-Amz-Target", "x-amz-checksum-crc32", "Content-MD5", "Accept",
    "User-Agent", "X-Amzn-Trace-Id", "Expect",
]  # fmt: skip
HEADER_PIECES = [*"aZ09 \t,;=:\"'/+%~", "  ", "   ", " \t ", "ä", "日本"]


def one_of(rng: random.Random, *makers):
    return rng.choice(makers)(rng)


def random_bytes(rng: random.Random) -> bytes:
    """Any bytes at all: keys need not be UTF-8 to be signed."""
    return rng.randbytes(rng.randint(1, 8))


def random_text(rng: random.Random) -> bytes:
    return "".join(rng.choices(PIECES, k=rng.randint(1, 6))).encode()


def random_segment(rng: random.Random) -> bytes:
    return rng.choice(SEGMENTS).encode()


def random_path(rng: random.Random) -> bytes:
    parts = [one_of(rng, random_text, random_text, random_bytes, random_segment) for _ in range(rng.randint(1, 5))]
    return b"/" + b"/".join(parts)


def random_query(rng: random.Random, unique: bool) -> list[tuple[bytes, bytes]]:
    known = [b"versionId", b"uploads", b"partNumber", b"list-type", b"prefix", b"a", b"A", b"a-b", b"a.b", b"a_b"]
    names = [rng.choice([rng.choice(known), random_text(rng)]) for _ in range(rng.randint(0, 5))]
    if unique:
        names = list(dict.fromkeys(names))
    return [(name, rng.choice([b"", random_text(rng), b"1"])) for name in names]


def random_headers(rng: random.Random) -> list[tuple[str, str]]:
    return [
        (rng.choice(HEADER_NAMES), "".join(rng.choices(HEADER_PIECES, k=rng.randint(0, 8))))
        for _ in range(rng.randint(0, 6))
    ]


def encoded(data: bytes, safe: str = "~") -> str:
    return percent_encode(data, safe=safe)


def spelled_otherwise(rng: random.Random, text: str) -> str:
    """The same bytes as another client spells them: escapes in lower case, letters as escapes."""

    def letter(at: int) -> str:
        if text[at] == "%" or (at > 0 and text[at - 1] == "%") or (at > 1 and text[at - 2] == "%"):
            return text[at].lower()
        return f"%{ord(text[at]):02x}" if text[at].isalnum() and rng.random() < 0.2 else text[at]

    return "".join(map(letter, range(len(text))))


class Request:
    """A request as Shrike is given it, and what botocore says of it."""

    def __init__(self, rng: random.Random, now: datetime.datetime):
        self.kind = rng.choices([S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth], [3, 1, 1])[0]
        presigned = self.kind is S3SigV4QueryAuth
        s3 = self.kind is not SigV4Auth
        service = "s3" if s3 else rng.choice(SERVICES)
        region, token, host = rng.choice(REGIONS), rng.choice(TOKENS), rng.choice(HOSTS)
        path = encoded(random_path(rng), safe="/~" if s3 else "/~!$&'()*+,;=:@")
        query = "&".join(
            encoded(name) + ("=" + encoded(value) if value or rng.random() < 0.5 else "")
            for name, value in random_query(rng, unique=presigned)
        )
        headers = random_headers(rng)
        # botocore would take the body of a presigned request for parameters.
        body = "" if presigned else rng.choice(["", "hello", "ä" * 40])

        self.canonical = ""
        outer = self

        class Recording(self.kind):
            def canonical_request(self, request):
                outer.canonical = super().canonical_request(request)
                return outer.canonical

        options = {"expires": 900} if presigned else {}
        request = AWSRequest(method=rng.choice(METHODS), url=f"http://{host}{path}" + (f"?{query}" if query else ""),
                             data=body.encode())  # fmt: skip
        for name, value in headers:
            request.headers.add_header(name, value)
        with mock.patch("botocore.auth.get_current_datetime", lambda: now):
            Recording(Credentials(*KEYS, token or None), service, region, **options).add_auth(request)
        self.signature = (request.url if presigned else request.headers["Authorization"])[-64:]
        self.authorization = None if presigned else request.headers["Authorization"]
        # S3 makes canonical what it is sent; other services sign the path as it is spelt.
        self.entry = {
            "service": service, "region": region, "method": request.method, "token": token, "body": body,
            "path": spelled_otherwise(rng, path) if s3 and rng.random() < 0.3 else path,
            "query": spelled_otherwise(rng, query) if rng.random() < 0.3 else query,
            "headers": [["Host", host], *headers], "seconds": int(now.timestamp()),
        } | options  # fmt: skip


def random_now(rng: random.Random) -> datetime.datetime:
    start = datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc)
    return start + datetime.timedelta(seconds=rng.randrange(10**9 * 2))


@pytest.fixture(scope="module")
def requests() -> list[Request]:
    rng = random.Random(SEED)
    return [Request(rng, random_now(rng)) for _ in range(REQUESTS)]


@pytest.fixture(scope="module")
def answers(requests) -> list[dict]:
    lines = "".join(json.dumps(request.entry) + "\n" for request in requests)
    run = subprocess.run([SIGNER], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_every_request_was_signed(requests, answers):
    assert len(answers) == len(requests) == REQUESTS
    assert {request.kind for request in requests} == {S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth}


def test_canonical_requests_are_botocores(requests, answers):
    for number, (request, answer) in enumerate(zip(requests, answers)):
        assert answer["canonical"] == request.canonical, f"request {number} of seed {SEED}: {request.entry}"


def test_signatures_are_botocores(requests, answers):
    for number, (request, answer) in enumerate(zip(requests, answers)):
        which = f"request {number} of seed {SEED}: {request.entry}"
        if request.authorization is None:
            assert answer["query"].endswith(f"X-Amz-Signature={request.signature}"), which
        else:
            assert answer["authorization"] == request.authorization, which
