"""Backfills: a manifest's keys reach the function as they are in the bucket, and S3 takes the request for the job."""

import csv
import io
import json

import backfill
import pytest
from botocore.session import Session
from botocore.validate import ParamValidator
from cloud import REPOSITORY, THIRD_PARTY, LocalCloud
from faults import refused
from systems import stack_of, translated

STACK = backfill.BulkStack(
    images="uploads",
    results="results",
    function_arn="arn:aws-us-gov:lambda:us-gov-west-1:000000000000:function:bulk-Process",
    role_arn="arn:aws-us-gov:iam::000000000000:role/bulk-BatchJobRole",
)
TOKEN = "5f6a1c0e-7d2b-4a39-9d5c-0c8a3f1e2b47"

# Each would go wrong if a key were decoded twice, not at all, as a form, or not quoted for CSV.
KEYS = [
    "plain.png",
    "with space.png",
    "plus+1.png",
    "literal%2Bplus.png",
    "100%.png",
    "holiday/ü 日本.png",
    'comma,"quote".png',
    "line\nbreak.png",
    "question?mark=a&b#c.png",
]


@pytest.fixture(scope="module")
def cloud(tmp_path_factory):
    names = ["--parameter", f"ImagesBucketName={STACK.images}", "--parameter", f"ResultsBucketName={STACK.results}"]
    cloud = LocalCloud(tmp_path_factory.mktemp("cloud"), stack_of("bulk"), *names)
    yield cloud
    assert cloud.stop() == 0


@pytest.fixture(scope="module")
def s3(cloud):
    picture = (THIRD_PARTY / "photographs" / "chelsea.png").read_bytes()
    for key in KEYS:
        cloud.s3.put_object(Bucket=STACK.images, Key="new/" + key, Body=picture)
    cloud.s3.put_object(Bucket=STACK.images, Key="new/", Body=b"")
    cloud.s3.put_object(Bucket=STACK.images, Key="old/other.png", Body=picture)
    return cloud.s3


def manifest_of(s3, request: dict) -> list[list[str]]:
    """Its rows, as S3 Batch Operations finds and reads them."""
    arn = request["Manifest"]["Location"]["ObjectArn"]
    bucket, key = arn.split(":::")[1].split("/", 1)
    stored = s3.get_object(Bucket=bucket, Key=key)
    assert stored["ETag"].strip('"') == request["Manifest"]["Location"]["ETag"]
    return list(csv.reader(io.TextIOWrapper(stored["Body"], encoding="ascii", newline="")))


def task(row: list[str]) -> dict:
    """S3 Batch Operations' event for a row of the manifest: the key as it is there."""
    event = json.loads((REPOSITORY / "tests" / "fixtures" / "events" / "s3-batch-1.json").read_text())
    event["tasks"][0] |= {"s3BucketArn": f"arn:aws:s3:::{row[0]}", "s3Key": row[1]}
    return event


def test_every_key_of_the_manifest_reaches_its_object(cloud, s3):
    request = backfill.prepare(s3, STACK, "new/", True, TOKEN)
    rows = manifest_of(s3, request)
    assert len(rows) == len(KEYS)
    function = cloud.client("lambda")
    for row in rows:
        answer = json.loads(function.invoke(FunctionName="process", Payload=json.dumps(task(row)))["Payload"].read())
        (result,) = answer["results"]
        assert result["resultCode"] == "Succeeded", (row, result)
    sources = set()
    for key in KEYS:
        metadata = s3.get_object(Bucket=STACK.results, Key=f"new/{key}/metadata.json")["Body"].read()
        sources.add(json.loads(metadata)["source"]["key"])
    assert sources == {"new/" + key for key in KEYS}


def test_a_key_that_was_not_encoded_would_be_missed(cloud, s3):
    """Why the manifest is encoded: a key with a percent sign in it is another key once it is decoded."""
    answer = cloud.client("lambda").invoke(
        FunctionName="process", Payload=json.dumps(task([STACK.images, "new/literal%2Bplus.png"]))
    )
    (result,) = json.loads(answer["Payload"].read())["results"]
    assert result["resultCode"] == "PermanentFailure"
    assert "Object.NotFound" in result["resultString"]


def test_the_request_is_one_that_s3_control_takes(s3):
    request = backfill.prepare(s3, STACK, "old/", False, TOKEN)
    create_job = Session().get_service_model("s3control").operation_model("CreateJob").input_shape
    report = ParamValidator().validate({"AccountId": "000000000000"} | request, create_job)
    assert not report.has_errors(), report.generate_report()
    assert request["ConfirmationRequired"] is False
    assert request["Manifest"]["Location"]["ObjectArn"].startswith("arn:aws-us-gov:s3:::results/backfill/manifests/")
    assert request["Report"]["Bucket"] == "arn:aws-us-gov:s3:::results"


def test_a_request_with_a_mistake_would_be_noticed(s3):
    request = backfill.prepare(s3, STACK, "old/", False, TOKEN)
    del request["Manifest"]["Location"]["ETag"]
    create_job = Session().get_service_model("s3control").operation_model("CreateJob").input_shape
    assert ParamValidator().validate({"AccountId": "000000000000"} | request, create_job).has_errors()


def test_the_same_token_gives_the_same_job(s3):
    first, second = (backfill.prepare(s3, STACK, "old/", True, TOKEN) for _ in range(2))
    assert first == second


def test_a_manifest_larger_than_one_request_carries_goes_up_in_parts(s3, monkeypatch):
    keys = [f"{'k' * 1000}/{number}" for number in range(9000)]
    monkeypatch.setattr(backfill, "keys_of", lambda *_: iter(keys))
    request = backfill.prepare(s3, STACK, "", True, TOKEN)
    _, parts = request["Manifest"]["Location"]["ETag"].split("-")
    assert int(parts) > 1
    assert [key for _, key in manifest_of(s3, request)] == keys


def test_a_prefix_without_images_gives_no_job(s3):
    with pytest.raises(ValueError, match="nothing/here/"):
        backfill.prepare(s3, STACK, "nothing/here/", True, TOKEN)


def test_a_bucket_that_is_not_there_is_s3_s_own_error(s3):
    missing = backfill.BulkStack("not-there", STACK.results, STACK.function_arn, STACK.role_arn)
    with refused(404, "NoSuchBucket"):
        backfill.prepare(s3, missing, "", True, TOKEN)


def test_a_listing_goes_on_over_its_pages():
    class TwoPages:
        def get_paginator(self, operation):
            assert operation == "list_objects_v2"
            return self

        def paginate(self, **_):
            return [{"Contents": [{"Key": "a"}]}, {"Contents": [{"Key": "b/"}, {"Key": "c"}]}, {}]

    assert list(backfill.keys_of(TwoPages(), "bucket", "")) == ["a", "c"]


def test_the_stack_s_outputs_are_what_the_template_gives():
    outputs = {name: name for name in translated("bulk")["Outputs"]}
    assert backfill.BulkStack.from_outputs(outputs) == backfill.BulkStack(
        "ImagesBucket", "ResultsBucket", "ProcessFunctionArn", "BatchJobRoleArn"
    )


def test_the_job_s_role_may_read_its_manifest_and_write_its_report():
    (policy,) = translated("bulk")["Resources"]["BatchJobRole"]["Properties"]["Policies"]
    resources = [statement["Resource"] for statement in policy["PolicyDocument"]["Statement"]]
    for folder in (backfill.MANIFESTS, backfill.REPORTS + "/"):
        assert {"Fn::Sub": "${Results.Arn}/" + folder + "*"} in resources
