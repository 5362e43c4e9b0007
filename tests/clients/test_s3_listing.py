"""ListObjectsV2 and its older sister, with prefix, delimiter and pages."""

import pytest

from faults import refused

KEYS = ["a.jpg", "album one/1.jpg", "album one/2.jpg", "album+two/1.jpg", "album+two/sub/2.jpg", "z.jpg"]


@pytest.fixture
def album(s3, bucket):
    for key in KEYS:
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    return bucket


def keys(answer):
    return [item["Key"] for item in answer.get("Contents", [])]


def prefixes(answer):
    return [item["Prefix"] for item in answer.get("CommonPrefixes", [])]


def test_a_listing_is_in_the_order_of_bytes_and_tells_size_and_etag(s3, album):
    answer = s3.list_objects_v2(Bucket=album)
    assert keys(answer) == KEYS
    assert (answer["KeyCount"], answer["IsTruncated"], answer["Name"], answer["MaxKeys"]) == (6, False, album, 1000)
    first = answer["Contents"][0]
    assert first["Size"] == len("a.jpg")
    assert first["ETag"] == s3.head_object(Bucket=album, Key="a.jpg")["ETag"]
    assert first["StorageClass"] == "STANDARD"


def test_an_empty_bucket_lists_nothing(s3, bucket):
    answer = s3.list_objects_v2(Bucket=bucket)
    assert (answer["KeyCount"], answer["IsTruncated"], "Contents" in answer) == (0, False, False)


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [("album", KEYS[1:5]), ("album one/", KEYS[1:3]), ("album+two/s", KEYS[4:5]), ("none", [])],
)
def test_a_prefix_is_literal(s3, album, prefix, expected):
    answer = s3.list_objects_v2(Bucket=album, Prefix=prefix)
    assert (keys(answer), answer["Prefix"]) == (expected, prefix)


def test_a_delimiter_folds_folders_into_prefixes(s3, album):
    answer = s3.list_objects_v2(Bucket=album, Delimiter="/")
    assert keys(answer) == ["a.jpg", "z.jpg"]
    assert prefixes(answer) == ["album one/", "album+two/"]
    assert answer["KeyCount"] == 4
    inside = s3.list_objects_v2(Bucket=album, Delimiter="/", Prefix="album+two/")
    assert (keys(inside), prefixes(inside)) == (["album+two/1.jpg"], ["album+two/sub/"])


@pytest.mark.parametrize("delimiter", [None, "/", "+", " one"])
@pytest.mark.parametrize("size", [1, 2, 5, 6, 7])
def test_pages_put_together_are_the_whole(s3, album, delimiter, size):
    arguments = {"Bucket": album} | ({"Delimiter": delimiter} if delimiter else {})
    whole = s3.list_objects_v2(**arguments)
    pages = list(s3.get_paginator("list_objects_v2").paginate(**arguments, PaginationConfig={"PageSize": size}))
    assert [key for page in pages for key in keys(page)] == keys(whole)
    assert [prefix for page in pages for prefix in prefixes(page)] == prefixes(whole)
    assert all(page["KeyCount"] <= size for page in pages)
    assert len(pages) == -(-whole["KeyCount"] // size)


def test_start_after_leaves_out_what_comes_before_it(s3, album):
    assert keys(s3.list_objects_v2(Bucket=album, StartAfter="album one/1.jpg")) == KEYS[2:]


def test_no_keys_may_be_asked_for(s3, album):
    answer = s3.list_objects_v2(Bucket=album, MaxKeys=0)
    assert (answer["KeyCount"], answer["IsTruncated"], keys(answer)) == (0, False, [])


def test_the_older_listing_pages_by_marker(s3, album):
    paginator = s3.get_paginator("list_objects")
    pages = list(paginator.paginate(Bucket=album, Delimiter="/", PaginationConfig={"PageSize": 1}))
    assert [key for page in pages for key in keys(page)] == ["a.jpg", "z.jpg"]
    assert [prefix for page in pages for prefix in prefixes(page)] == ["album one/", "album+two/"]


def test_a_continuation_token_of_nobody_s_is_refused(s3, album):
    with refused(400, "InvalidArgument", "The continuation token provided is incorrect"):
        s3.list_objects_v2(Bucket=album, ContinuationToken="made up!")


def test_listing_a_bucket_that_is_not_there_is_refused(s3):
    with refused(404, "NoSuchBucket"):
        s3.list_objects_v2(Bucket="no-such-bucket")
