"""What was stored outlives the process: the same folder, a new cloud."""

import pytest

from cloud import SANITIZER_REPORT, LocalCloud
from pictures import encoded, quadrants
from walk import Walk

PICTURE = encoded(quadrants(96, 80), "PNG")


@pytest.fixture
def start(tmp_path, template):
    """Starts a cloud on the test's one folder, and ends it like any other."""
    running = []

    def stop_last():
        cloud = running.pop()
        code = cloud.stop()
        assert not SANITIZER_REPORT.search(cloud.log), cloud.log
        assert code == 0, cloud.log

    def start_next():
        if running:
            stop_last()
        running.append(LocalCloud(tmp_path, template))
        return running[0]

    yield start_next
    stop_last()


def test_buckets_objects_and_versions_are_still_there(start):
    s3 = start().s3
    s3.create_bucket(Bucket="kept")
    described = {"Metadata": {"x": "y"}, "ContentType": "image/png"}
    s3.put_object(Bucket="kept", Key="my photo+1 Grüße//.jpg", Body=PICTURE, **described)
    versions = [s3.put_object(Bucket="uploads", Key="a", Body=b"%d" % i)["VersionId"] for i in range(2)]
    marker = s3.delete_object(Bucket="uploads", Key="a")["VersionId"]

    s3 = start().s3
    got = s3.get_object(Bucket="kept", Key="my photo+1 Grüße//.jpg")
    assert (got["Body"].read(), got["Metadata"], got["ContentType"]) == (PICTURE, {"x": "y"}, "image/png")
    listed = s3.list_object_versions(Bucket="uploads", Prefix="a")
    assert [item["VersionId"] for item in listed["Versions"]] == versions[::-1]
    assert [item["VersionId"] for item in listed["DeleteMarkers"]] == [marker]
    assert s3.get_object(Bucket="uploads", Key="a", VersionId=versions[0])["Body"].read() == b"0"


def test_an_upload_in_parts_can_be_finished_later(start):
    s3 = start().s3
    s3.create_bucket(Bucket="kept")
    upload = {"Bucket": "kept", "Key": "in parts"}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    part = {"PartNumber": 1, "ETag": s3.upload_part(**upload, PartNumber=1, Body=PICTURE)["ETag"]}

    s3 = start().s3
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [part]})
    assert s3.get_object(Bucket="kept", Key="in parts")["Body"].read() == PICTURE


def test_a_newer_version_after_a_restart_is_newer(start):
    """Sequencers go on growing: otherwise the function would take the new picture for an old one."""
    before = Walk(start()).of("same key.png", PICTURE)
    after = Walk(start()).of("same key.png", encoded(quadrants(120, 90), "PNG"))
    assert after.metadata["image"]["width"] == 120
    assert after.metadata["source"]["sequencer"] > before.metadata["source"]["sequencer"]
