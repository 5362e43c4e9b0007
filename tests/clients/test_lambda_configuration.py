"""Reserved concurrency and what becomes of asynchronous invocations, as boto3 and the AWS CLI set them."""

import io
import json
import subprocess
import zipfile

import pytest

from cloud import AWS_CLI, BINARIES
from contract_functions import start_cloud
from faults import refused
from waiting import eventually

ARN = "arn:aws:lambda:us-east-1:000000000000:function:"
QUEUE = "arn:aws:sqs:us-east-1:000000000000:told"
FAILED = {"message": "no luck", "type": "Feed.Dry"}


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("configuration")


@pytest.fixture(scope="session")
def cloud(folder, ended_well):
    """`fail` is configured in the template, `echo` by the tests."""
    cloud = start_cloud(
        folder,
        "well_behaved",
        {
            "echo": {},
            "fail": {"DeadLetterConfig": {"TargetArn": {"Fn::GetAtt": ["Dead", "Arn"]}}},
            "environment": {"ReservedConcurrentExecutions": 0},
        },
        Dead={"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "dead"}},
        Kept={"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "kept"}},
        Aside={
            "Type": "AWS::Lambda::EventInvokeConfig",
            "Properties": {
                "FunctionName": {"Ref": "Function1"},
                "Qualifier": "$LATEST",
                "MaximumRetryAttempts": 0,
                "DestinationConfig": {"OnFailure": {"Destination": {"Fn::GetAtt": ["Kept", "Arn"]}}},
            },
        },
    )
    yield cloud
    ended_well(cloud)


@pytest.fixture(scope="session")
def functions(cloud):
    return cloud.client("lambda")


def send(functions, name, event):
    answer = functions.invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps(event))
    assert answer["StatusCode"] == 202
    return answer["ResponseMetadata"]["RequestId"]


def test_a_template_reserves_concurrency(functions):
    assert functions.get_function_concurrency(FunctionName="environment")["ReservedConcurrentExecutions"] == 0
    with pytest.raises(functions.exceptions.TooManyRequestsException) as info:
        functions.invoke(FunctionName="environment", Payload=b"{}")
    response = info.value.response
    assert response["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"
    assert response["Error"]["Message"] == "Rate Exceeded."
    assert response["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "1"


def test_concurrency_is_reserved_and_given_back(functions):
    functions.put_function_concurrency(FunctionName="echo", ReservedConcurrentExecutions=0)
    assert functions.get_function(FunctionName="echo")["Concurrency"] == {"ReservedConcurrentExecutions": 0}
    with refused(429, "TooManyRequestsException", "Rate Exceeded."):
        functions.invoke(FunctionName="echo", Payload=b"{}")
    functions.delete_function_concurrency(FunctionName="echo")
    assert "ReservedConcurrentExecutions" not in functions.get_function_concurrency(FunctionName="echo")
    assert functions.invoke(FunctionName="echo", Payload=b"{}")["StatusCode"] == 200


def test_a_reservation_leaves_a_hundred_to_the_others(functions):
    with refused(400, "InvalidParameterValueException"):
        functions.put_function_concurrency(FunctionName="echo", ReservedConcurrentExecutions=901)


def test_a_failed_event_goes_to_the_template_s_destination_and_dead_letter_queue(functions, cloud):
    request = send(functions, "fail", FAILED)
    cloud.wait_for_log(f"END RequestId: {request}")
    letter = received(cloud, "dead")
    assert json.loads(letter["Body"]) == FAILED
    assert letter["MessageAttributes"]["RequestID"] == {"StringValue": request, "DataType": "String"}
    assert letter["MessageAttributes"]["ErrorMessage"]["StringValue"] == "no luck"

    objects = cloud.s3.list_objects_v2(Bucket="kept", Prefix="aws/lambda/async/fail/")["Contents"]
    record = json.loads(cloud.s3.get_object(Bucket="kept", Key=objects[0]["Key"])["Body"].read())
    assert record["requestContext"] == {
        "requestId": request,
        "functionArn": ARN + "fail:$LATEST",
        "condition": "RetriesExhausted",
        "approximateInvokeCount": 1,
    }
    assert record["responsePayload"]["errorType"] == "Feed.Dry"
    assert record["requestPayload"] == FAILED


def received(cloud, queue):
    """A message of a queue of the stack, as soon as it is there."""
    sqs = cloud.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    look = {"QueueUrl": url, "MessageAttributeNames": ["All"], "WaitTimeSeconds": 5}
    return eventually(lambda: sqs.receive_message(**look).get("Messages"))[0]


def arrived(queue):
    """The one message of a queue that nothing here serves, as soon as it is there."""
    while True:
        found = list(queue.glob("[!.]*.json")) if queue.exists() else []
        if found:
            assert len(found) == 1
            return found[0]


def test_what_becomes_of_events_is_configured(functions, folder):
    with refused(404, "ResourceNotFoundException"):
        functions.get_function_event_invoke_config(FunctionName="echo")
    put = functions.put_function_event_invoke_config(
        FunctionName="echo",
        MaximumRetryAttempts=1,
        DestinationConfig={"OnSuccess": {"Destination": QUEUE}},
    )
    assert put["FunctionArn"] == ARN + "echo:$LATEST"
    assert put["DestinationConfig"] == {"OnSuccess": {"Destination": QUEUE}, "OnFailure": {}}
    changed = functions.update_function_event_invoke_config(FunctionName="echo", MaximumEventAgeInSeconds=60)
    assert (changed["MaximumRetryAttempts"], changed["MaximumEventAgeInSeconds"]) == (1, 60)
    listed = functions.list_function_event_invoke_configs(FunctionName="echo")["FunctionEventInvokeConfigs"]
    assert [config["LastModified"] for config in listed] == [changed["LastModified"]]

    request = send(functions, "echo", {"key": "value"})
    record = json.loads(arrived(folder / "records" / "sqs" / "told").read_text())
    assert record["requestContext"]["requestId"] == request
    assert record["requestContext"]["condition"] == "Success"
    assert record["responsePayload"] == {"key": "value"}

    functions.delete_function_event_invoke_config(FunctionName="echo")
    with refused(404, "ResourceNotFoundException"):
        functions.get_function_event_invoke_config(FunctionName="echo")


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({}, "InvalidParameterValueException"),
        ({"DestinationConfig": {"OnSuccess": {"Destination": ARN + "echo"}}}, "InvalidParameterValueException"),
        ({"DestinationConfig": {"OnSuccess": {"Destination": "arn:aws:s3:::kept"}}}, "InvalidParameterValueException"),
    ],
)
def test_what_lambda_would_not_take_is_refused(functions, settings, code):
    with refused(400, code):
        functions.put_function_event_invoke_config(FunctionName="echo", **settings)


def zipped(program, mode=0o755):
    """A deployment package whose bootstrap is one of the contract's programs."""
    bytes_ = io.BytesIO()
    with zipfile.ZipFile(bytes_, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("bootstrap")
        entry.external_attr = (0o100000 | mode) << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, (BINARIES / "tests" / "contract" / program / "bootstrap").read_bytes())
        archive.writestr("folder/text.txt", "text")
    return bytes_.getvalue()


def test_a_function_is_created_changed_and_deleted(functions):
    role = "arn:aws:iam::000000000000:role/any"
    new = {"FunctionName": "new", "Runtime": "provided.al2023", "Role": role, "Handler": "environment"}
    created = functions.create_function(
        **new,
        Code={"ZipFile": zipped("well_behaved")},
        Timeout=20,
        MemorySize=512,
        Environment={"Variables": {"A": "1"}},
    )
    assert created["ResponseMetadata"]["HTTPStatusCode"] == 201
    assert (created["FunctionArn"], created["State"], created["Timeout"]) == (ARN + "new", "Active", 20)
    functions.get_waiter("function_active_v2").wait(FunctionName="new")

    def environment():
        answer = functions.invoke(FunctionName="new", Payload=b"{}")
        assert "FunctionError" not in answer
        return json.loads(answer["Payload"].read())

    assert environment()["A"] == "1"
    with refused(409, "ResourceConflictException"):
        functions.create_function(**new, Code={"ZipFile": zipped("well_behaved")})

    functions.update_function_configuration(FunctionName="new", Timeout=30, Environment={"Variables": {"B": "2"}})
    assert functions.get_function_configuration(FunctionName="new")["Timeout"] == 30
    assert "A" not in environment()
    assert environment()["B"] == "2"

    functions.update_function_configuration(FunctionName="new", Handler="pieces")
    functions.update_function_code(FunctionName="new", ZipFile=zipped("streaming_runtime"))
    assert functions.invoke(FunctionName="new", Payload=b"{}")["Payload"].read() == b"one two three"

    functions.delete_function(FunctionName="new")
    with refused(404, "ResourceNotFoundException"):
        functions.get_function(FunctionName="new")


def test_code_may_lie_in_a_bucket(cloud, functions):
    s3 = cloud.client("s3")
    s3.put_object(Bucket="kept", Key="code/first.zip", Body=zipped("well_behaved"))
    s3.put_object(Bucket="kept", Key="code/second.zip", Body=zipped("streaming_runtime"))
    functions.create_function(
        FunctionName="stored",
        Runtime="provided.al2023",
        Role="arn:aws:iam::000000000000:role/any",
        Handler="echo",
        Code={"S3Bucket": "kept", "S3Key": "code/first.zip"},
    )
    assert functions.invoke(FunctionName="stored", Payload=b"[1]")["Payload"].read() == b"[1]"
    functions.update_function_configuration(FunctionName="stored", Handler="pieces")
    functions.update_function_code(FunctionName="stored", S3Bucket="kept", S3Key="code/second.zip")
    assert functions.invoke(FunctionName="stored", Payload=b"{}")["Payload"].read() == b"one two three"
    for bucket, key in (("kept", "absent.zip"), ("nowhere", "first.zip")):
        with refused(400, "InvalidParameterValueException"):
            functions.update_function_code(FunctionName="stored", S3Bucket=bucket, S3Key=key)
    functions.delete_function(FunctionName="stored")


def test_an_archive_whose_file_is_a_folder_too_is_refused_and_leaves_nothing(functions, folder):
    bytes_ = io.BytesIO()
    with zipfile.ZipFile(bytes_, "w") as archive:
        archive.writestr("a", "file")
        archive.writestr("a/b", "folder")
    with refused(400, "InvalidParameterValueException") as refusal:
        functions.update_function_code(FunctionName="echo", ZipFile=bytes_.getvalue())
    assert str(folder) not in str(refusal.value)
    assert not [path for path in folder.rglob("functions/echo/*")]


@pytest.mark.parametrize("archive", [b"", b"no archive", zipfile.ZipFile.__doc__.encode() * 100])
def test_code_that_is_no_archive_is_refused(functions, archive):
    with refused(400, "InvalidParameterValueException"):
        functions.create_function(
            FunctionName="broken",
            Runtime="provided.al2023",
            Role="arn:aws:iam::000000000000:role/any",
            Handler="h",
            Code={"ZipFile": archive},
        )


def test_a_function_keeps_who_may_call_it(functions):
    with refused(404, "ResourceNotFoundException"):
        functions.get_policy(FunctionName="echo")
    permission = {
        "StatementId": "s3",
        "Action": "lambda:InvokeFunction",
        "Principal": "s3.amazonaws.com",
        "SourceArn": "arn:aws:s3:::photos",
    }
    added = functions.add_permission(FunctionName="echo", **permission)
    assert json.loads(added["Statement"])["Resource"] == ARN + "echo"
    with refused(409, "ResourceConflictException"):
        functions.add_permission(FunctionName="echo", **permission)
    functions.update_function_configuration(FunctionName="echo", Timeout=30)
    policy = json.loads(functions.get_policy(FunctionName="echo")["Policy"])
    assert policy["Statement"] == [json.loads(added["Statement"])]
    functions.remove_permission(FunctionName="echo", StatementId="s3")
    with refused(404, "ResourceNotFoundException"):
        functions.remove_permission(FunctionName="echo", StatementId="s3")
    with refused(404, "ResourceNotFoundException"):
        functions.get_policy(FunctionName="echo")


def test_the_aws_cli_sets_the_same(cloud):
    def aws(*arguments):
        command = [*AWS_CLI, "lambda", *arguments, "--output", "json"]
        done = subprocess.run(command, env=cloud.environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout or "{}")

    name = ["--function-name", "echo"]
    assert aws("put-function-concurrency", *name, "--reserved-concurrent-executions", "5") == {
        "ReservedConcurrentExecutions": 5
    }
    assert aws("get-function-concurrency", *name) == {"ReservedConcurrentExecutions": 5}
    aws("delete-function-concurrency", *name)
    aws("put-function-event-invoke-config", *name, "--maximum-retry-attempts", "0")
    assert aws("get-function-event-invoke-config", *name)["MaximumRetryAttempts"] == 0
    aws("delete-function-event-invoke-config", *name)
