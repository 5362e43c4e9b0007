"""The workflow whole: upload, start, the very state machine that is deployed, stored results, mail; and its demo."""

import json
import re
import subprocess

import pytest

from cloud import BINARIES, REPOSITORY, SANITIZER_REPORT, STACKS, THIRD_PARTY
from faults import refused
from waiting import eventually

STACK = STACKS / "workflow.template.json"
DEPLOYED = REPOSITORY / "infra" / "stepfunctions" / "workflow.asl.json"
MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:workflow"
MOTORCYCLE = THIRD_PARTY / "photographs" / "motorcycle_left.png"


@pytest.fixture(scope="session")
def template():
    return STACK


@pytest.fixture(scope="session")
def states(cloud):
    return cloud.client("stepfunctions")


@pytest.fixture
def execution_of(states):
    """The execution that an upload started, once it has ended."""

    def wait_for(key):
        def look():
            for execution in states.list_executions(stateMachineArn=MACHINE)["executions"]:
                described = states.describe_execution(executionArn=execution["executionArn"])
                if json.loads(described["input"])["key"] == key and described["status"] != "RUNNING":
                    return described

        return eventually(look)

    return wait_for


def states_entered(states, execution):
    events = states.get_execution_history(executionArn=execution["executionArn"], maxResults=1000)["events"]
    return [event["stateEnteredEventDetails"]["name"] for event in events if event["type"].endswith("StateEntered")]


def stored(s3, key):
    return json.loads(s3.get_object(Bucket="results", Key=f"{key}/recognition.json")["Body"].read())


def test_the_state_machine_is_the_one_that_is_deployed(states):
    definition = json.loads(states.describe_state_machine(stateMachineArn=MACHINE)["definition"])
    function = "arn:aws:lambda:us-east-1:000000000000:function:"
    deployed = DEPLOYED.read_text().replace("${Partition}", "aws")
    for variable, name in [("RecognizeFunctionArn", "recognize"), ("StoreResultsFunctionArn", "store-results")]:
        deployed = deployed.replace("${" + variable + "}", function + name)
    assert definition == json.loads(deployed)


def test_an_image_is_recognised_and_its_result_stored(s3, states, execution_of, folder):
    s3.upload_file(str(MOTORCYCLE), "uploads", "street/bike+1.png")
    execution = execution_of("street/bike+1.png")
    assert execution["status"] == "SUCCEEDED", execution
    assert states_entered(states, execution) == ["Recognize", "StoreResults"]
    result = stored(s3, "street/bike+1.png")
    assert "Motorcycle" in [label["Name"] for label in result["labels"]]
    assert result["source"]["key"] == "street/bike+1.png"
    assert any("street/bike+1.png" in path.read_text() for path in (folder / "mail").glob("*.eml"))


def test_a_damaged_image_goes_the_way_of_catch_and_its_refusal_is_stored(s3, states, execution_of):
    s3.put_object(Bucket="uploads", Key="cut.png", Body=MOTORCYCLE.read_bytes()[:20])
    execution = execution_of("cut.png")
    assert execution["status"] == "SUCCEEDED", execution
    assert states_entered(states, execution) == ["Recognize", "StoreRefusal"]
    assert re.search(r"Image\.(Corrupt|Unsupported)", json.dumps(stored(s3, "cut.png")))


def test_a_duplicate_event_starts_nothing_twice(cloud, s3, states, execution_of):
    s3.upload_file(str(MOTORCYCLE), "uploads", "twice.png")
    first = execution_of("twice.png")
    source = json.loads(first["input"])
    event = json.loads((REPOSITORY / "tests" / "fixtures" / "events" / "s3-put.json").read_text())
    event["Records"][0]["s3"]["bucket"]["name"] = "uploads"
    event["Records"][0]["s3"]["object"] = {
        "key": "twice.png",
        "versionId": source["version"],
        "size": source["size"],
        "eTag": source["etag"],
        "sequencer": source["sequencer"],
    }
    answer = cloud.client("lambda").invoke(FunctionName="start-workflow", Payload=json.dumps(event))
    (record,) = json.loads(answer["Payload"].read())["records"]
    assert record["status"] == "already-started"
    names = [execution["name"] for execution in states.list_executions(stateMachineArn=MACHINE)["executions"]]
    assert names.count(first["name"]) == 1


def test_a_name_starts_one_execution_with_one_input(states, execution_of, s3):
    started = {"stateMachineArn": MACHINE, "name": "by-hand"}
    s3.upload_file(str(MOTORCYCLE), "uploads", "hand.png")
    states.start_execution(**started, input='{"bucket":"uploads","key":"hand.png"}')
    with refused(400, "ExecutionAlreadyExists"):
        states.start_execution(**started, input='{"bucket":"uploads","key":"another.png"}')


# One state of its own for each way in which a function ends that Retry and Catch tell apart.
MACHINE_OF_FAILURES = {
    "StartAt": "Look",
    "States": {
        "Look": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": "recognize", "Payload.$": "$"},
            "Retry": [{"ErrorEquals": ["Object.NotFound"], "IntervalSeconds": 1, "MaxAttempts": 2, "BackoffRate": 1}],
            "Catch": [{"ErrorEquals": ["Object.NotFound"], "ResultPath": "$.error", "Next": "Missing"}],
            "End": True,
        },
        "Missing": {"Type": "Pass", "End": True},
    },
}


def test_retry_and_catch_go_by_the_names_of_our_errors(states):
    machine = states.create_state_machine(
        name="failures", definition=json.dumps(MACHINE_OF_FAILURES), roleArn="arn:aws:iam::000000000000:role/failures"
    )["stateMachineArn"]
    execution = states.start_execution(stateMachineArn=machine, input='{"bucket":"uploads","key":"not/there.png"}')
    arn = execution["executionArn"]

    def ended():
        described = states.describe_execution(executionArn=arn)
        return described if described["status"] != "RUNNING" else None

    described = eventually(ended)
    assert described["status"] == "SUCCEEDED", described
    error = json.loads(described["output"])["error"]
    assert error["Error"] == "Object.NotFound"
    assert json.loads(error["Cause"])["errorType"] == "Object.NotFound"
    history = states.get_execution_history(executionArn=arn, maxResults=1000)["events"]
    assert [event["type"] for event in history].count("TaskScheduled") == 3


def test_the_demo_shows_each_execution_s_way_and_the_damaged_image_s_by_catch(tmp_path):
    command = [BINARIES / "shrike-local", "demo", "workflow", "--data", tmp_path, MOTORCYCLE]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=250)
    assert not SANITIZER_REPORT.search(shown.stdout + shown.stderr), shown.stderr
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert re.search(r"Recognize ✗ Image\.\w+\n +\d+ ms  StoreRefusal\n", shown.stdout)
    assert "labels: Motorcycle" in shown.stdout
    assert "2 of 2 executions went as they should" in shown.stdout
