"""Lambda's records of ends, read for what they say of the event."""

import copy

import pytest

from evidence import ending_of
from facts import Event

RECORD = {
    "requestContext": {"requestId": "r-1", "condition": "Success", "approximateInvokeCount": 2},
    "requestPayload": {
        "Records": [
            {
                "eventTime": "2026-11-21T17:03:56.603Z",
                "eventName": "ObjectCreated:Put",
                "s3": {"object": {"key": "plain/my+photo%2B1.jpg", "versionId": "v1", "sequencer": "00AB"}},
            }
        ]
    },
    "responsePayload": {"records": [{"status": "processed", "versionId": "v1", "metadataKey": "m"}]},
}


def changed(**response) -> dict:
    record = copy.deepcopy(RECORD)
    record["responsePayload"]["records"][0] = response
    return record


def test_an_end_tells_of_its_event():
    ending = ending_of(RECORD)
    assert ending.event == Event("plain/my photo+1.jpg", "v1")
    assert (ending.request_id, ending.sequencer, ending.attempts, ending.dead) == ("r-1", "00AB", 2, False)
    assert ending.happened == pytest.approx(1795280636.603)


def test_a_removal_is_told_from_an_upload():
    record = copy.deepcopy(RECORD)
    record["requestPayload"]["Records"][0]["eventName"] = "ObjectRemoved:DeleteMarkerCreated"
    assert ending_of(record).event.removed


@pytest.mark.parametrize(
    ("response", "version"),
    [
        ({"status": "processed", "versionId": "v2", "metadataKey": "m"}, "v2"),
        ({"status": "refused", "versionId": "v2", "metadataKey": "m"}, "v2"),
        ({"status": "ignored", "versionId": "v2", "type": "Event.Outdated"}, ""),
        ({"status": "removed", "versionId": "v2", "outputs": 3}, ""),
    ],
    ids=["processed", "refused", "ignored", "removed"],
)
def test_an_answer_tells_what_outputs_were_made_of(response, version):
    assert ending_of(changed(**response)).made_of == version


def test_a_dead_letter_has_its_last_error():
    record = RECORD | {"responsePayload": {"errorType": "S3.InternalError", "errorMessage": "x"}}
    record["requestContext"] = RECORD["requestContext"] | {"condition": "RetriesExhausted"}
    assert (ending_of(record).error, ending_of(record).dead) == ("S3.InternalError", True)


def test_an_event_that_was_never_tried_is_dead_of_its_condition():
    record = {name: value for name, value in RECORD.items() if name != "responsePayload"}
    record["requestContext"] = RECORD["requestContext"] | {"condition": "EventAgeExceeded"}
    assert ending_of(record).error == "EventAgeExceeded"


@pytest.mark.parametrize("record", [{}, {"requestContext": {}}], ids=str)
def test_what_is_no_record_is_refused(record):
    with pytest.raises(KeyError):
        ending_of(record)
