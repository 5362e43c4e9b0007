"""What every stack has, whichever system it is; and each expectation fails when its part is taken away."""

import copy
import re

import pytest
from expectations import EXPECTATIONS, of_type, shortcomings
from systems import SYSTEMS, translated

# What an expectation hangs on: the resource or a part of it, that is taken out of a system which has it.
PARTS = [
    ("process", "Images", "DeletionPolicy", "Images: outlives its stack"),
    ("tasks", "Table", "UpdateReplacePolicy", "Table: outlives its stack"),
    ("process", "Images", "PublicAccessBlockConfiguration", "Images: is closed to the public"),
    ("process", "Results", "OwnershipControls", "Results: has no ACLs"),
    ("process", "Images", "BucketEncryption", "Images: is encrypted"),
    ("process", "ImagesPolicy", None, "Images: is reached by TLS alone"),
    ("process", "Results", "LifecycleConfiguration", "Results: ends uploads that were left"),
    ("process", "Images", "LifecycleConfiguration", "Images: ends old versions, if it keeps any"),
    ("process", "Process", "Runtime", "Process: is a custom runtime"),
    ("process", "Process", "LoggingConfig", "Process: logs JSON"),
    ("process", "ProcessLog", "RetentionInDays", "Process: keeps its log for a time"),
    ("process", "Process", "TracingConfig", "Process: is traced"),
    ("process", "ProcessEventInvokeConfig", "MaximumRetryAttempts", "Process: tries twice more, for an hour"),
    ("process", "ProcessEventInvokeConfig", "DestinationConfig", "Process: keeps what failed"),
    ("process", "ProcessErrorsAlarm", None, "Process: alarms of errors"),
    ("process", "ProcessThrottlesAlarm", None, "Process: alarms of throttles"),
    ("process", "ProcessDurationAlarm", None, "Process: alarms of long invocations"),
    ("process", "Failures", "SqsManagedSseEnabled", "Failures: is encrypted"),
    ("process", "Failures", "MessageRetentionPeriod", "Failures: keeps messages for two weeks"),
    ("process", "FailuresPolicy", None, "Failures: is reached by TLS alone"),
    ("process", "FailuresAlarm", None, "Failures: has a dead-letter queue or an alarm"),
    ("bulk", "Queue", "RedrivePolicy", "Queue: has a dead-letter queue or an alarm"),
    ("compare-faces", "Topic", "KmsMasterKeyId", "Topic: is encrypted"),
    ("compare-faces", "TopicPolicy", None, "Topic: is reached by TLS alone"),
    ("tasks", "Table", "SSESpecification", "Table: is encrypted"),
    ("tasks", "Table", "PointInTimeRecoverySpecification", "Table: can be restored"),
    ("tasks", "Table", "BillingMode", "Table: is paid by use"),
    ("workflow", "Workflow", "LoggingConfiguration", "Workflow: logs what fails"),
    ("workflow", "Workflow", "TracingConfiguration", "Workflow: is traced"),
    ("workflow", "WorkflowFailedAlarm", None, "Workflow: alarms of failed executions"),
    ("process", "ProcessPermission", "SourceArn", "a permission of S3: names bucket and account"),
    ("process", "ProcessPermission", "SourceAccount", "a permission of S3: names bucket and account"),
    ("process", "Dashboard", None, "stack: has a dashboard"),
]


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_stack_has_all_of_it(system):
    assert shortcomings(translated(system)) == []


@pytest.mark.parametrize(("system", "resource", "part", "missed"), PARTS)
def test_what_is_taken_away_is_missed(system, resource, part, missed):
    template = copy.deepcopy(translated(system))
    if part:
        described = template["Resources"][resource]
        del (described if part in described else described["Properties"])[part]
    else:
        del template["Resources"][resource]
    assert missed in shortcomings(template)


def test_every_expectation_is_shown_to_fail():
    shown = {re.sub(r"^.*?: ", "", missed) for *_, missed in PARTS}
    tabled = {expectation for expectations in EXPECTATIONS.values() for expectation in expectations}
    assert tabled - shown == {"has no physical name"}  # a thing to add, not to take away


def test_a_bucket_that_a_failed_first_deployment_leaves_is_told_of():
    template = copy.deepcopy(translated("process"))
    template["Resources"]["Images"]["DeletionPolicy"] = "Retain"
    assert "Images: outlives its stack" in shortcomings(template)


def test_a_function_with_a_physical_name_is_told_of():
    template = copy.deepcopy(translated("process"))
    template["Resources"]["Process"]["Properties"]["FunctionName"] = "process"
    assert "Process: has no physical name" in shortcomings(template)


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_function_but_those_of_the_table_is_in_the_stack(system):
    functions = {
        "process": {"Process"},
        "compare-faces": {"CompareFaces"},
        "workflow": {"StartWorkflow", "Recognize", "StoreResults"},
        "tasks": {"TrackTask"},
        "bulk": {"Process"},
    }
    assert set(of_type(translated(system), "AWS::Lambda::Function")) == functions[system]
