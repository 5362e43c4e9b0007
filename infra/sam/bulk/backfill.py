"""Prepares a job of S3 Batch Operations that has the bulk system's function process images that are there already.

    build/third-party/sam/bin/python infra/sam/bulk/backfill.py --stack STACK [--prefix PREFIX] > job.json
    aws s3control create-job --account-id ACCOUNT --cli-input-json file://job.json

Lists the images, puts the list as the job's manifest into the results bucket, and writes the request for the job. The
job waits for a confirmation (`aws s3control update-job-status`) unless --no-confirmation is given.
"""

import argparse
import csv
import json
import sys
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TextIO
from urllib.parse import quote

import boto3

MANIFESTS = "backfill/manifests/"  # what the job's role may read
REPORTS = "backfill/reports"  # and write


@dataclass(frozen=True)
class BulkStack:
    """Names and ARNs, from the outputs of a stack of template.yaml."""

    images: str
    results: str
    function_arn: str
    role_arn: str

    @staticmethod
    def from_outputs(outputs: dict[str, str]) -> "BulkStack":
        return BulkStack(
            images=outputs["ImagesBucket"],
            results=outputs["ResultsBucket"],
            function_arn=outputs["ProcessFunctionArn"],
            role_arn=outputs["BatchJobRoleArn"],
        )


def keys_of(s3: Any, bucket: str, prefix: str) -> Iterator[str]:
    """Every key but those of the empty objects that consoles show as folders."""
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for item in page.get("Contents", []):
            if not item["Key"].endswith("/"):
                yield item["Key"]


def write_manifest(bucket: str, keys: Iterable[str], file: TextIO) -> int:
    """A line for each key, percent-encoded: S3 hands it to the function as it stands here. Returns how many."""
    rows = csv.writer(file, lineterminator="\n")
    count = 0
    for key in keys:
        rows.writerow([bucket, quote(key, safe="/")])
        count += 1
    return count


def job_request(stack: BulkStack, manifest_key: str, manifest_etag: str, confirm: bool, token: str) -> dict[str, Any]:
    """CreateJob's input. `token` makes it one job, however often it is sent."""
    partition = stack.function_arn.split(":")[1]
    results = f"arn:{partition}:s3:::{stack.results}"
    return {
        "ConfirmationRequired": confirm,
        "Operation": {"LambdaInvoke": {"FunctionArn": stack.function_arn, "InvocationSchemaVersion": "1.0"}},
        "Manifest": {
            "Spec": {"Format": "S3BatchOperations_CSV_20180820", "Fields": ["Bucket", "Key"]},
            "Location": {"ObjectArn": f"{results}/{manifest_key}", "ETag": manifest_etag},
        },
        "Report": {
            "Enabled": True,
            "Bucket": results,
            "Prefix": REPORTS,
            "Format": "Report_CSV_20180820",
            "ReportScope": "FailedTasksOnly",
        },
        "Priority": 10,
        "RoleArn": stack.role_arn,
        "Description": f"Process the images of {stack.images}",
        "ClientRequestToken": token,
    }


def prepare(s3: Any, stack: BulkStack, prefix: str, confirm: bool, token: str) -> dict[str, Any]:
    """Puts the manifest and gives the job's request. Raises ValueError when no image begins with the prefix."""
    key = f"{MANIFESTS}{token}.csv"
    # On disk, as a bucket may hold more keys than there is memory.
    with tempfile.TemporaryFile("w+", newline="", encoding="ascii") as manifest:
        if not write_manifest(stack.images, keys_of(s3, stack.images, prefix), manifest):
            raise ValueError(f"{stack.images} has no object whose key begins with {prefix!r}")
        manifest.seek(0)
        # In parts: one request carries 5 GiB at most, which is tens of millions of keys.
        s3.upload_fileobj(manifest.buffer, stack.results, key, ExtraArgs={"ContentType": "text/csv"})
    etag = s3.head_object(Bucket=stack.results, Key=key)["ETag"].strip('"')
    return job_request(stack, key, etag, confirm, token)


def outputs_of(stack_name: str) -> dict[str, str]:
    (stack,) = boto3.client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def main() -> int:
    parser = argparse.ArgumentParser(description="Prepares an S3 Batch Operations job for the bulk system.")
    parser.add_argument("--stack", required=True, help="name of the deployed stack")
    parser.add_argument("--prefix", default="", help="only images whose keys begin with it")
    parser.add_argument("--no-confirmation", action="store_true", help="let the job run as soon as it is made")
    options = parser.parse_args()
    stack = BulkStack.from_outputs(outputs_of(options.stack))
    try:
        request = prepare(boto3.client("s3"), stack, options.prefix, not options.no_confirmation, str(uuid.uuid4()))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    json.dump(request, sys.stdout, indent=2)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
