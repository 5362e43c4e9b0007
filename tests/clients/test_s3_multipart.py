"""Multipart uploads, by hand and as boto3's transfer manager makes them."""

import hashlib
import io

import pytest
from boto3.s3.transfer import TransferConfig

from faults import refused

MIB = 1024 * 1024
LARGE = bytes(range(256)) * 4096 * 5  # 5 MiB, the least that a part other than the last may have
SMALL = b"the rest"


@pytest.fixture
def upload(s3, bucket):
    started = s3.create_multipart_upload(Bucket=bucket, Key="my film+1", ContentType="video/mp4", Metadata={"x": "y"})
    return {"Bucket": bucket, "Key": "my film+1", "UploadId": started["UploadId"]}


def put_part(s3, upload, number, body):
    return {"PartNumber": number, "ETag": s3.upload_part(**upload, PartNumber=number, Body=body)["ETag"]}


def multipart_etag(*bodies):
    digests = b"".join(hashlib.md5(body).digest() for body in bodies)
    return f'"{hashlib.md5(digests).hexdigest()}-{len(bodies)}"'


def test_parts_are_put_together_by_number_whatever_order_they_came_in(s3, bucket, upload):
    last = put_part(s3, upload, 7, SMALL)
    first = put_part(s3, upload, 2, LARGE)
    done = s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [first, last]})
    assert done["ETag"] == multipart_etag(LARGE, SMALL)
    got = s3.get_object(Bucket=bucket, Key="my film+1")
    assert got["Body"].read() == LARGE + SMALL
    assert (got["ContentType"], got["Metadata"], got["ETag"]) == ("video/mp4", {"x": "y"}, done["ETag"])


def test_a_part_sent_again_replaces_the_first(s3, bucket, upload):
    put_part(s3, upload, 1, b"wrong")
    right = put_part(s3, upload, 1, SMALL)
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [right]})
    assert s3.get_object(Bucket=bucket, Key="my film+1")["Body"].read() == SMALL


def test_nothing_is_there_until_an_upload_is_complete(s3, bucket, upload):
    put_part(s3, upload, 1, SMALL)
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)
    with refused(404, "NoSuchKey"):
        s3.get_object(Bucket=bucket, Key="my film+1")


def test_an_aborted_upload_leaves_nothing(s3, bucket, upload):
    part = put_part(s3, upload, 1, SMALL)
    s3.abort_multipart_upload(**upload)
    with refused(404, "NoSuchUpload"):
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [part]})
    with refused(404, "NoSuchUpload"):
        s3.upload_part(**upload, PartNumber=2, Body=SMALL)
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


def test_parts_and_uploads_are_listed(s3, bucket, upload):
    put_part(s3, upload, 3, SMALL)
    put_part(s3, upload, 1, LARGE)
    parts = s3.list_parts(**upload)["Parts"]
    assert [(part["PartNumber"], part["Size"]) for part in parts] == [(1, len(LARGE)), (3, len(SMALL))]
    uploads = s3.list_multipart_uploads(Bucket=bucket)["Uploads"]
    assert [(item["Key"], item["UploadId"]) for item in uploads] == [("my film+1", upload["UploadId"])]


def test_parts_out_of_order_in_the_list_are_refused(s3, upload):
    parts = [put_part(s3, upload, number, LARGE) for number in (1, 2)]
    with refused(400, "InvalidPartOrder"):
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts[::-1]})


def test_a_part_that_was_never_sent_is_refused(s3, upload):
    part = put_part(s3, upload, 1, LARGE)
    with refused(400, "InvalidPart"):
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [part, {**part, "PartNumber": 2}]})
    with refused(400, "InvalidPart"):
        wrong = {"PartNumber": 1, "ETag": '"00000000000000000000000000000000"'}
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [wrong]})


def test_a_part_below_5_mib_may_only_be_the_last(s3, upload):
    parts = [put_part(s3, upload, number, SMALL) for number in (1, 2)]
    with refused(400, "EntityTooSmall"):
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})


def test_a_part_number_beyond_10000_is_refused(s3, upload):
    with refused(400, "InvalidArgument"):
        s3.upload_part(**upload, PartNumber=10001, Body=SMALL)


def test_the_transfer_manager_uploads_and_downloads_in_parts(s3, bucket):
    body = (LARGE + SMALL) * 3
    config = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB, max_concurrency=4)
    s3.upload_fileobj(io.BytesIO(body), bucket, "transferred", Config=config)
    assert s3.head_object(Bucket=bucket, Key="transferred")["ETag"].endswith('-4"')
    downloaded = io.BytesIO()
    s3.download_fileobj(bucket, "transferred", downloaded, Config=config)
    assert downloaded.getvalue() == body


def test_a_range_may_span_two_parts(s3, bucket, upload):
    parts = [put_part(s3, upload, 1, LARGE), put_part(s3, upload, 2, SMALL)]
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    asked = f"bytes={len(LARGE) - 3}-{len(LARGE) + 2}"
    assert s3.get_object(Bucket=bucket, Key="my film+1", Range=asked)["Body"].read() == LARGE[-3:] + SMALL[:3]
