"""What a soak does, step by step: a pure function of the number of events and the seed."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

# Shares of the events, but for REPEATED, which come on top.
HOSTILE = 0.01
DELETED = 0.02
REPEATED = 0.05
PAIRED = 0.1  # of the repeated: twice at the same time
# Of the keys.
LABELLED_EVERY = 50
UNREACHABLE_EVERY = 500
AWKWARD = 0.05
# Of the uploads: to a key that there is already.
OVERWRITING = 0.35
RECENT = 8  # keys; half of what overwrites or deletes meets one that may still be being worked on

PLAIN, LABELS, UNREACHABLE = "plain/", "labelled/", "unreachable/"
AWKWARD_NAMES = ("my photo+{}", "100% sure {}", "Grüße/日本語 {}", "a%20b&c=d {}", "x/../y {}", "[{}]#?")
SUFFIXES = (".jpg", ".png", ".JPEG", ".webp", "")  # none says what is inside


@dataclass(frozen=True)
class Put:
    key: str
    picture: str  # by its name among the material


@dataclass(frozen=True)
class Delete:
    key: str


@dataclass(frozen=True)
class Repeat:
    of: int  # the position of the step whose event comes once more


Step = Put | Delete | Repeat


def make_plan(events: int, seed: int, sound: Mapping[str, float], hostile: list[str], nearest: int) -> list[Step]:
    """`events` uploads and deletions, and the repeated events among them.

    `sound` are pictures with their weights, `hostile` those to be refused. An event comes again
    `nearest` steps after its first time at the earliest.
    """
    chance = random.Random(seed)
    return with_repeats(first_deliveries(events, chance, sound, hostile), chance, nearest)


def first_deliveries(
    events: int, chance: random.Random, sound: Mapping[str, float], hostile: list[str]
) -> list[Put | Delete]:
    names, weights = list(sound), list(sound.values())
    evil = set(chance.sample(range(events), round(events * HOSTILE)))
    deleting = set(chance.sample(sorted(set(range(events)) - evil), round(events * DELETED)))
    keys: list[str] = []
    living: dict[str, None] = {}  # a set in the order of coming
    steps: list[Put | Delete] = []
    for position in range(events):
        if position in deleting and living:
            key = old_key(chance, list(living))
            del living[key]
            steps.append(Delete(key))
            continue
        key = old_key(chance, keys) if keys and chance.random() < OVERWRITING else new_key(chance, keys)
        living[key] = None
        picture = chance.choice(hostile) if position in evil else chance.choices(names, weights)[0]
        steps.append(Put(key, picture))
    return steps


def new_key(chance: random.Random, keys: list[str]) -> str:
    number = len(keys) + 1
    folder = UNREACHABLE if number % UNREACHABLE_EVERY == 9 else LABELS if number % LABELLED_EVERY == 3 else PLAIN
    name = chance.choice(AWKWARD_NAMES) if chance.random() < AWKWARD else "photo {}"
    keys.append(folder + name.format(number) + chance.choice(SUFFIXES))
    return keys[-1]


def old_key(chance: random.Random, keys: list[str]) -> str:
    return chance.choice(keys[-RECENT:] if chance.random() < 0.5 else keys)


def with_repeats(firsts: list[Put | Delete], chance: random.Random, nearest: int) -> list[Step]:
    """Some soon after, while a newer version may be under way; some long after."""
    count = round(len(firsts) * REPEATED)
    paired = round(count * PAIRED)
    chosen = chance.sample(range(len(firsts)), count - paired)
    after: dict[int, list[int]] = {}
    for index, first in enumerate(chosen):
        distance = nearest + (chance.randrange(nearest) if chance.random() < 0.5 else chance.randrange(len(firsts)))
        place = after.setdefault(min(first + distance, len(firsts) - 1), [])
        place += [first, first] if index < paired else [first]

    steps: list[Step] = []
    positions: list[int] = []  # of the firsts among all steps
    for index, first in enumerate(firsts):
        positions.append(len(steps))
        steps.append(first)
        steps += [Repeat(positions[repeated]) for repeated in after.get(index, [])]
    return steps
