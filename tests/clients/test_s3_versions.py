"""A versioned bucket: every put is a version, a delete is a marker, nothing is lost."""

import pytest

from faults import refused


@pytest.fixture
def versions(s3, versioned_bucket):
    """Version ids of "a", oldest first; each holds its number."""
    return [s3.put_object(Bucket=versioned_bucket, Key="a", Body=b"%d" % i)["VersionId"] for i in range(3)]


def body(s3, bucket, **arguments):
    return s3.get_object(Bucket=bucket, Key="a", **arguments)["Body"].read()


def versions_of(s3, bucket):
    return s3.list_object_versions(Bucket=bucket).get("Versions", [])


def remove(s3, bucket, versions):
    named = [{"Key": item["Key"], "VersionId": item["VersionId"]} for item in versions]
    s3.delete_objects(Bucket=bucket, Delete={"Objects": named})


def test_versioning_is_off_until_it_is_enabled(s3, bucket):
    assert "Status" not in s3.get_bucket_versioning(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"


def test_an_unversioned_bucket_names_no_versions(s3, bucket):
    assert "VersionId" not in s3.put_object(Bucket=bucket, Key="a", Body=b"x")
    assert "VersionId" not in s3.get_object(Bucket=bucket, Key="a")


def test_the_uploads_of_the_main_job_are_versioned(s3):
    assert s3.get_bucket_versioning(Bucket="uploads")["Status"] == "Enabled"


def test_each_put_is_a_version_of_its_own_and_the_newest_is_current(s3, versioned_bucket, versions):
    assert len(set(versions)) == 3
    assert body(s3, versioned_bucket) == b"2"
    for number, version in enumerate(versions):
        assert body(s3, versioned_bucket, VersionId=version) == b"%d" % number
        assert s3.head_object(Bucket=versioned_bucket, Key="a", VersionId=version)["VersionId"] == version


def test_a_delete_hides_and_undoing_it_brings_back(s3, versioned_bucket, versions):
    marker = s3.delete_object(Bucket=versioned_bucket, Key="a")
    assert marker["DeleteMarker"] is True
    with refused(404, "NoSuchKey") as info:
        body(s3, versioned_bucket)
    assert info.value.response["ResponseMetadata"]["HTTPHeaders"]["x-amz-delete-marker"] == "true"
    assert body(s3, versioned_bucket, VersionId=versions[0]) == b"0"
    with refused(405, "MethodNotAllowed", "The specified method is not allowed against this resource."):
        body(s3, versioned_bucket, VersionId=marker["VersionId"])
    assert "Contents" not in s3.list_objects_v2(Bucket=versioned_bucket)

    undone = s3.delete_object(Bucket=versioned_bucket, Key="a", VersionId=marker["VersionId"])
    assert (undone["DeleteMarker"], undone["VersionId"]) == (True, marker["VersionId"])
    assert body(s3, versioned_bucket) == b"2"


def test_a_version_can_be_deleted_for_good(s3, versioned_bucket, versions):
    s3.delete_object(Bucket=versioned_bucket, Key="a", VersionId=versions[2])
    assert body(s3, versioned_bucket) == b"1"
    with refused(404, "NoSuchVersion", "The specified version does not exist."):
        body(s3, versioned_bucket, VersionId=versions[2])


def test_a_version_id_that_is_none_is_refused(s3, versioned_bucket, versions):
    with refused(400, "InvalidArgument", "Invalid version id specified"):
        body(s3, versioned_bucket, VersionId="no version")


def test_versions_and_markers_are_listed_newest_first(s3, versioned_bucket, versions):
    marker = s3.delete_object(Bucket=versioned_bucket, Key="a")["VersionId"]
    other = s3.put_object(Bucket=versioned_bucket, Key="b c+d", Body=b"other")["VersionId"]
    answer = s3.list_object_versions(Bucket=versioned_bucket)
    listed = [(item["Key"], item["VersionId"], item["IsLatest"]) for item in answer["Versions"]]
    assert listed == [
        ("a", versions[2], False),
        ("a", versions[1], False),
        ("a", versions[0], False),
        ("b c+d", other, True),
    ]
    markers = [(item["Key"], item["VersionId"], item["IsLatest"]) for item in answer["DeleteMarkers"]]
    assert markers == [("a", marker, True)]


def test_versions_are_listed_in_pages(s3, versioned_bucket, versions):
    s3.put_object(Bucket=versioned_bucket, Key="b", Body=b"x")
    s3.delete_object(Bucket=versioned_bucket, Key="b")
    pages = s3.get_paginator("list_object_versions").paginate(
        Bucket=versioned_bucket, PaginationConfig={"PageSize": 1}
    )
    found = [item["VersionId"] for page in pages for item in page.get("Versions", []) + page.get("DeleteMarkers", [])]
    assert len(found) == len(set(found)) == 5


def test_delete_objects_deletes_versions_and_makes_markers(s3, versioned_bucket, versions):
    wanted = [{"Key": "a", "VersionId": versions[0]}, {"Key": "a"}]
    deleted = s3.delete_objects(Bucket=versioned_bucket, Delete={"Objects": wanted})["Deleted"]
    by_version = {item.get("VersionId"): item for item in deleted}
    assert by_version[versions[0]]["Key"] == "a"
    assert by_version[None]["DeleteMarker"] is True
    assert by_version[None]["DeleteMarkerVersionId"]


def test_an_old_version_can_be_copied_back(s3, versioned_bucket, versions):
    source = {"Bucket": versioned_bucket, "Key": "a", "VersionId": versions[0]}
    answer = s3.copy_object(Bucket=versioned_bucket, Key="a", CopySource=source)
    assert answer["CopySourceVersionId"] == versions[0]
    assert answer["VersionId"] not in versions
    assert body(s3, versioned_bucket) == b"0"


def test_a_bucket_with_old_versions_is_not_empty(s3, versioned_bucket, versions):
    s3.delete_object(Bucket=versioned_bucket, Key="a")
    with refused(409, "BucketNotEmpty"):
        s3.delete_bucket(Bucket=versioned_bucket)


def test_a_client_that_deletes_page_by_page_deletes_everything(s3, versioned_bucket):
    for key in ("a", "b", "c"):
        for number in range(3):
            s3.put_object(Bucket=versioned_bucket, Key=key, Body=b"%d" % number)
    while (page := s3.list_object_versions(Bucket=versioned_bucket, MaxKeys=4))["IsTruncated"]:
        markers = {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"]}
        before = len(versions_of(s3, versioned_bucket))
        remove(s3, versioned_bucket, page["Versions"])
        rest = s3.list_object_versions(Bucket=versioned_bucket, **markers)["Versions"]
        assert len(rest) == before - len(page["Versions"])
    remove(s3, versioned_bucket, page["Versions"])
    s3.delete_bucket(Bucket=versioned_bucket)
