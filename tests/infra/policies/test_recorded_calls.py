"""Each handler through its real jobs: its policy allows every call, and nothing in the policy goes unused."""

import json
import time

import pytest

import calls
import stack
import table
from cloud import LocalCloud
from jobs import JOBS, Client
from stack import Function

TABLE = table.load()
CREATED, REMOVED = "s3:ObjectCreated:*", "s3:ObjectRemoved:*"
FUNCTIONS = {
    "process": Function("process", "process-images", events=(CREATED, REMOVED)),
    "bulk": Function("process", "bulk-images", events=(CREATED,), queue="bulk"),
    "compare-faces": Function("compare-faces", "compare-faces-images", events=(CREATED,)),
    "start-workflow": Function("start-workflow", "workflow-images", events=(CREATED,)),
    "recognize": Function("recognize", "workflow-images"),
    "store-results": Function("store-results", "workflow-images"),
    "track-task": Function("track-task", "track-task-images", events=(CREATED, REMOVED)),
}

# Rows that no recorded call can need here, and why they are in the table all the same.
NOT_RECORDED = {
    "Trace": "Lambda's daemon sends a function's segments to X-Ray, and the local cloud has no X-Ray to ask",
}
LIMIT = 120  # seconds until what is done behind the answers has been done


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """The calls of all jobs."""
    folder = tmp_path_factory.mktemp("cloud")
    path, template = folder / "calls.jsonl", folder / "template.json"
    template.write_text(json.dumps(stack.template(FUNCTIONS)))
    cloud = LocalCloud(folder, template, "--record-calls", path)
    try:
        client = Client(cloud)
        for name, job in JOBS.items():
            job(client, name, FUNCTIONS[name].images)
            client.fail_for_good(name)
        wait_for_failures(path)
        yield calls.read(path)
    finally:
        cloud.stop()


def wait_for_failures(path):
    """Lambda sends what failed for good to its queue after the fact."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        sent = {call.function for call in calls.read(path) if call.statement == "KeepFailures"}
        if sent == set(FUNCTIONS):
            return
        time.sleep(0.2)


def rows_of(entry):
    brought_by_queue = any(function.queue for function in FUNCTIONS.values() if function.entry == entry)
    features = set(TABLE["features"]) - (set() if brought_by_queue else {"queue"})
    return table.rows(TABLE, entry, features)


def test_no_call_is_denied(record):
    assert calls.denied(record) == []


@pytest.mark.parametrize("entry", TABLE["handlers"])
def test_nothing_in_a_policy_goes_unused(record, entry):
    expected = [row for row in rows_of(entry) if row["sid"] not in NOT_RECORDED]
    assert calls.unused(expected, [call for call in record if call.handler == entry]) == []


def test_only_what_is_never_recorded_is_excused(record):
    assert not {call.statement for call in record} & set(NOT_RECORDED)


def test_every_call_is_one_of_the_tables(record):
    known = {(row["sid"], action) for entry in TABLE["handlers"] for row in rows_of(entry) for action in row["actions"]}
    assert {(call.statement, call.action) for call in record} <= known


def test_a_superfluous_action_is_named(record):
    """The planted mistake in the table that only the record can show."""
    rows = [
        row | {"actions": [*row["actions"], "s3:PutObjectAcl"]} if row["sid"] == "WriteResults" else row
        for row in rows_of("process")
        if row["sid"] not in NOT_RECORDED
    ]
    found = calls.unused(rows, [call for call in record if call.handler == "process"])
    assert found == ["WriteResults allows s3:PutObjectAcl on results/*, which nothing called"]
