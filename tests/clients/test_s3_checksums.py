"""Checksums are verified, kept and given back."""

import base64
import hashlib
import zlib

import pytest

from faults import refused

BODY = b"hello"

# CRC32C and CRC64NVME, which boto3 leaves to a library of its own, are in javascript/s3.test.mjs.
DIGESTS = {
    "CRC32": lambda body: zlib.crc32(body).to_bytes(4, "big"),
    "SHA1": lambda body: hashlib.sha1(body).digest(),
    "SHA256": lambda body: hashlib.sha256(body).digest(),
}


def checksum(algorithm: str, body: bytes) -> str:
    return base64.b64encode(DIGESTS[algorithm](body)).decode()


@pytest.mark.parametrize("algorithm", DIGESTS)
def test_a_checksum_is_verified_kept_and_given_back(s3, bucket, algorithm):
    put = s3.put_object(Bucket=bucket, Key="a", Body=BODY, ChecksumAlgorithm=algorithm)
    assert put[f"Checksum{algorithm}"] == checksum(algorithm, BODY)
    assert put["ChecksumType"] == "FULL_OBJECT"
    got = s3.get_object(Bucket=bucket, Key="a", ChecksumMode="ENABLED")
    assert got["Body"].read() == BODY
    assert got[f"Checksum{algorithm}"] == checksum(algorithm, BODY)
    assert s3.list_objects_v2(Bucket=bucket)["Contents"][0]["ChecksumAlgorithm"] == [algorithm]


@pytest.mark.parametrize("algorithm", DIGESTS)
def test_a_wrong_checksum_is_refused_and_nothing_is_stored(s3, bucket, algorithm):
    wrong = {f"Checksum{algorithm}": checksum(algorithm, b"something else")}
    message = f"The {algorithm} you specified did not match the calculated checksum."
    with refused(400, "BadDigest", message):
        s3.put_object(Bucket=bucket, Key="a", Body=BODY, **wrong)
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


def test_a_checksum_that_is_none_is_refused(s3, bucket):
    with refused(400, "InvalidRequest", "Value for x-amz-checksum-crc32 header is invalid."):
        s3.put_object(Bucket=bucket, Key="a", Body=BODY, ChecksumCRC32="bm9uZQ")


def test_content_md5_is_verified(s3, bucket):
    s3.put_object(Bucket=bucket, Key="a", Body=BODY, ContentMD5=base64.b64encode(hashlib.md5(BODY).digest()).decode())
    with refused(400, "BadDigest"):
        s3.put_object(Bucket=bucket, Key="b", Body=BODY, ContentMD5=base64.b64encode(bytes(16)).decode())
    with refused(400, "InvalidDigest"):
        s3.put_object(Bucket=bucket, Key="b", Body=BODY, ContentMD5="none")
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 1


def test_a_part_s_checksum_is_verified(s3, bucket):
    upload = {"Bucket": bucket, "Key": "a"}
    upload["UploadId"] = s3.create_multipart_upload(**upload, ChecksumAlgorithm="SHA256")["UploadId"]
    with refused(400, "BadDigest"):
        s3.upload_part(**upload, PartNumber=1, Body=BODY, ChecksumSHA256=checksum("SHA256", b"something else"))
    part = s3.upload_part(**upload, PartNumber=1, Body=BODY, ChecksumAlgorithm="SHA256")
    assert part["ChecksumSHA256"] == checksum("SHA256", BODY)


def test_clients_may_leave_checksums_out(cloud, bucket):
    unless_required = {"request_checksum_calculation": "when_required", "response_checksum_validation": "when_required"}
    plain = cloud.client("s3", **unless_required)
    plain.put_object(Bucket=bucket, Key="a", Body=BODY)
    assert plain.get_object(Bucket=bucket, Key="a")["Body"].read() == BODY
