"""One stack with all six handlers, each function in a role of its own that is made of the table's rows."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import table

REGION, ACCOUNT = "us-east-1", "000000000000"
TOPIC, TASKS, MACHINE = "told", "tasks", "workflow"
RESULTS, REFERENCES, FAILURES = "results", "references", "failures"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


def arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


@dataclass
class Function:
    """A function of the stack: its handler, whence its events come, and what it is set to."""

    entry: str
    images: str  # the bucket, which is made with the function that has its events
    environment: dict[str, str] = field(default_factory=dict)
    events: tuple[str, ...] = ()  # of the bucket that notifies it
    queue: str | None = None  # that brings it the bucket's events instead
    rows: list[dict] | None = None  # the table's of its handler, unless it is to have others


def environment_of(entry: str) -> dict[str, str]:
    """Everything that a handler can be set to do, so that it needs all that the table gives it."""
    return {
        "process": {
            "OUTPUT_BUCKET": RESULTS,
            "RENDITIONS": "thumb:320x320,webp,q80",
            "DETECT": "labels,faces,text,moderation",
            "SNS_TOPIC_ARN": arn("sns", TOPIC),
            "TASKS_TABLE": TASKS,
        },
        "compare-faces": {"BUCKET_NAME": REFERENCES, "OUTPUT_BUCKET": RESULTS, "SNS_TOPIC_ARN": arn("sns", TOPIC)},
        "start-workflow": {"STATE_MACHINE_ARN": arn("states", f"stateMachine:{MACHINE}")},
        "recognize": {"DETECT": "labels,faces,text,moderation"},
        "store-results": {"RESULTS_BUCKET": RESULTS, "SNS_TOPIC_ARN": arn("sns", TOPIC)},
        "track-task": {"TASKS_TABLE": TASKS},
    }[entry]


def things_of(name: str, function: Function) -> dict[str, str]:
    """The table's things as this stack has them."""
    buckets = {"images": function.images, "results": RESULTS, "references": REFERENCES}
    things = {thing: f"arn:aws:s3:::{bucket}" for thing, bucket in buckets.items()}
    things |= {f"{thing}/*": f"arn:aws:s3:::{bucket}/*" for thing, bucket in buckets.items()}
    return things | {
        "topic": arn("sns", TOPIC),
        "table": arn("dynamodb", f"table/{TASKS}"),
        "state-machine": arn("states", f"stateMachine:{MACHINE}"),
        "queue": arn("sqs", function.queue or "none"),
        "failures": arn("sqs", FAILURES),
        "log-streams": arn("logs", f"log-group:/aws/lambda/{name}:*"),
        "any": "*",
    }


def template(functions: dict[str, Function]) -> dict:
    """The stack as CloudFormation: what the functions need is all there."""
    resources = {
        "Results": resource("AWS::S3::Bucket", BucketName=RESULTS),
        "References": resource("AWS::S3::Bucket", BucketName=REFERENCES),
        "Topic": resource("AWS::SNS::Topic", TopicName=TOPIC),
        "Failures": resource("AWS::SQS::Queue", QueueName=FAILURES),
        "Tasks": resource(
            "AWS::DynamoDB::Table",
            TableName=TASKS,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("PK", "SK")],
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        ),
        "Workflow": resource(
            "AWS::StepFunctions::StateMachine", StateMachineName=MACHINE, Definition=definition()
        ),
    }
    for name, function in functions.items():
        resources |= resources_of(name, function)
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}


def resources_of(name: str, function: Function) -> dict:
    """The function, its role, its bucket, and how events get from the one to the other."""
    logical = "".join(part.title() for part in name.split("-"))
    function_arn = {"Fn::GetAtt": [logical, "Arn"]}
    rows = table.rows(table.load(), function.entry) if function.rows is None else function.rows
    statements = table.statements(rows, things_of(name, function))
    made = {
        f"{logical}Role": resource(
            "AWS::IAM::Role",
            AssumeRolePolicyDocument=TRUST,
            Policies=[{"PolicyName": "calls", "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}],
        ),
        logical: resource(
            "AWS::Lambda::Function",
            FunctionName=name,
            Runtime="provided.al2023",
            Handler=function.entry,
            MemorySize=1024,
            Timeout=60,
            Role={"Fn::GetAtt": [f"{logical}Role", "Arn"]},
            Environment={"Variables": environment_of(function.entry) | function.environment},
        ),
        f"{logical}Invocations": resource(
            "AWS::Lambda::EventInvokeConfig",
            FunctionName={"Ref": logical},
            Qualifier="$LATEST",
            MaximumRetryAttempts=0,
            DestinationConfig={"OnFailure": {"Destination": {"Fn::GetAtt": ["Failures", "Arn"]}}},
        ),
    }
    bucket = {"BucketName": function.images, "VersioningConfiguration": {"Status": "Enabled"}}
    if function.queue:
        queue_arn = {"Fn::GetAtt": [f"{logical}Queue", "Arn"]}
        bucket["NotificationConfiguration"] = {
            "QueueConfigurations": [{"Event": event, "Queue": queue_arn} for event in function.events]
        }
        made[f"{logical}Queue"] = resource("AWS::SQS::Queue", QueueName=function.queue, VisibilityTimeout=360)
        made[f"{logical}Source"] = resource(
            "AWS::Lambda::EventSourceMapping", EventSourceArn=queue_arn, FunctionName={"Ref": logical}, BatchSize=10
        )
        made[f"{logical}QueuePolicy"] = resource(
            "AWS::SQS::QueuePolicy",
            Queues=[{"Ref": f"{logical}Queue"}],
            PolicyDocument=may("sqs:SendMessage", function.images, Resource=queue_arn),
        )
    elif function.events:
        bucket["NotificationConfiguration"] = {
            "LambdaConfigurations": [{"Event": event, "Function": function_arn} for event in function.events]
        }
        made[f"{logical}Permission"] = resource(
            "AWS::Lambda::Permission",
            Action="lambda:InvokeFunction",
            FunctionName={"Ref": logical},
            Principal="s3.amazonaws.com",
            SourceArn=f"arn:aws:s3:::{function.images}",
            SourceAccount=ACCOUNT,
        )
    if function.events:
        # S3 asks for the right to notify when it is told of the notification.
        permission = f"{logical}QueuePolicy" if function.queue else f"{logical}Permission"
        made[f"{logical}Images"] = resource("AWS::S3::Bucket", **bucket) | {"DependsOn": [permission]}
    return made


def may(action: str, bucket: str, **members) -> dict:
    """A policy that lets a bucket's notifications in."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": action,
        "Condition": {
            "ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::{bucket}"},
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
        },
    }
    return {"Version": "2012-10-17", "Statement": [statement | members]}


def resource(kind: str, **properties) -> dict:
    return {"Type": kind, "Properties": properties}


def definition() -> dict:
    """The state machine that is deployed, with this stack's functions."""
    text = (Path(__file__).resolve().parents[3] / "infra" / "stepfunctions" / "workflow.asl.json").read_text()
    text = text.replace("${Partition}", "aws")
    for variable, name in [("RecognizeFunctionArn", "recognize"), ("StoreResultsFunctionArn", "store-results")]:
        text = text.replace("${" + variable + "}", arn("lambda", f"function:{name}"))
    return json.loads(text)
