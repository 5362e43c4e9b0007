"""What the functions log of hostile objects: one event a line, nothing hidden in it, no secret."""

import json
import re
from urllib.parse import quote_plus

import pytest

from cloud import LocalCloud, altered_stack, unbind
from leaks import leaks_in
from pictures import encoded, quadrants
from walk import UPLOADS

# Characters that a reader of a log must never meet raw: controls, separators of lines, marks of direction.
HIDDEN = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LINE = re.compile(r"^\[([^]]*)\] (.*)$")

HOSTILE_KEYS = {
    "a forged line": 'a\n[process] {"level":"INFO","message":"forged"}\n.jpg',
    "every line end": "a\rb\r\nc\vd\fe\x85f.jpg",
    "separators": "a\u2028b\u2029c.jpg",
    "columns": "a\t2026-11-21T03:30:00.007Z\tid\tERROR\tforged.jpg",
    "a terminal's commands": "\x1b[2J\x1b[31mred\x1b]0;title\x07.jpg",
    "C1's commands": "\x9b31mred.jpg",
    "text shown backwards": "\u202egpj.exe\u2067x\u061cy.jpg",
    "NUL and DEL": "a\0b\x7f.jpg",
    "quotes": '","level":"FATAL","x":"\\.jpg',
    "as long as keys are": "\x01" * 1024,
}


def formats_side_by_side(resources):
    """The main job twice: as it is deployed, with its log in JSON, and as Lambda's older default has it."""
    (name,) = (name for name, resource in resources.items() if resource["Type"] == "AWS::Lambda::Function")
    json_log = json.loads(json.dumps(resources[name]))
    unbind(resources)
    del json_log["Properties"]["Role"]
    json_log["Properties"]["FunctionName"] = "process-json"
    resources["ProcessJson"] = json_log


@pytest.fixture(scope="module")
def logging_cloud(tmp_path_factory, ended_well):
    folder = tmp_path_factory.mktemp("logs")
    cloud = LocalCloud(folder, altered_stack(folder, formats_side_by_side))
    cloud.s3.create_bucket(Bucket="archive")
    yield cloud
    ended_well(cloud)


def lines_of(cloud, function, start):
    matches = (LINE.match(line) for line in cloud.log.split("\n")[start:])
    return [match.group(2) for match in matches if match and match.group(1) == function]


@pytest.mark.parametrize("name", HOSTILE_KEYS)
@pytest.mark.parametrize("function", ["process", "process-json"])
def test_no_key_of_an_object_forges_or_hides_a_line(logging_cloud, function, name):
    cloud, key, functions = logging_cloud, HOSTILE_KEYS[name], logging_cloud.client("lambda")
    cloud.s3.put_object(Bucket="archive", Key=key, Body=b"no image, and of no use")
    start = cloud.lines_so_far()
    missing = {"Records": [record("archive", key), record("no-such-bucket", key)]}
    functions.invoke(FunctionName=function, Payload=json.dumps({"bucket": "archive", "key": key}))
    functions.invoke(FunctionName=function, Payload=json.dumps(missing))
    assert not [line for line in cloud.log.split("\n")[start:] if HIDDEN.search(line)]

    lines = lines_of(cloud, function, start)
    own = [line for line in lines if not re.match(r"START |END |REPORT |INIT_REPORT ", line)]
    assert own, "it logged nothing of what it refused"
    if function == "process-json":
        told = [json.loads(line) for line in own]
        assert not [line for line in told if line.get("message") == "forged" or line.get("level") == "FATAL"]
        assert [line for line in told if line.get("key") == key], "the key as it is, for who reads the JSON"
    else:
        assert not [line for line in own if not re.match(r"[0-9T:.-]{23}Z\t[0-9a-f-]*\t(INFO|WARN|ERROR)\t", line)]


def record(bucket, key):
    """An S3 notification's record; its key is encoded as S3 encodes it."""
    return {
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": bucket}, "object": {"key": quote_plus(key), "size": 23, "sequencer": "01"}},
    }


BOOTSTRAP = """#!/bin/sh
echo "my key is $LEAKED"
exit 1
"""


@pytest.mark.parametrize("variable", ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"])
def test_a_function_that_logs_its_secret_is_noticed(tmp_path, variable):
    (tmp_path / "code").mkdir()
    bootstrap = tmp_path / "code" / "bootstrap"
    bootstrap.write_text(BOOTSTRAP.replace("LEAKED", variable))
    bootstrap.chmod(0o755)
    cloud = LocalCloud(tmp_path / "data", altered_stack(tmp_path, unbind), "--code", bootstrap.parent)
    cloud.client("lambda").invoke(FunctionName="process", Payload=b"{}")
    cloud.wait_for_log("my key is")
    with pytest.raises(AssertionError, match="secrets in the log"):
        cloud.stop()


PLANTED = {
    "a presigned URL": "GET /b/k?X-Amz-Expires=60&X-Amz-Signature=0123456789abcdef0123456789abcdef",
    "a header": "Authorization: AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/s3/aws4_request",
    "a secret": "secret LocalSecret+0123456789abcdefghijklmnopqr",
    "a token": "token=LocalToken/IQoJ",
    "a JPEG": encoded(quadrants(64, 64), "JPEG").decode(errors="replace"),
    "a JPEG in a JSON string": json.dumps(encoded(quadrants(64, 64), "JPEG").decode(errors="replace")),
    "a PNG": encoded(quadrants(64, 64), "PNG").decode(errors="replace"),
    "a PNG in base64": "iVBORw0KGgoAAAANSUhEUgAA",
}


@pytest.mark.parametrize("name", PLANTED)
def test_what_no_log_may_show_is_known_at_sight(name):
    assert leaks_in(["START", PLANTED[name]])
    assert not leaks_in(["START", "libpng: IHDR: CRC error", "X-Amz-Signature is missing", "Signature=…"])
