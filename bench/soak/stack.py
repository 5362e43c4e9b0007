"""The main job's stack as it is deployed, with what a soak needs to see every event's end."""

import copy
from pathlib import Path

from cloud import altered_stack
from plan import LABELS, PLAIN, UNREACHABLE

FUNCTION, LABELLING_FUNCTION = "process", "process-labels"
# Nothing serves it here, so that what it would get lies in files, in `<data>/records/`.
BUS = "arn:aws:events:us-east-1:000000000000:event-bus/default"
# Seconds, for an invocation and then before a retry: an attempt that died while it told of an image holds a claim
# on telling until its own time is up, and Lambda's retries, after one minute and two, come later than that.
PATIENCE = 10
WATCHED = {PLAIN: "Process", UNREACHABLE: "Process", LABELS: "ProcessLabels"}


def function_of(key: str) -> str:
    """The name of the function that is told of a key."""
    return LABELLING_FUNCTION if key.startswith(LABELS) else FUNCTION


def soak_stack(folder: Path) -> Path:
    """Its template, in `folder`.

    Invocations that succeed are recorded on the default event bus, as those that fail for good are
    in `Failures`. Looking for labels costs three times what the rest does, so that a second
    function does it, for keys under `labelled/` alone.
    """
    return altered_stack(folder, alter)


def alter(resources: dict) -> None:
    statements(resources["ProcessRole"]).append({"Effect": "Allow", "Action": "events:PutEvents", "Resource": BUS})
    add_copies(resources, "ProcessLabels", LABELLING_FUNCTION)
    for name, detect in (("Process", ""), ("ProcessLabels", "labels")):
        resources[name]["Properties"]["Timeout"] = PATIENCE
        resources[name]["Properties"]["Environment"]["Variables"]["DETECT"] = detect
        destinations = resources[f"{name}EventInvokeConfig"]["Properties"]["DestinationConfig"]
        destinations["OnSuccess"] = {"Destination": BUS}
    images = resources["Images"]
    images["DependsOn"] = ["ProcessPermission", "ProcessLabelsPermission"]
    images["Properties"]["NotificationConfiguration"]["LambdaConfigurations"] = [
        {
            "Event": event,
            "Function": arn_of(function),
            "Filter": {"S3Key": {"Rules": [{"Name": "prefix", "Value": prefix}]}},
        }
        for prefix, function in WATCHED.items()
        for event in ("s3:ObjectCreated:*", "s3:ObjectRemoved:*")
    ]


def arn_of(resource: str) -> dict:
    return {"Fn::GetAtt": [resource, "Arn"]}


def statements(role: dict) -> list[dict]:
    return role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]


def add_copies(resources: dict, name: str, function: str) -> None:
    """A second function like `Process`, with its permission and what becomes of its events."""
    resources[name] = copy.deepcopy(resources["Process"])
    resources[name]["Properties"]["FunctionName"] = function
    for suffix, reference in (("Permission", arn_of(name)), ("EventInvokeConfig", {"Ref": name})):
        resources[name + suffix] = copy.deepcopy(resources["Process" + suffix])
        resources[name + suffix]["Properties"]["FunctionName"] = reference
