"""What a million images cost: AWS's prices, and a model of the time that Lambda bills.

    billed = waiting + CPU time / share of a core,   share = memory / 1,769 MB, at most 1

Waiting is what an image takes at 1,769 MB, with services that take as long as AWS's, beyond its CPU
time. The local Lambda gives a function a whole core whatever its memory, so that this is calculated.
It is exact for code that does one thing after the other; for code that works while it waits it is the
most that can come about.
"""

import json
import math
from pathlib import Path

from images.deployed import MEMORY_MB
from images.functions import ROOT

PRICES = ROOT / "infra" / "costs" / "prices.json"
IMAGES = 1_000_000


def billed_ms(duration_ms: float, cpu_ms: float, memory_mb: int) -> int:
    """Of an image that takes `duration_ms` at MEMORY_MB; Lambda rounds up to whole milliseconds."""
    waiting = max(duration_ms - cpu_ms, 0)
    share = min(memory_mb / MEMORY_MB, 1)
    return math.ceil(waiting + cpu_ms / share)


def dollars(billed: int, memory_mb: int, prices_file: Path = PRICES) -> float:
    """For IMAGES invocations of the function alone, x86_64, first tier, without the free tier."""
    prices = {name: price["usd"] / price["per"] for name, price in json.loads(prices_file.read_text())["prices"].items()}
    gb_seconds = billed / 1000 * memory_mb / 1024
    return IMAGES * (gb_seconds * prices["lambda-gb-second-x86_64"] + prices["lambda-request"])


def costs(delayed: dict, warm: dict, lowest_mb: dict) -> dict:
    """At the lowest memory that passes, which is the cheapest in this model, and at MEMORY_MB, the quickest."""
    figures = {}
    for name, times in delayed.items():
        if lowest_mb[name] is None:
            continue
        sizes = {"lowest": lowest_mb[name], "whole_core": MEMORY_MB}
        billed = {size: billed_ms(times["p50_ms"], warm[name]["cpu_ms"], mb) for size, mb in sizes.items()}
        figures[name] = {
            size: {"memory_mb": mb, "billed_ms": billed[size], "usd": dollars(billed[size], mb)} for size, mb in sizes.items()
        }
    return figures
