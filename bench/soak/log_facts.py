"""What the functions' logs say of their invocations and their sandboxes. Pure functions of the lines."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

LINE = re.compile(r"\[([\w-]+)\] (.*)")
INJECTOR = "faults"  # where the name of a function stands otherwise
EXITED = re.compile(r"RequestId: \S+ Error: (Runtime exited.*)")
LOST_RECEIPT = re.compile(r"sns:Publish: .*:reset-after$")
TIMED_OUT = re.compile(r"Task timed out after")


@dataclass
class LogFacts:
    durations: list[float] = field(default_factory=list)  # ms, of warm invocations that succeeded
    failures: Counter[str] = field(default_factory=Counter)  # attempts that failed, by the error's type
    starts: Counter[str] = field(default_factory=Counter)  # sandboxes, by function
    ends: Counter[str] = field(default_factory=Counter)  # of sandboxes that did not end with the cloud, by reason
    faults: Counter[str] = field(default_factory=Counter)  # that took place on purpose, by kind
    lost_receipts: int = 0  # answers of SNS that were held back on purpose, after it took the mail


def read_log(lines: Iterable[str]) -> LogFacts:
    facts = LogFacts()
    for function, text in function_lines(lines):
        if text.startswith("{"):
            add_event(facts, function, text)
        elif function == INJECTOR or text.startswith("FAULT "):
            facts.faults[text.rpartition(":")[2]] += 1
            facts.lost_receipts += bool(LOST_RECEIPT.search(text))
        elif exited := EXITED.search(text):
            facts.ends[exited.group(1)] += 1
        elif TIMED_OUT.search(text):
            facts.ends["Task timed out"] += 1
    return facts


def function_lines(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if match := LINE.fullmatch(line):
            yield match.group(1), match.group(2)


def add_event(facts: LogFacts, function: str, text: str) -> None:
    try:
        event = json.loads(text)
    except ValueError:  # a line that was cut off with its process
        return
    if event.get("type") == "platform.initStart":
        facts.starts[function] += 1
    if event.get("type") == "platform.report":
        record = event["record"]
        if record["status"] != "success":
            facts.failures[record.get("errorType", record["status"])] += 1
        elif "initDurationMs" not in record["metrics"]:
            facts.durations.append(record["metrics"]["durationMs"])
