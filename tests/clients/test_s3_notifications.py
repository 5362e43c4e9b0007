"""Notifications as boto3 configures them: which objects reach the function, and which do not."""

import io
import re
import zipfile

import pytest

from faults import refused
from pictures import encoded, quadrants

ARN = "arn:aws:lambda:us-east-1:000000000000:function:process"
PICTURE = encoded(quadrants(96, 80), "PNG")


def configuration(*rules, events=("s3:ObjectCreated:*",)):
    filters = [{"Name": name, "Value": value} for name, value in rules]
    notification = {"Id": "pictures", "LambdaFunctionArn": ARN, "Events": list(events)}
    if filters:
        notification["Filter"] = {"Key": {"FilterRules": filters}}
    return {"LambdaFunctionConfigurations": [notification]}


@pytest.fixture
def processed(walk, s3, bucket):
    """Puts pictures, those first that no event is expected of, and tells which keys were processed."""

    def put_and_wait(unexpected, expected):
        for key in [*unexpected, *expected]:
            s3.put_object(Bucket=bucket, Key=key, Body=PICTURE)
        # A picture in the stack's own bucket comes last, so that there is always something to wait for.
        walk.of(f"after {bucket}.png", PICTURE)
        for key in expected:
            walk.cloud.wait_for_log(rf"Record done.*{re.escape(key)}")
        return [key for key in [*unexpected, *expected] if walk.output_keys(key)]

    return put_and_wait


def test_the_stack_s_own_configuration_is_told(s3):
    told = s3.get_bucket_notification_configuration(Bucket="uploads")["LambdaFunctionConfigurations"]
    assert {(item["LambdaFunctionArn"], *item["Events"]) for item in told} == {
        (ARN, "s3:ObjectCreated:*"),
        (ARN, "s3:ObjectRemoved:*"),
    }


def test_a_bucket_notifies_nobody_until_it_is_configured(s3, bucket, processed):
    assert "LambdaFunctionConfigurations" not in s3.get_bucket_notification_configuration(Bucket=bucket)
    assert processed(unexpected=["quiet.png"], expected=[]) == []


def test_a_configuration_is_given_back_as_it_was_put(s3, bucket):
    s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration=configuration(("prefix", "in+box/"), ("SUFFIX", ".png"))
    )
    (told,) = s3.get_bucket_notification_configuration(Bucket=bucket)["LambdaFunctionConfigurations"]
    assert told["Id"] == "pictures"
    assert told["Filter"]["Key"]["FilterRules"] == [
        {"Name": "Prefix", "Value": "in+box/"},
        {"Name": "Suffix", "Value": ".png"},
    ]


def test_prefix_and_suffix_decide_which_objects_are_processed(s3, bucket, processed):
    s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration=configuration(("prefix", "in/"), ("suffix", ".png"))
    )
    inside = ["in/my photo+1.png", "in/deep/er.png"]
    assert processed(unexpected=["in/a.jpg", "out/b.png", "in.png"], expected=inside) == inside


def test_only_the_events_that_were_asked_for_are_sent(cloud, s3, bucket, processed):
    s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration=configuration(events=["s3:ObjectCreated:Copy"])
    )
    assert processed(unexpected=["put.png"], expected=[]) == []
    s3.copy_object(Bucket=bucket, Key="copied.png", CopySource={"Bucket": bucket, "Key": "put.png"})
    cloud.wait_for_log(r"Record done.*copied\.png")


def test_an_empty_configuration_switches_notifications_off(s3, bucket, processed):
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=configuration())
    assert processed(unexpected=[], expected=["on.png"]) == ["on.png"]
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
    assert processed(unexpected=["off.png"], expected=[]) == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (configuration(("middle", "x")), "InvalidArgument"),
        (configuration(("prefix", "a"), ("prefix", "b")), "InvalidArgument"),
        (configuration(("prefix", None)), "MalformedXML"),
        (configuration(events=["s3:ObjectAdmired:*"]), "InvalidArgument"),
        ({"LambdaFunctionConfigurations": configuration()["LambdaFunctionConfigurations"] * 2}, "InvalidArgument"),
    ],
    ids=["rule", "two prefixes", "no value", "event", "overlap"],
)
def test_a_configuration_that_aws_refuses_is_refused(cloud, bucket, wrong, code):
    unchecked = cloud.client("s3", parameter_validation=False)
    with refused(400, code):
        unchecked.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=wrong)


def test_a_function_that_does_not_exist_cannot_be_named(s3, bucket):
    nobody = configuration()
    nobody["LambdaFunctionConfigurations"][0]["LambdaFunctionArn"] = ARN + "-of-nobody"
    with refused(400, "InvalidArgument", "Unable to validate the following destination configurations"):
        s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=nobody)


def test_an_object_is_stored_though_its_function_has_been_deleted(cloud, s3, bucket):
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("bootstrap", "")
    functions = cloud.client("lambda")
    arn = functions.create_function(
        FunctionName="passing",
        Runtime="provided.al2023",
        Handler="process",
        Role="arn:aws:iam::000000000000:role/passing",
        Code={"ZipFile": code.getvalue()},
    )["FunctionArn"]
    notified = configuration()
    notified["LambdaFunctionConfigurations"][0]["LambdaFunctionArn"] = arn
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=notified)
    functions.delete_function(FunctionName="passing")
    s3.put_object(Bucket=bucket, Key="stored", Body=b"x")
    assert s3.get_object(Bucket=bucket, Key="stored")["Body"].read() == b"x"
    cloud.wait_for_log(f"No event went to {arn}")
