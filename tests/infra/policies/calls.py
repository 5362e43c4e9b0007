"""What functions called, as `shrike-local --record-calls` wrote it, held against the rows that allow it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Call:
    function: str
    handler: str
    action: str
    resource: str
    allowed: bool
    statement: str | None


def read(path: Path) -> list[Call]:
    """The calls so far; a line that is still being written is not read."""
    text = path.read_text()
    return [Call(**json.loads(line)) for line in text[: text.rfind("\n") + 1].splitlines()]


def denied(calls: Iterable[Call]) -> list[str]:
    """Every call that no policy allowed, and every one that nothing but chance let through."""
    return [f"{call.function} ({call.handler}) was denied {call.action} on {call.resource}" for call in calls if not call.allowed]


def unused(rows: Iterable[dict], calls: Iterable[Call]) -> list[str]:
    """Each action of each row that no call needed."""
    used = {(call.statement, call.action) for call in calls if call.allowed}
    return [
        f"{row['sid']} allows {action} on {row['on']}, which nothing called"
        for row in rows
        for action in row["actions"]
        if (row["sid"], action) not in used
    ]
