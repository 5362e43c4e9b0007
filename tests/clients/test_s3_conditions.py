"""Conditional writes and reads, with the answers that AWS was recorded to give."""

import datetime

import pytest
from botocore.exceptions import ClientError

from faults import refused

NOT_HELD = "At least one of the pre-conditions you specified did not hold"
NOT_IMPLEMENTED = "A header you provided implies functionality that is not implemented"
OTHER_ETAG = '"00000000000000000000000000000000"'


@pytest.fixture(params=["bucket", "versioned_bucket"])
def either_bucket(request):
    return request.getfixturevalue(request.param)


def test_a_first_write_only_succeeds_once(s3, either_bucket):
    s3.put_object(Bucket=either_bucket, Key="a", Body=b"1", IfNoneMatch="*")
    with refused(412, "PreconditionFailed", NOT_HELD) as info:
        s3.put_object(Bucket=either_bucket, Key="a", Body=b"2", IfNoneMatch="*")
    assert info.value.response["Error"]["Condition"] == "If-None-Match"
    assert s3.get_object(Bucket=either_bucket, Key="a")["Body"].read() == b"1"


def test_a_first_write_may_follow_a_deletion(s3, either_bucket):
    s3.put_object(Bucket=either_bucket, Key="a", Body=b"1")
    s3.delete_object(Bucket=either_bucket, Key="a")
    s3.put_object(Bucket=either_bucket, Key="a", Body=b"2", IfNoneMatch="*")
    assert s3.get_object(Bucket=either_bucket, Key="a")["Body"].read() == b"2"


def test_a_replacement_needs_the_etag_of_what_is_there(s3, either_bucket):
    etag = s3.put_object(Bucket=either_bucket, Key="a", Body=b"1")["ETag"]
    with refused(412, "PreconditionFailed", NOT_HELD) as info:
        s3.put_object(Bucket=either_bucket, Key="a", Body=b"2", IfMatch=OTHER_ETAG)
    assert info.value.response["Error"]["Condition"] == "If-Match"
    s3.put_object(Bucket=either_bucket, Key="a", Body=b"3", IfMatch=etag)
    assert s3.get_object(Bucket=either_bucket, Key="a")["Body"].read() == b"3"


def test_a_replacement_of_nothing_is_refused_as_no_such_key(s3, either_bucket):
    with refused(404, "NoSuchKey", "The specified key does not exist."):
        s3.put_object(Bucket=either_bucket, Key="a", Body=b"1", IfMatch=OTHER_ETAG)
    etag = s3.put_object(Bucket=either_bucket, Key="a", Body=b"1")["ETag"]
    s3.delete_object(Bucket=either_bucket, Key="a")
    with refused(404, "NoSuchKey"):
        s3.put_object(Bucket=either_bucket, Key="a", Body=b"2", IfMatch=etag)


@pytest.mark.parametrize(
    ("conditions", "header"),
    [
        ({"IfNoneMatch": OTHER_ETAG}, "If-None-Match"),
        ({"IfMatch": "*"}, "If-Match"),
        ({"IfMatch": OTHER_ETAG, "IfNoneMatch": "*"}, "If-Match,If-None-Match"),
    ],
)
def test_conditions_that_s3_does_not_implement_are_refused_as_such(s3, bucket, conditions, header):
    with refused(501, "NotImplemented", NOT_IMPLEMENTED) as info:
        s3.put_object(Bucket=bucket, Key="a", Body=b"1", **conditions)
    assert info.value.response["Error"]["Header"] == header


def test_completing_an_upload_may_be_conditional(s3, bucket):
    s3.put_object(Bucket=bucket, Key="a", Body=b"there")
    upload = {"Bucket": bucket, "Key": "a"}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    part = {"PartNumber": 1, "ETag": s3.upload_part(**upload, PartNumber=1, Body=b"new")["ETag"]}
    with refused(412, "PreconditionFailed"):
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [part]}, IfNoneMatch="*")
    assert s3.get_object(Bucket=bucket, Key="a")["Body"].read() == b"there"


def test_a_read_may_ask_for_a_certain_etag(s3, bucket):
    etag = s3.put_object(Bucket=bucket, Key="a", Body=b"1")["ETag"]
    assert s3.get_object(Bucket=bucket, Key="a", IfMatch=etag)["Body"].read() == b"1"
    assert s3.get_object(Bucket=bucket, Key="a", IfNoneMatch=OTHER_ETAG)["Body"].read() == b"1"
    with refused(412, "PreconditionFailed", NOT_HELD):
        s3.get_object(Bucket=bucket, Key="a", IfMatch=OTHER_ETAG)


def test_a_read_of_what_the_client_has_is_304(s3, bucket):
    etag = s3.put_object(Bucket=bucket, Key="a", Body=b"1")["ETag"]
    modified = s3.head_object(Bucket=bucket, Key="a")["LastModified"]
    for condition in ({"IfNoneMatch": etag}, {"IfModifiedSince": modified}):
        with pytest.raises(ClientError) as info:
            s3.get_object(Bucket=bucket, Key="a", **condition)
        assert info.value.response["ResponseMetadata"]["HTTPStatusCode"] == 304


def test_a_read_of_what_has_changed_since_is_refused(s3, bucket):
    s3.put_object(Bucket=bucket, Key="a", Body=b"1")
    earlier = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
    with refused(412, "PreconditionFailed"):
        s3.get_object(Bucket=bucket, Key="a", IfUnmodifiedSince=earlier)
