"""What a million images cost: AWS's prices, and the time that Lambda bills.

At the lowest memory that passes it is measured, with the part of a core that goes with the memory
(cpu_share.py). Where that cannot be had, it is calculated:

    billed = waiting + CPU time / share of a core,   share = memory / 1,769 MB, at most 1

Waiting is what an image takes at 1,769 MB, with services that take as long as AWS's, beyond its CPU
time. That is exact for code that does one thing after the other; for code that works while it waits it
is the most that can come about.
"""

import json
import math
from pathlib import Path

from images.deployed import MEMORY_MB
from images.functions import ROOT

PRICES = ROOT / "infra" / "costs" / "prices.json"
IMAGES = 1_000_000


def calculated_ms(duration_ms: float, cpu_ms: float, memory_mb: int) -> float:
    """Of an image that takes `duration_ms` at MEMORY_MB."""
    waiting = max(duration_ms - cpu_ms, 0)
    share = min(memory_mb / MEMORY_MB, 1)
    return waiting + cpu_ms / share


def cost(duration_ms: float, memory_mb: int, prices_file: Path = PRICES) -> dict:
    """Of IMAGES invocations of the function alone, x86_64, first tier, without the free tier."""
    prices = {name: price["usd"] / price["per"] for name, price in json.loads(prices_file.read_text())["prices"].items()}
    billed = math.ceil(duration_ms)  # Lambda rounds up to whole milliseconds
    gb_seconds = billed / 1000 * memory_mb / 1024
    usd = IMAGES * (gb_seconds * prices["lambda-gb-second-x86_64"] + prices["lambda-request"])
    return {"memory_mb": memory_mb, "billed_ms": billed, "usd": usd}


def costs(figures: dict) -> dict:
    """At the lowest memory that passes, which is the cheapest, and at MEMORY_MB, the quickest."""
    measured, found = figures.get("at_lowest_memory", {}), {}
    for name, times in figures["delayed"].items():
        lowest_mb = figures["lowest_memory_mb"][name]
        if lowest_mb is None:
            continue
        duration = measured.get(name) or calculated_ms(times["p50_ms"], figures["warm"][name]["cpu_ms"], lowest_mb)
        found[name] = {"lowest": cost(duration, lowest_mb), "whole_core": cost(times["p50_ms"], MEMORY_MB)}
    return found
