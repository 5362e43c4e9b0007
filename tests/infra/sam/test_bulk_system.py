"""The bulk system whole, as it is deployed: images by way of the queue, and a bucket by a Distributed Map."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from cloud import REPOSITORY, THIRD_PARTY, LocalCloud
from systems import stack_of
from waiting import eventually

PICTURE = THIRD_PARTY / "photographs" / "chelsea.png"
KEYS = ["plain.png", "with space.png", "plus+1.png", "literal%2Bplus.png", "holiday/ü 日本.png"]


@pytest.fixture(scope="module")
def cloud(tmp_path_factory):
    names = ["--parameter", "ImagesBucketName=images", "--parameter", "ResultsBucketName=outputs"]
    cloud = LocalCloud(tmp_path_factory.mktemp("cloud"), stack_of("bulk"), *names)
    yield cloud
    assert cloud.stop() == 0


@pytest.fixture(scope="module")
def s3(cloud):
    return cloud.s3


def keys_under(s3, prefix: str) -> set[str]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket="outputs", Prefix=prefix)
    return {item["Key"] for page in pages for item in page.get("Contents", [])}


def forget(s3, prefix: str) -> None:
    for key in keys_under(s3, prefix):
        s3.delete_object(Bucket="outputs", Key=key)


def put(s3, key: str, body: bytes) -> None:
    """An image that was there before: what the queue made of it is taken away."""
    s3.put_object(Bucket="images", Key=key, Body=body)
    eventually(lambda: f"{key}/metadata.json" in keys_under(s3, key))
    forget(s3, key)


def run_map(cloud, machine_arn: str, prefix: str) -> tuple[dict, dict]:
    """The execution that processes a part of a bucket, ended, and its map run."""
    states = cloud.client("stepfunctions")
    started = states.start_execution(
        stateMachineArn=machine_arn, name=str(uuid.uuid4()), input=json.dumps({"prefix": prefix})
    )

    def ended():
        described = states.describe_execution(executionArn=started["executionArn"])
        return described if described["status"] != "RUNNING" else None

    execution = eventually(ended)
    (run,) = states.list_map_runs(executionArn=started["executionArn"])["mapRuns"]
    return execution, states.describe_map_run(mapRunArn=run["mapRunArn"])


def backfill(cloud, prefix: str) -> tuple[dict, dict]:
    machines = cloud.client("stepfunctions").list_state_machines()["stateMachines"]
    (arn,) = (machine["stateMachineArn"] for machine in machines if machine["name"] == "backfill")
    return run_map(cloud, arn, prefix)


def test_an_image_comes_by_way_of_the_queue(s3):
    s3.upload_file(str(PICTURE), "images", "queued.png")
    assert eventually(lambda: "queued.png/metadata.json" in keys_under(s3, "queued.png"))


def test_every_image_of_the_prefix_is_processed_and_no_other(cloud, s3):
    for key in KEYS:
        put(s3, "there/" + key, PICTURE.read_bytes())
    put(s3, "elsewhere.png", PICTURE.read_bytes())
    execution, run = backfill(cloud, "there/")
    assert execution["status"] == "SUCCEEDED", execution
    assert run["itemCounts"]["succeeded"] == len(KEYS)
    assert {f"there/{key}/metadata.json" for key in KEYS} <= keys_under(s3, "there/")
    assert not keys_under(s3, "elsewhere.png")


def test_what_is_no_image_is_no_failure(cloud, s3):
    put(s3, "mixed/image.png", PICTURE.read_bytes())
    put(s3, "mixed/cut.png", PICTURE.read_bytes()[:30])
    put(s3, "mixed/notes.txt", b"not an image")
    execution, run = backfill(cloud, "mixed/")
    assert execution["status"] == "SUCCEEDED", execution
    assert (run["itemCounts"]["succeeded"], run["itemCounts"]["failed"]) == (3, 0)


def test_the_outcome_is_in_the_results_bucket(cloud, s3):
    put(s3, "one/image.png", PICTURE.read_bytes())
    execution, _ = backfill(cloud, "one/")
    written = json.loads(execution["output"])["ResultWriterDetails"]
    assert written["Bucket"] == "outputs"
    assert written["Key"].startswith("backfill/maps/")
    assert written["Key"] in keys_under(s3, "backfill/maps/")


def test_a_prefix_without_images_is_nothing_to_do(cloud):
    execution, run = backfill(cloud, "nothing/here/")
    assert execution["status"] == "SUCCEEDED", execution
    assert run["itemCounts"]["total"] == 0


def test_a_bucket_of_more_than_a_page_is_listed_whole(cloud, s3):
    """1,000 keys are a page. The map is the deployed one but for what it does with an image: nothing."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: s3.put_object(Bucket="outputs", Key=f"many/{n}", Body=b""), range(1001)))
    text = (REPOSITORY / "infra" / "stepfunctions" / "bulk.asl.json").read_text()
    machine = json.loads(text.replace("${Partition}", "aws"))
    machine["States"]["Images"]["ItemReader"]["Parameters"]["Bucket"] = "outputs"
    machine["States"]["Images"]["ResultWriter"]["Parameters"]["Bucket"] = "outputs"
    processor = machine["States"]["Images"]["ItemProcessor"]
    processor |= {"StartAt": "Nothing", "States": {"Nothing": {"Type": "Pass", "End": True}}}
    created = cloud.client("stepfunctions").create_state_machine(
        name="listing", definition=json.dumps(machine), roleArn="arn:aws:iam::000000000000:role/listing"
    )
    execution, run = run_map(cloud, created["stateMachineArn"], "many/")
    assert execution["status"] == "SUCCEEDED", execution
    assert run["itemCounts"]["total"] == 1001
