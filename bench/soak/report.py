"""What a soak has shown: figures to keep, tables to read."""

import math
from collections.abc import Iterable

from accounting import Account, Row
from log_facts import LogFacts
from markdown_tables import number, table
from memory import JUDGED, Sample, as_figures, is_flat, quarters

MOST_SAMPLES = 240  # in the kept figures
MOST_PROBLEMS = 40  # in the terminal
ROWS = {
    Row.RESULT: "metadata and renditions of it, in full",
    Row.REFUSAL: "metadata that says why, nothing else",
    Row.REMOVAL: "nothing of the image is left",
    Row.SUPERSEDED: "a later event of its key is in one of these rows",
    Row.DEAD_LETTER: "in the queue of failures",
}


def percentile(values: list[float], share: float) -> float:
    """By nearest rank; 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def spread(values: list[float]) -> dict[str, float]:
    return {
        "p50": round(percentile(values, 0.5), 1),
        "p99": round(percentile(values, 0.99), 1),
        "max": round(max(values, default=0.0), 1),
    }


def figures(account: Account, log: LogFacts, samples: list[Sample], seconds: float) -> dict:
    memory = {kind: quarters(samples, kind) for kind in sorted({kind for sample in samples for kind in sample.mb})}
    return {
        "deliveries": account.total,
        "rows": {row.value: {"first": account.rows[row, False], "repeated": account.rows[row, True]} for row in Row},
        "problems": [{"kind": problem.kind, "what": problem.what} for problem in account.problems],
        "leftoverRenditions": account.leftovers,
        "secondMailsExcused": account.excused_letters,
        "seconds": round(seconds, 1),
        "deliveriesPerSecond": round(account.total / seconds, 1),
        "durationMs": spread(log.durations),
        "eventToMetadataMs": spread([latency * 1000 for latency in account.latencies]),
        "faults": dict(sorted(log.faults.items())),
        "failedAttempts": dict(sorted(log.failures.items())),
        "sandboxes": {"started": dict(sorted(log.starts.items())), "ended": dict(sorted(log.ends.items()))},
        "memoryMB": {
            kind: {"secondQuarter": round(early, 1), "lastQuarter": round(late, 1), "flat": is_flat(kind, early, late, account.total)}
            for kind, (early, late) in memory.items()
        },
        "samples": as_figures(samples[:: math.ceil(len(samples) / MOST_SAMPLES) or 1]),
    }


def failings(found: dict, expected: int, judged: Iterable[str] = JUDGED) -> list[str]:
    """Why a soak of so many deliveries has failed, a line each; none when it has not.

    `judged` are the kinds of process whose memory must be flat.
    """
    lines = [f"{problem['kind']}: {problem['what']}" for problem in found["problems"]]
    if found["deliveries"] != expected:
        lines.append(f"{found['deliveries']} deliveries are accounted for, not {expected}")
    for kind in judged:
        memory = found["memoryMB"].get(kind)
        if memory is None:
            lines.append(f"no memory was measured of the {kind}")
        elif not memory["flat"]:
            lines.append(f"memory of the {kind} grows: {memory['secondQuarter']} to {memory['lastQuarter']} MB")
    return lines


def described(found: dict) -> str:
    """What was run, and how fast it went."""
    return (
        f"{found['date']}, {found['machine']}: {thousands(found['events'])} events and their repetitions, seed {found['seed']}, "
        f"in {found['seconds'] / 60:.0f} minutes, {found['deliveriesPerSecond']} deliveries a second; "
        f"{thousands(sum(found['faults'].values()))} faults took place; "
        f"{thousands(found['leftoverRenditions'])} renditions of earlier versions lie beside newer metadata, as the "
        f"contract lets them; {thousands(found['secondMailsExcused'])} second mails that it allows."
    )


def markdown(found: dict) -> str:
    return "\n\n".join([accounting_table(found), latency_table(found), memory_table(found), sandbox_table(found)])


def accounting_table(found: dict) -> str:
    rows = [[name, ROWS[Row(name)], *map(thousands, (counts["first"], counts["repeated"], sum(counts.values())))]
            for name, counts in found["rows"].items()]
    sums = [sum(counts[which] for counts in found["rows"].values()) for which in ("first", "repeated")]
    rows.append(["sum", "", *map(thousands, (*sums, sum(sums)))])
    rows.append(["unaccounted for, or twice", "listed, and the soak fails", "", "", thousands(len(found["problems"]))])
    return table(["deliveries", "evidence", "first", "repeated", "all"], rows, texts=2)


def latency_table(found: dict) -> str:
    rows = [[name, *(number(found[key][which]) for which in ("p50", "p99", "max"))]
            for name, key in (("duration of a warm invocation", "durationMs"),
                              ("event to metadata object, queue included", "eventToMetadataMs"))]
    return table(["ms", "p50", "p99", "max"], rows)


def memory_table(found: dict) -> str:
    rows = [[kind, number(its["secondQuarter"]), number(its["lastQuarter"]),
             ("flat" if its["flat"] else "grows") if kind in JUDGED else "not judged"]
            for kind, its in found["memoryMB"].items()]
    return table(["resident MB, median", "second quarter", "last quarter", ""], rows)


def sandbox_table(found: dict) -> str:
    started, ended = found["sandboxes"]["started"], found["sandboxes"]["ended"]
    rows = [[f"started, {function}", thousands(count)] for function, count in started.items()]
    rows += [[f"ended: {reason}", thousands(count)] for reason, count in ended.items()]
    rows += [[f"failed attempt: {reason}", thousands(count)] for reason, count in found["failedAttempts"].items()]
    return table(["sandboxes", "count"], rows)


def thousands(value: int) -> str:
    return f"{value:,}"
