"""The table of what each handler calls, and the policies that are made of it."""

import json
from pathlib import Path

PATH = Path(__file__).resolve().parents[3] / "infra" / "policies" / "handlers.json"


def load() -> dict:
    return json.loads(PATH.read_text())


def rows(table: dict, entry: str, features: set[str] | None = None) -> list[dict]:
    """The rows of a handler and the platform's; those of the given features only, or all."""
    every = table["handlers"][entry] + table["platform"]
    return [row for row in every if features is None or "when" not in row or row["when"] in features]


def statements(rows: list[dict], arns: dict[str, str]) -> list[dict]:
    """Rows as statements of a policy, each thing by its ARN."""
    return [
        {"Sid": row["sid"], "Effect": "Allow", "Action": row["actions"], "Resource": arns[row["on"]]} for row in rows
    ]


def without(rows: list[dict], action: str, on: str | None = None) -> list[dict]:
    """The rows without one action, everywhere or on one thing; what is left empty goes."""
    left = []
    for row in rows:
        hit = on is None or row["on"] == on
        actions = [each for each in row["actions"] if not (hit and each == action)]
        if actions:
            left.append(row | {"actions": actions})
    return left
