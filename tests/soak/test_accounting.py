"""Every discrepancy that can be planted into the evidence of a soak is found, by its name."""

from dataclasses import replace

import pytest

from accounting import Row, account
from facts import Delivery, Event, Evidence, Output
from key_state import order_of
from world import (
    AGAIN,
    NEW,
    OLD,
    PICTURES,
    REFUSED,
    REMOVED,
    RENDITIONS,
    UNREACHABLE,
    UPLOADED,
    ending,
    metadata,
    output,
    rendition,
    whole,
)


def accounted(evidence: Evidence):
    return account(evidence, PICTURES, RENDITIONS)


def kinds(evidence: Evidence) -> set[str]:
    return {problem.kind for problem in accounted(evidence).problems}


def without(evidence: Evidence, *keys: str) -> Evidence:
    return replace(evidence, outputs=[output for output in evidence.outputs if output.key not in keys])


def with_outputs(evidence: Evidence, *more: Output) -> Evidence:
    """These, in place of those of the same keys."""
    kept = without(evidence, *(output.key for output in more))
    return replace(kept, outputs=[*kept.outputs, *more])


def with_document(event: Event, **changed) -> Evidence:
    of_event = metadata(event)
    return with_outputs(whole(), replace(of_event, document=of_event.document | changed))


def with_endings(evidence: Evidence, *more) -> Evidence:
    """These, in place of those of the same request."""
    ids = {ending.request_id for ending in more}
    return replace(evidence, endings=[e for e in evidence.endings if e.request_id not in ids] + list(more))


def test_what_is_well_is_in_one_row_each():
    found = accounted(whole())
    assert found.problems == []
    assert found.rows == {
        (Row.RESULT, False): 1,
        (Row.RESULT, True): 1,
        (Row.SUPERSEDED, False): 2,
        (Row.REFUSAL, False): 1,
        (Row.REMOVAL, False): 1,
        (Row.DEAD_LETTER, False): 1,
    }
    assert found.total == len(whole().deliveries)
    assert found.latencies == [1.5, 1.5]


@pytest.mark.parametrize("event", [OLD, NEW, REFUSED, UPLOADED, REMOVED, UNREACHABLE], ids=str)
def test_an_event_without_an_end_is_lost(event):
    evidence = whole()
    kept = [ending for ending in evidence.endings if ending.event != event or ending.request_id == AGAIN]
    found = accounted(replace(evidence, endings=kept))
    assert "lost" in {problem.kind for problem in found.problems}
    assert found.total == len(evidence.deliveries) - 1


def test_a_repetition_without_an_end_is_lost():
    evidence = whole()
    kept = [ending for ending in evidence.endings if ending.request_id != AGAIN]
    assert kinds(replace(evidence, endings=kept)) == {"lost"}


def test_what_ends_well_and_as_a_dead_letter_ends_twice():
    evidence = whole()
    both = [*evidence.endings, ending(NEW, error="Runtime.ExitError", attempts=3)]
    assert kinds(replace(evidence, endings=both)) == {"ended more than once"}


def test_a_dead_letter_whose_event_took_effect_is_found():
    dead = ending(REFUSED, error="Runtime.ExitError", attempts=3)
    assert "a dead letter and a result" in kinds(with_endings(whole(), dead))


def test_a_dead_letter_whose_repetition_ended_well_is_no_contradiction():
    dead = ending(NEW, error="Runtime.ExitError", attempts=3)
    found = accounted(with_endings(whole(), dead))
    assert found.problems == []
    assert found.rows[Row.DEAD_LETTER, False] == 2
    assert found.rows[Row.RESULT, True] == 1


def test_the_end_of_an_event_that_never_was_is_found():
    stranger = replace(ending(NEW, "r-stranger"), event=Event("plain/z", "v9"))
    evidence = whole()
    assert kinds(replace(evidence, endings=[*evidence.endings, stranger])) == {"end of an unknown event"}


def test_a_version_that_nobody_uploaded_is_found():
    evidence = whole()
    assert kinds(replace(evidence, happened=[*evidence.happened, Event("plain/a", "v9")])) == {"listed, but not done"}


def test_an_upload_that_the_bucket_does_not_have_is_found():
    evidence = whole()
    kept = [event for event in evidence.happened if event != OLD]
    assert kinds(replace(evidence, happened=kept)) == {"done, but not listed"}


def test_missing_metadata_is_found():
    found = kinds(without(whole(), "plain/a/metadata.json"))
    assert "no metadata" in found
    assert "orphan" in found  # its renditions


@pytest.mark.parametrize("name", RENDITIONS)
def test_a_missing_rendition_is_found(name):
    assert kinds(without(whole(), f"plain/a/{name}.jpg")) == {"rendition missing"}


def test_a_rendition_that_was_asked_for_and_is_not_told_of_is_found():
    evidence = with_document(NEW, renditions=metadata(NEW).document["renditions"][:1])
    assert kinds(evidence) == {"rendition missing", "orphan"}


def test_a_rendition_of_another_version_is_found():
    assert kinds(with_outputs(whole(), rendition(OLD, "thumb"))) == {"foreign rendition"}


@pytest.mark.parametrize(
    "changed",
    [
        {"image": ("jpeg", 199, 100, 1)},
        {"image": ("png", 200, 100, 1)},
        {"image": None},
        {"size": 11},
        {"digest": "e"},
        {"content_type": "image/png"},
    ],
    ids=str,
)
def test_a_rendition_that_is_not_as_claimed_is_found(changed):
    assert kinds(with_outputs(whole(), replace(rendition(NEW, "thumb"), **changed))) == {"rendition not as claimed"}


def test_metadata_of_an_older_version_is_found():
    evidence = with_outputs(whole(), metadata(OLD), rendition(OLD, "thumb"), rendition(OLD, "preview"))
    assert kinds(evidence) == {"metadata of another event"}


@pytest.mark.parametrize(
    "changed",
    [
        {"source": {"key": "plain/b", "versionId": "v2", "sequencer": "0001"}},
        {"source": {"key": "plain/a", "versionId": "v2", "sequencer": "0000"}},
        {"source": {"key": "plain/a", "sequencer": "0001"}},
        {"requestId": "r-v1"},
    ],
    ids=["key", "sequencer", "version", "request id"],
)
def test_metadata_that_tells_of_something_else_is_found(changed):
    assert kinds(with_document(NEW, **changed)) == {"metadata of another event"}


@pytest.mark.parametrize("mark", ["shrike-sequencer", "shrike-source"])
def test_a_wrong_mark_of_metadata_is_found(mark):
    marks = metadata(NEW).marks | {mark: "0000"}
    assert "metadata of another event" in kinds(with_outputs(whole(), replace(metadata(NEW), marks=marks)))


def test_a_picture_of_another_size_is_found():
    assert kinds(with_document(NEW, image={"width": 201, "height": 100})) == {"another picture"}


def test_a_sound_picture_that_was_refused_is_found():
    evidence = without(whole(), *(f"plain/a/{name}.jpg" for name in RENDITIONS))
    assert kinds(with_outputs(evidence, metadata(NEW, "Image.Corrupt"))) == {"wrong refusal"}


def test_a_refusal_by_another_type_is_found():
    assert kinds(with_outputs(whole(), metadata(REFUSED, "Image.TooLarge"))) == {"wrong refusal"}


def test_a_hostile_file_that_was_not_refused_is_found():
    evidence = with_outputs(whole(), metadata(REFUSED), *(rendition(REFUSED, name) for name in RENDITIONS))
    assert kinds(evidence) == {"not refused"}


def test_what_is_left_of_a_removed_image_is_found():
    assert kinds(with_outputs(whole(), rendition(UPLOADED, "thumb"))) == {"orphan"}


def test_an_output_of_no_event_is_found():
    assert kinds(with_outputs(whole(), output("plain/z/thumb.jpg", NEW))) == {"orphan"}


def test_an_unlisted_rendition_of_the_same_version_is_found():
    assert kinds(with_outputs(whole(), output("plain/a/thumb.webp", NEW))) == {"orphan"}


def test_an_unlisted_rendition_of_an_earlier_version_is_a_leftover():
    found = accounted(with_outputs(whole(), output("plain/a/thumb.webp", OLD)))
    assert (found.problems, found.leftovers) == ([], 1)


def test_a_second_mail_of_a_version_is_found():
    assert kinds(replace(whole(), letters=["v1", "v2", "v2"])) == {"told more than once"}


def test_a_second_mail_after_an_attempt_that_was_cut_short_is_excused():
    found = accounted(with_endings(replace(whole(), letters=["v2", "v2"]), ending(NEW, attempts=2)))
    assert (found.problems, found.excused_letters) == ([], 1)


def test_as_many_second_mails_as_receipts_were_lost_are_excused():
    evidence = replace(whole(), letters=["v1", "v1", "v2", "v2"], lost_receipts=2)
    assert (accounted(evidence).problems, accounted(evidence).excused_letters) == ([], 2)
    assert kinds(replace(evidence, lost_receipts=1)) == {"told more than once"}


def test_a_second_mail_where_another_event_has_processed_the_newer_object_is_found():
    restored = replace(ending(OLD), made_of="v2")
    evidence = replace(with_endings(whole(), restored, replace(ending(NEW), made_of="v2")), letters=["v2", "v2"])
    assert kinds(evidence) == {"told more than once"}
    cut_short = with_endings(evidence, replace(restored, attempts=2))
    assert (accounted(cut_short).problems, accounted(cut_short).excused_letters) == ([], 1)


def test_a_mail_of_a_version_that_never_was_is_found():
    assert kinds(replace(whole(), letters=["v9"])) == {"a mail of an unknown version"}


def test_sequencers_are_ordered_as_s3_says():
    """Without regard to case, the shorter filled up with zeros on its right."""
    assert sorted(["0001", "00000A", "0000", "00000b"], key=order_of) == ["0000", "00000A", "00000b", "0001"]


def test_the_same_event_delivered_by_us_is_known_by_its_request():
    evidence = whole()
    deliveries = [*evidence.deliveries, Delivery(OLD, "sound", "late")]
    found = accounted(replace(evidence, deliveries=deliveries, endings=[*evidence.endings, ending(OLD, "late")]))
    assert (found.problems, found.rows[Row.SUPERSEDED, True]) == ([], 1)
