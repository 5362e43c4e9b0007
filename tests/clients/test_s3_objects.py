"""Objects, as boto3 puts, gets, copies and deletes them."""

import datetime
import io

import pytest
from botocore.exceptions import ClientError

from faults import refused
from signing import send, signed

TEN = b"0123456789"


def test_an_object_comes_back_as_it_was_put(s3, bucket):
    put = s3.put_object(Bucket=bucket, Key="a", Body=TEN, ContentType="text/plain", CacheControl="max-age=60")
    got = s3.get_object(Bucket=bucket, Key="a")
    assert got["Body"].read() == TEN
    assert got["ETag"] == put["ETag"] == '"781e5e245d69b566979b86e28d23f2c7"'
    assert got["ContentLength"] == 10
    assert got["ContentType"] == "text/plain"
    assert got["CacheControl"] == "max-age=60"
    assert got["AcceptRanges"] == "bytes"
    assert abs(got["LastModified"] - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(minutes=5)


def test_what_is_put_after_an_empty_object_is_answered_for_itself(cloud, bucket):
    """botocore asks for 100 Continue before an empty body too, and mistakes the next answer where it gets none."""
    s3 = cloud.client("s3", max_pool_connections=1)
    s3.put_object(Bucket=bucket, Key="empty", Body=b"")
    put = s3.put_object(Bucket=bucket, Key="a", Body=TEN)
    assert put["ETag"] == '"781e5e245d69b566979b86e28d23f2c7"'


def test_an_object_is_a_plain_file_in_its_bucket_s_folder(s3, bucket, cloud):
    s3.put_object(Bucket=bucket, Key="holiday/my photo+1 Grüße.jpg", Body=TEN)
    assert (cloud.buckets / bucket / "holiday" / "my photo+1 Grüße.jpg").read_bytes() == TEN


def test_content_type_is_s3_s_own_default_where_none_was_given(s3, bucket):
    s3.put_object(Bucket=bucket, Key="a", Body=TEN)
    assert s3.head_object(Bucket=bucket, Key="a")["ContentType"] == "binary/octet-stream"


def test_metadata_comes_back_with_lower_case_names(s3, bucket):
    s3.put_object(Bucket=bucket, Key="a", Body=TEN, Metadata={"Camera": "X100", "note": "two words"})
    assert s3.head_object(Bucket=bucket, Key="a")["Metadata"] == {"camera": "X100", "note": "two words"}


def test_head_tells_what_get_tells_without_a_body(s3, bucket):
    s3.put_object(Bucket=bucket, Key="a", Body=TEN, Metadata={"x": "y"})
    head, get = s3.head_object(Bucket=bucket, Key="a"), s3.get_object(Bucket=bucket, Key="a")
    for field in ("ContentLength", "ETag", "LastModified", "Metadata", "ContentType"):
        assert head[field] == get[field]


def test_an_empty_object_is_an_object(s3, bucket):
    s3.put_object(Bucket=bucket, Key="empty", Body=b"")
    got = s3.get_object(Bucket=bucket, Key="empty")
    assert (got["Body"].read(), got["ContentLength"]) == (b"", 0)


def test_a_large_body_survives_in_both_directions(s3, bucket):
    body = bytes(range(256)) * 4 * 5000
    s3.put_object(Bucket=bucket, Key="large", Body=io.BytesIO(body))
    assert s3.get_object(Bucket=bucket, Key="large")["Body"].read() == body


def test_a_second_put_replaces_the_object(s3, bucket):
    s3.put_object(Bucket=bucket, Key="a", Body=b"old, and longer", Metadata={"old": "1"})
    s3.put_object(Bucket=bucket, Key="a", Body=b"new")
    got = s3.get_object(Bucket=bucket, Key="a")
    assert (got["Body"].read(), got["Metadata"]) == (b"new", {})


# As AWS answered these very ranges on an object of ten bytes.
@pytest.mark.parametrize(
    ("asked", "status", "body", "content_range"),
    [
        ("bytes=0-8", 206, TEN[0:9], "bytes 0-8/10"),
        ("bytes=1-1", 206, b"1", "bytes 1-1/10"),
        ("bytes=1-", 206, TEN[1:], "bytes 1-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=-15", 206, TEN, "bytes 0-9/10"),
        ("bytes=0-100", 206, TEN, "bytes 0-9/10"),
        ("bytes=1-0", 200, TEN, None),
        ("bytes=0-1,3-4", 200, TEN, None),
        ("0-8", 200, TEN, None),
        ("bytes=-", 200, TEN, None),
    ],
)
def test_a_range_is_answered_as_s3_answers_it(s3, bucket, asked, status, body, content_range):
    s3.put_object(Bucket=bucket, Key="a", Body=TEN)
    got = s3.get_object(Bucket=bucket, Key="a", Range=asked)
    assert got["Body"].read() == body
    assert (got["ResponseMetadata"]["HTTPStatusCode"], got.get("ContentRange")) == (status, content_range)


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=100-200", "bytes=-0"])
def test_a_range_beyond_the_object_is_refused(s3, bucket, asked):
    s3.put_object(Bucket=bucket, Key="a", Body=TEN)
    with refused(416, "InvalidRange", "The requested range is not satisfiable"):
        s3.get_object(Bucket=bucket, Key="a", Range=asked)


def test_a_copy_keeps_bytes_and_metadata(s3, bucket):
    s3.put_object(Bucket=bucket, Key="my photo+1.jpg", Body=TEN, Metadata={"x": "y"}, ContentType="image/jpeg")
    copied = s3.copy_object(Bucket=bucket, Key="copy of it", CopySource={"Bucket": bucket, "Key": "my photo+1.jpg"})
    got = s3.get_object(Bucket=bucket, Key="copy of it")
    assert got["Body"].read() == TEN
    assert (got["Metadata"], got["ContentType"]) == ({"x": "y"}, "image/jpeg")
    assert copied["CopyObjectResult"]["ETag"] == got["ETag"]


def test_a_copy_may_replace_the_metadata(s3, bucket):
    s3.put_object(Bucket=bucket, Key="a", Body=TEN, Metadata={"x": "y"})
    s3.copy_object(
        Bucket=bucket,
        Key="b",
        CopySource={"Bucket": bucket, "Key": "a"},
        MetadataDirective="REPLACE",
        Metadata={"z": "1"},
        ContentType="image/png",
    )
    head = s3.head_object(Bucket=bucket, Key="b")
    assert (head["Metadata"], head["ContentType"]) == ({"z": "1"}, "image/png")


def test_a_copy_onto_itself_needs_something_to_change(s3, bucket):
    s3.put_object(Bucket=bucket, Key="a", Body=TEN)
    with refused(400, "InvalidRequest"):
        s3.copy_object(Bucket=bucket, Key="a", CopySource={"Bucket": bucket, "Key": "a"})


@pytest.mark.parametrize("change", [{"StorageClass": "STANDARD_IA"}, {"ServerSideEncryption": "AES256"}])
def test_a_copy_onto_itself_may_change_class_or_encryption_alone(s3, bucket, change):
    s3.put_object(Bucket=bucket, Key="a", Body=b"x", Metadata={"kept": "yes"})
    s3.copy_object(Bucket=bucket, Key="a", CopySource={"Bucket": bucket, "Key": "a"}, **change)
    head = s3.head_object(Bucket=bucket, Key="a")
    assert (head["Metadata"], {name: head[name] for name in change}) == ({"kept": "yes"}, change)


def test_a_copy_of_nothing_is_refused(s3, bucket):
    with refused(404, "NoSuchKey"):
        s3.copy_object(Bucket=bucket, Key="b", CopySource={"Bucket": bucket, "Key": "absent"})


def test_deleting_is_final_and_may_be_repeated(s3, bucket, cloud):
    s3.put_object(Bucket=bucket, Key="folder/a", Body=TEN)
    for _ in range(2):
        assert s3.delete_object(Bucket=bucket, Key="folder/a")["ResponseMetadata"]["HTTPStatusCode"] == 204
    with refused(404, "NoSuchKey", "The specified key does not exist."):
        s3.get_object(Bucket=bucket, Key="folder/a")
    assert not (cloud.buckets / bucket / "folder" / "a").exists()


def test_many_objects_are_deleted_at_once(s3, bucket):
    for key in ("a", "b c+d", "Grüße", "kept"):
        s3.put_object(Bucket=bucket, Key=key, Body=TEN)
    objects = [{"Key": key} for key in ("a", "b c+d", "Grüße", "never there")]
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects})
    assert {item["Key"] for item in answer["Deleted"]} == {"a", "b c+d", "Grüße", "never there"}
    assert "Errors" not in answer
    assert [item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["kept"]


def test_a_quiet_deletion_tells_only_of_errors(s3, bucket):
    s3.put_object(Bucket=bucket, Key="a", Body=TEN)
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "a"}], "Quiet": True})
    assert "Deleted" not in answer
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


def test_errors_name_what_they_are_about(s3, bucket):
    with refused(404, "NoSuchKey", "The specified key does not exist.") as info:
        s3.get_object(Bucket=bucket, Key="not there")
    error = info.value.response["Error"]
    assert error["Key"] == "not there"
    assert info.value.response["ResponseMetadata"]["RequestId"]
    with refused(404, "NoSuchBucket", "The specified bucket does not exist") as info:
        s3.get_object(Bucket="no-such-bucket", Key="a")
    assert info.value.response["Error"]["BucketName"] == "no-such-bucket"


def test_head_of_nothing_is_a_bare_404(s3, bucket):
    with pytest.raises(ClientError) as info:
        s3.head_object(Bucket=bucket, Key="absent")
    assert info.value.response["Error"]["Code"] == "404"


def test_buckets_are_made_listed_and_deleted(s3, bucket):
    assert bucket in [item["Name"] for item in s3.list_buckets()["Buckets"]]
    s3.head_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="a", Body=TEN)
    with refused(409, "BucketNotEmpty", "The bucket you tried to delete is not empty"):
        s3.delete_bucket(Bucket=bucket)
    s3.delete_object(Bucket=bucket, Key="a")
    s3.delete_bucket(Bucket=bucket)
    with pytest.raises(ClientError, match="404"):
        s3.head_bucket(Bucket=bucket)


def test_a_bucket_name_that_aws_refuses_is_refused(cloud):
    answer = send(signed("PUT", f"{cloud.endpoint}/Not_A_Bucket"))
    assert (answer.status, answer.error_code) == (400, "InvalidBucketName")
