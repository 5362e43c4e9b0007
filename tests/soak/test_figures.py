"""What is made of logs, samples and accounts."""

import json
from collections import Counter

import pytest

from accounting import Account, Row
from key_state import Problem
from log_facts import read_log
from memory import Sample, is_flat, quarters
from report import failings, figures, markdown, percentile

ID = "8f6a966f-0634-4266-971b-0fa3da8aeca4"


def event(kind: str, **record) -> str:
    return "[process] " + json.dumps({"time": "2026-11-21T17:03:56.603Z", "type": kind, "record": record})


LOG = [
    "endpoint  http://127.0.0.1:4566",
    event("platform.initStart", phase="init"),
    event("platform.report", requestId=ID, status="success", metrics={"durationMs": 90.0, "initDurationMs": 20.0}),
    event("platform.report", requestId=ID, status="success", metrics={"durationMs": 30.5}),
    event("platform.report", requestId=ID, status="error", errorType="S3.SlowDown", metrics={"durationMs": 9.0}),
    event("platform.report", requestId=ID, status="timeout", metrics={"durationMs": 30000.0}),
    f"[process] RequestId: {ID} Error: Runtime exited with error: signal: killed",
    f"[process] 2026-11-21T17:03:56.603Z {ID} Task timed out after 30.00 seconds",
    '[process] {"cut off',
    "[process] FAULT next#15:status=403",
    "[faults] process s3:GetObject: *.*~0.5%:error=503/SlowDown",
    "[faults] process sns:Publish: *.*~0.2%:reset-after",
]


def test_a_log_tells_durations_failures_and_sandboxes():
    facts = read_log(LOG)
    assert facts.durations == [30.5]
    assert facts.failures == {"S3.SlowDown": 1, "timeout": 1}
    assert facts.faults == {"status=403": 1, "error=503/SlowDown": 1, "reset-after": 1}
    assert facts.lost_receipts == 1
    assert facts.starts == {"process": 1}
    assert facts.ends == {"Runtime exited with error: signal: killed": 1, "Task timed out": 1}


def samples(megabytes: list[float]) -> list[Sample]:
    return [Sample(float(n), n, {"function": mb, "cloud": 100.0}) for n, mb in enumerate(megabytes)]


def test_the_second_quarter_is_compared_with_the_last_by_events():
    assert quarters(samples([10.0] * 25 + [20.0] * 25 + [30.0] * 25 + [40.0] * 25), "function") == (20.0, 40.0)
    idle = samples([10.0, 20.0]) + [Sample(9.0, 1, {"function": 20.0})] * 90
    assert quarters(idle, "function")[1] == 20.0


@pytest.mark.parametrize(
    ("early", "late", "flat"),
    [(100.0, 100.0, True), (100.0, 109.0, True), (100.0, 111.0, False), (20.0, 23.9, True), (20.0, 24.1, False)],
)
def test_memory_is_flat_up_to_a_limit(early, late, flat):
    assert is_flat("function", early, late, 20_000) is flat


@pytest.mark.parametrize(("late", "flat"), [(185.0, True), (200.0, False)])
def test_the_cloud_may_have_an_index_of_what_it_stores(late, flat):
    assert is_flat("cloud", 100.0, late, 20_000) is flat


def test_percentiles_are_by_nearest_rank():
    values = [float(n) for n in range(100, 0, -1)]
    assert (percentile(values, 0.5), percentile(values, 0.99), percentile([], 0.5)) == (50.0, 99.0, 0.0)


def found(account: Account, memory: list[float]) -> dict:
    return figures(account, read_log(LOG), samples(memory), 10.0)


GOOD = Account(rows=Counter({(Row.RESULT, False): 19, (Row.RESULT, True): 1}), latencies=[0.5, 1.5])
FLAT = [20.0] * 100


def test_a_soak_that_is_well_does_not_fail():
    figures = found(GOOD, FLAT)
    assert failings(figures, 20) == []
    assert figures["eventToMetadataMs"] == {"p50": 500.0, "p99": 1500.0, "max": 1500.0}
    assert "| result" in markdown(figures)
    json.dumps(figures)


def test_a_soak_fails_of_a_problem_a_missing_delivery_growth_and_what_was_not_measured():
    problem = Account(rows=GOOD.rows, problems=[Problem("lost", "plain/a")])
    assert failings(found(problem, FLAT), 20) == ["lost: plain/a"]
    assert failings(found(GOOD, FLAT), 21) == ["20 deliveries are accounted for, not 21"]
    assert failings(found(GOOD, [20.0] * 50 + [30.0] * 50), 20) == ["memory of the function grows: 20.0 to 30.0 MB"]
    assert failings(found(GOOD, []), 20) == ["no memory was measured of the function", "no memory was measured of the cloud"]
