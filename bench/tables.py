"""The runtimes' figures as tables: for the terminal and for the README."""

from markdown_tables import number, table
from runtimes import BOOTSTRAP, NODE_SDK, RUST, SHRIKE

MARKS = ("<!-- runtimes: begin -->", "<!-- runtimes: end -->")


def size_name(size):
    size = int(size)
    return f"{size // 1_000_000} MB" if size >= 1_000_000 else f"{size // 1000} KB" if size >= 1000 else f"{size} B"


def served(figures):
    return [name for name, runtime in figures["runtimes"].items() if runtime["serves"]]


def versions(figures):
    return table(
        ["runtime", "version", "what its no-op does with an event"],
        [[name, figures["runtimes"][name]["version"], figures["runtimes"][name]["does"]] for name in served(figures)],
        texts=3,
    )


def starts(figures):
    last = figures["serving"][max(figures["serving"], key=int)]
    rust = figures["starts"][RUST]["ms"]
    return table(
        ["start", "exec to first /next, ms", "× Rust", "CPU, ms", "peak MB at the start", "after 6 MB events"],
        [
            [name, number(start["ms"]), f"{start['ms'] / rust:.2f}", number(start["cpu_ms"]),
             number(start["memory_kb"] / 1024), number(last[name]["memory_kb"] / 1024) if name in last else ""]
            for name, start in ((name, figures["starts"][name]) for name in figures["runtimes"])
        ],
    )


def per_size(figures, title, value):
    sizes = sorted(figures["serving"], key=int)
    return table(
        [title, *map(size_name, sizes)],
        [[name, *(value(figures["serving"][size][name], figures["serving"][size][RUST]) for size in sizes)]
         for name in served(figures)],
    )


def markdown(figures):
    return "\n\n".join([
        versions(figures),
        starts(figures),
        per_size(figures, "events a second (× Rust)", lambda its, rust:
                 f"{number(its['events_per_second'])} ({its['events_per_second'] / rust['events_per_second']:.2f})"),
        per_size(figures, "CPU an event, µs", lambda its, _: number(its["cpu_us_per_event"])),
        per_size(figures, "latency p50 / p99, ms", lambda its, _: f"{number(its['p50_ms'])} / {number(its['p99_ms'])}"),
    ])


def rows(figures):
    """The promises as (name, unit, ours, peers, against)."""
    start = {name: figures["starts"][name]["ms"] for name in figures["starts"]}
    yield "cold start, no-op", "ms", start[SHRIKE], {RUST: start[RUST]}, start[RUST]
    yield "cold start, the whole bootstrap (bound 3 × Rust's no-op)", "ms", start[BOOTSTRAP], {RUST: start[RUST]}, start[RUST]
    yield "cold start, the whole bootstrap", "ms", start[BOOTSTRAP], {NODE_SDK: start[NODE_SDK]}, start[NODE_SDK]
    for size in sorted(figures["serving"], key=int):
        serving = figures["serving"][size]
        ours, rust = serving[SHRIKE]["events_per_second"], serving[RUST]["events_per_second"]
        yield f"events of {size_name(size)}, more is better", "1/s", ours, {RUST: rust}, rust
