"""Puts every delivery into exactly one row, and says what does not add up. Pure functions of the evidence."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from facts import Delivery, Ending, Evidence
from key_state import KeyState, Problem
from material import Picture


class Row(StrEnum):
    RESULT = "result"  # the metadata object tells of it, its renditions are there
    REFUSAL = "typed refusal"  # the metadata object says why
    REMOVAL = "removal"  # nothing of the image is left
    SUPERSEDED = "superseded"  # a later event of the same key has one of these rows
    DEAD_LETTER = "dead letter"  # the queue of failures has it


@dataclass
class Account:
    rows: Counter[tuple[Row, bool]] = field(default_factory=Counter)  # by row and whether it was a repetition
    problems: list[Problem] = field(default_factory=list)
    leftovers: int = 0  # renditions of earlier versions beside a metadata object that does not list them
    excused_letters: int = 0  # second mails of a version that the contract allows
    latencies: list[float] = field(default_factory=list)  # seconds from an event to the metadata object that tells of it

    @property
    def total(self) -> int:
        return self.rows.total()


def account(evidence: Evidence, pictures: Mapping[str, Picture], renditions: Iterable[str]) -> Account:
    """`renditions` are the names of those that are asked for."""
    result = Account()
    endings = endings_of(evidence)
    result.problems += what_happened(evidence) + unknown_endings(evidence)
    result.problems += [problem for delivery in evidence.deliveries for problem in ends(delivery, endings[delivery])]

    states = key_states(evidence, pictures, set(renditions))
    for state in states.values():
        result.problems += state.problems()
        result.leftovers += len(state.leftovers())
    for delivery in evidence.deliveries:
        if len(endings[delivery]) == 1:
            row = row_of(delivery, endings[delivery][0], states[delivery.event.key])
            result.rows[row, delivery.repeated] += 1
    result.problems += told_of_dead(evidence, endings, states)
    result.latencies = latencies(evidence, states.values())
    letters, result.excused_letters = told_twice(evidence)
    result.problems += letters
    return result


def endings_of(evidence: Evidence) -> dict[Delivery, list[Ending]]:
    """Of each delivery, which is one where all is well. S3's own are those that are not ours."""
    ours = {delivery.request_id: delivery for delivery in evidence.deliveries if delivery.repeated}
    firsts = {delivery.event: delivery for delivery in evidence.deliveries if not delivery.repeated}
    endings: dict[Delivery, list[Ending]] = {delivery: [] for delivery in evidence.deliveries}
    for ending in evidence.endings:
        delivery = ours.get(ending.request_id) or firsts.get(ending.event)
        if delivery:
            endings[delivery].append(ending)
    return endings


def what_happened(evidence: Evidence) -> list[Problem]:
    """What we did against what the listing of the bucket says that happened."""
    done = Counter(delivery.event for delivery in evidence.deliveries if not delivery.repeated)
    listed = Counter(evidence.happened)
    return [Problem("done, but not listed", str(event)) for event in done - listed] + [
        Problem("listed, but not done", str(event)) for event in listed - done
    ]


def unknown_endings(evidence: Evidence) -> list[Problem]:
    events = {delivery.event for delivery in evidence.deliveries}
    return [Problem("end of an unknown event", str(e.event)) for e in evidence.endings if e.event not in events]


def ends(delivery: Delivery, endings: list[Ending]) -> list[Problem]:
    """A delivery ends once: neither never, nor both well and as a dead letter."""
    if not endings:
        return [Problem("lost", f"{delivery.event} has no end")]
    if len(endings) > 1:
        how = " and ".join(ending.error or "success" for ending in endings)
        return [Problem("ended more than once", f"{delivery.event}: {how}")]
    return []


def key_states(
    evidence: Evidence, pictures: Mapping[str, Picture], renditions: set[str]
) -> dict[str, KeyState]:
    """What is there of each key that something happened to, and of those that nothing did."""
    endings, outputs = defaultdict(list), defaultdict(list)
    for ending in evidence.endings:
        endings[ending.event.key].append(ending)
    for output in evidence.outputs:
        outputs[output.key.rpartition("/")[0]].append(output)
    picture_of = {delivery.event: pictures.get(delivery.picture) for delivery in evidence.deliveries}
    keys = {delivery.event.key for delivery in evidence.deliveries} | set(outputs)
    return {key: KeyState(key, endings[key], outputs[key], picture_of, renditions) for key in keys}


def row_of(delivery: Delivery, ending: Ending, state: KeyState) -> Row:
    """Of a delivery with one end."""
    if ending.dead:
        return Row.DEAD_LETTER
    if state.settled is None or state.settled.event != delivery.event:
        return Row.SUPERSEDED
    if delivery.event.removed:
        return Row.REMOVAL
    return Row.REFUSAL if state.refusal else Row.RESULT


def latencies(evidence: Evidence, states: Iterable[KeyState]) -> list[float]:
    """Of what S3 told first: a repetition may come whenever we like."""
    ours = {delivery.request_id for delivery in evidence.deliveries if delivery.repeated}
    return [
        state.metadata.written - state.settled.happened
        for state in states
        if state.metadata and state.settled and state.metadata.document["requestId"] not in ours
    ]


def told_of_dead(
    evidence: Evidence, endings: Mapping[Delivery, list[Ending]], states: Mapping[str, KeyState]
) -> list[Problem]:
    """Dead letters whose event has its effect all the same, and not by another delivery of it."""
    well = {ending.event for ending in evidence.endings if not ending.dead}
    dead = {ending.event for each in endings.values() for ending in each if ending.dead} - well
    return [
        Problem("a dead letter and a result", str(event))
        for event in sorted(dead)
        if states[event.key].tells_of(event)
    ]


def told_twice(evidence: Evidence) -> tuple[list[Problem], int]:
    """Mails beyond one a version, and how many of them are excused.

    An attempt that is cut short between telling and remembering is followed by one that tells again, be it of a removal
    that had a newer object processed. Who was not told that a mail was taken sends it again at once: so many may be
    second ones without another reason.
    """
    short = [ending for ending in evidence.endings if ending.attempts > 1 or ending.dead]
    cut_short = {version for ending in short for version in (ending.event.version, ending.made_of)}
    versions = {delivery.event.version for delivery in evidence.deliveries}
    problems, excused, unexplained = [], 0, 0
    for version, count in Counter(evidence.letters).items():
        if version not in versions:
            problems.append(Problem("a mail of an unknown version", version))
        elif count > 1 and version in cut_short:
            excused += count - 1
        elif 1 < count <= 1 + evidence.lost_receipts - unexplained:
            unexplained += count - 1
        elif count > 1:
            problems.append(Problem("told more than once", f"{version}: {count} mails"))
    return problems, excused + unexplained
