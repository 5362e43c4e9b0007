"""The AWS command line against the local cloud, used as a person uses it."""

import json
import os
import re
import subprocess
import urllib.error
import urllib.request

import pytest

from cloud import AWS_CLI, THIRD_PARTY
from walk import RESULTS, UPLOADS, metadata_key

CHELSEA = THIRD_PARTY / "photographs" / "chelsea.png"


@pytest.fixture
def aws(cloud):
    def run(*arguments, stdin=None, expect=0, configuration=os.devnull):
        command = [*AWS_CLI, "--cli-read-timeout", "60", *map(str, arguments)]
        environment = cloud.environment | {"AWS_CONFIG_FILE": str(configuration)}
        done = subprocess.run(command, input=stdin, capture_output=True, env=environment, timeout=120)
        assert done.returncode == expect, done.stderr.decode()
        return done.stdout if expect == 0 else done.stderr.decode()

    return run


def test_a_file_goes_there_and_back(aws, bucket, tmp_path):
    aws("s3", "cp", CHELSEA, f"s3://{bucket}/")
    aws("s3", "cp", f"s3://{bucket}/chelsea.png", tmp_path / "back.png")
    assert (tmp_path / "back.png").read_bytes() == CHELSEA.read_bytes()
    listing = aws("s3", "ls", f"s3://{bucket}/").decode()
    assert listing.split()[2:] == [str(CHELSEA.stat().st_size), "chelsea.png"]
    head = json.loads(aws("s3api", "head-object", "--bucket", bucket, "--key", "chelsea.png"))
    assert head["ContentType"] == "image/png"


def test_my_photo_plus_1_gets_its_results(aws, walk, tmp_path):
    """The tutorial's command, with the name that breaks the tutorials."""
    photo = tmp_path / "my photo+1.jpg"
    photo.write_bytes(CHELSEA.read_bytes())
    aws("s3", "cp", photo, f"s3://{UPLOADS}/")
    version = walk.s3.head_object(Bucket=UPLOADS, Key="my photo+1.jpg")["VersionId"]
    walk.wait_for("my photo+1.jpg", version)
    assert json.loads(aws("s3", "cp", f"s3://{RESULTS}/{metadata_key('my photo+1.jpg')}", "-"))["labels"]
    assert len(aws("s3", "ls", f"s3://{RESULTS}/my photo+1.jpg/").splitlines()) == 3


def test_a_large_file_goes_in_parts(aws, s3, bucket, tmp_path):
    large = tmp_path / "large.bin"
    large.write_bytes(os.urandom(20 * 1024 * 1024))
    aws("s3", "cp", large, f"s3://{bucket}/large.bin")
    assert s3.head_object(Bucket=bucket, Key="large.bin")["ETag"].endswith('-3"')
    aws("s3", "cp", f"s3://{bucket}/large.bin", tmp_path / "back.bin")
    assert (tmp_path / "back.bin").read_bytes() == large.read_bytes()


def test_a_stream_goes_there_and_back(aws, bucket):
    aws("s3", "cp", "-", f"s3://{bucket}/streamed", stdin=b"from a pipe")
    assert aws("s3", "cp", f"s3://{bucket}/streamed", "-") == b"from a pipe"


def test_a_folder_is_kept_in_step(aws, s3, bucket, tmp_path):
    for name in ("a.txt", "sub folder/b+c.txt", "Grüße.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
        os.utime(path, (1_700_000_000, 1_700_000_000))  # S3 tells seconds: a file of this very one may look newer
    assert aws("s3", "sync", tmp_path, f"s3://{bucket}/copy").count(b"upload:") == 3
    assert aws("s3", "sync", tmp_path, f"s3://{bucket}/copy") == b""
    (tmp_path / "a.txt").unlink()
    assert b"delete:" in aws("s3", "sync", tmp_path, f"s3://{bucket}/copy", "--delete")
    listed = [item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    assert listed == ["copy/Grüße.txt", "copy/sub folder/b+c.txt"]


def test_objects_are_moved_and_removed(aws, s3, bucket):
    for key in ("a b+c", "sub/d"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    aws("s3", "mv", f"s3://{bucket}/a b+c", f"s3://{bucket}/moved")
    assert [item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["moved", "sub/d"]
    aws("s3", "rm", f"s3://{bucket}/", "--recursive")
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0
    aws("s3", "rb", f"s3://{bucket}")


def test_buckets_are_made_and_listed(aws):
    aws("s3", "mb", "s3://made-by-awscli")
    assert "made-by-awscli" in aws("s3", "ls").decode()


def test_the_lower_level_commands_work(aws, bucket, tmp_path):
    source = tmp_path / "body"
    source.write_bytes(b"0123456789")
    there = ("--bucket", bucket, "--key", "k")
    put = json.loads(aws("s3api", "put-object", *there, "--body", source, "--if-none-match", "*"))
    got = json.loads(aws("s3api", "get-object", *there, "--range", "bytes=2-4", tmp_path / "part"))
    assert (got["ContentRange"], (tmp_path / "part").read_bytes()) == ("bytes 2-4/10", b"234")
    assert got["ETag"] == put["ETag"]
    listed = json.loads(aws("s3api", "list-objects-v2", "--bucket", bucket, "--page-size", "1"))
    assert [item["Key"] for item in listed["Contents"]] == ["k"]


def test_errors_are_told_as_aws_tells_them(aws, bucket):
    message = aws("s3api", "get-object", "--bucket", bucket, "--key", "absent", os.devnull, expect=255)
    assert "(NoSuchKey) when calling the GetObject operation: The specified key does not exist." in message


def test_labels_and_functions_are_a_command_away(aws, s3, bucket, tmp_path):
    s3.put_object(Bucket=bucket, Key="my cat+1.png", Body=CHELSEA.read_bytes())
    image = json.dumps({"S3Object": {"Bucket": bucket, "Name": "my cat+1.png"}})
    labels = json.loads(aws("rekognition", "detect-labels", "--image", image, "--min-confidence", "75"))["Labels"]
    assert "Cat" in {label["Name"] for label in labels}
    event = json.dumps({"bucket": bucket, "key": "my cat+1.png"})
    answer = tmp_path / "answer.json"
    invoked = aws("lambda", "invoke", "--function-name", "process", "--payload", event, answer)
    assert json.loads(invoked)["StatusCode"] == 200
    assert json.loads(answer.read_text())["metadata"]["source"]["key"] == "my cat+1.png"


def test_a_presigned_url_needs_the_setting_that_its_refusal_names(aws, s3, bucket, tmp_path):
    s3.put_object(Bucket=bucket, Key="shared", Body=b"x")

    def presigned(configuration):
        return aws("s3", "presign", f"s3://{bucket}/shared", configuration=configuration).decode().strip()

    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(presigned(os.devnull))
    assert refusal.value.code == 400
    configuration = tmp_path / "config"
    setting = re.search(r"aws (configure set \S+ \S+)\)", refusal.value.read().decode()).group(1)
    configuration.touch()
    aws(*setting.split(), configuration=configuration)
    assert urllib.request.urlopen(presigned(configuration)).read() == b"x"
