"""Keys with every awkward character: put, got, listed, copied and deleted by boto3 unchanged."""

import pytest

from faults import refused
from keys import AWKWARD_KEYS


@pytest.mark.parametrize("name", AWKWARD_KEYS)
def test_an_awkward_key_is_kept_to_the_byte(s3, bucket, name):
    key = AWKWARD_KEYS[name]
    s3.put_object(Bucket=bucket, Key=key, Body=name.encode())
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == name.encode()
    assert [item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]] == [key]
    s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": key})
    assert s3.get_object(Bucket=bucket, Key="copy")["Body"].read() == name.encode()
    s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key}]})
    assert [item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["copy"]


def test_awkward_keys_are_all_different_objects(s3, bucket):
    for name, key in AWKWARD_KEYS.items():
        s3.put_object(Bucket=bucket, Key=key, Body=name.encode())
    listed = [item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    assert listed == sorted(AWKWARD_KEYS.values(), key=str.encode)
    for name, key in AWKWARD_KEYS.items():
        assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == name.encode()


@pytest.mark.parametrize("order", [["a", "a/b", "a/b/c"], ["a/b/c", "a/b", "a"], ["a/", "a", "a/b"]])
def test_a_key_may_be_the_folder_of_another(s3, bucket, order):
    for key in order:
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    for key in order:
        assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == key.encode()
    assert [item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]] == sorted(order)
    for key in order:
        s3.delete_object(Bucket=bucket, Key=key)
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_a_key_never_leaves_its_bucket_s_folder(s3, bucket, cloud):
    before = {path.name for path in cloud.buckets.parent.iterdir()}
    for key in ("../../escaped.jpg", "/../../../escaped.jpg", "a/../../../escaped.jpg"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    assert {path.name for path in cloud.buckets.parent.iterdir()} == before
    assert not list(cloud.buckets.glob("escaped*"))


def test_buckets_are_their_owner_s_alone(cloud):
    assert cloud.buckets.stat().st_mode & 0o777 == 0o700


def test_keys_that_differ_in_case_are_two(s3, bucket):
    s3.put_object(Bucket=bucket, Key="Photo.JPG", Body=b"upper")
    s3.put_object(Bucket=bucket, Key="photo.jpg", Body=b"lower")
    assert s3.get_object(Bucket=bucket, Key="Photo.JPG")["Body"].read() == b"upper"


def test_a_key_of_more_than_1024_bytes_is_refused(s3, bucket):
    with refused(400, "KeyTooLongError", "Your key is too long"):
        s3.put_object(Bucket=bucket, Key="k" * 1025, Body=b"x")
