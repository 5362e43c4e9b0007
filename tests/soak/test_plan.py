"""What a soak does is a function of the number of events and the seed, in the shares that it is said to have."""

from collections import Counter

import pytest

from faults import fault_options
from plan import Delete, Put, Repeat, make_plan

SOUND = {"one": 3.0, "two": 1.0}
HOSTILE = ["evil", "worse"]
NEAREST = 48


def plan(events: int = 20_000, seed: int = 1):
    return make_plan(events, seed, SOUND, HOSTILE, NEAREST)


def test_the_same_seed_gives_the_same_plan():
    assert plan(2_000, 7) == plan(2_000, 7)
    assert plan(2_000, 7) != plan(2_000, 8)


def test_shares_are_as_promised():
    steps = plan()
    kinds = Counter(type(step) for step in steps)
    hostile = sum(isinstance(step, Put) and step.picture in HOSTILE for step in steps)
    assert (kinds[Put] + kinds[Delete], kinds[Repeat], hostile) == (20_000, 1_000, 200)
    assert kinds[Delete] == 400
    keys = Counter(step.key for step in steps if isinstance(step, Put))
    assert 0.3 < 1 - len(keys) / kinds[Put] < 0.4  # the others overwrite


def test_a_repetition_comes_after_its_event_and_some_after_a_newer_version():
    steps = plan()
    overtaken = 0
    for position, step in enumerate(steps):
        if not isinstance(step, Repeat):
            continue
        assert position - step.of >= NEAREST or position > len(steps) - NEAREST
        first = steps[step.of]
        assert isinstance(first, Put | Delete)
        between = steps[step.of + 1 : position]
        overtaken += any(isinstance(other, Put) and other.key == first.key for other in between)
    assert overtaken > 100


def test_some_events_come_twice_at_the_same_time():
    steps = plan()
    pairs = sum(first == second for first, second in zip(steps, steps[1:]) if isinstance(first, Repeat))
    assert pairs >= 90


def test_only_what_is_there_is_deleted():
    living = set()
    for step in plan():
        if isinstance(step, Put):
            living.add(step.key)
        elif isinstance(step, Delete):
            living.remove(step.key)


@pytest.mark.parametrize("events", [1, 20, 300])
def test_a_small_plan_is_one_too(events):
    steps = plan(events)
    assert sum(not isinstance(step, Repeat) for step in steps) == events


def test_what_ends_a_process_comes_in_the_first_quarter_alone():
    options = fault_options(20_000, 1)
    ending = [option for option in options if "kill" in option or option.startswith("next") and "status" in option]
    assert ending
    for option in ending:
        assert int(option.partition("#")[2].partition(":")[0]) < 5_000
