"""The same job in each stack: the best effort beside what the tutorials have."""

from collections.abc import Callable
from dataclasses import dataclass

from images.functions import CONCURRENT_TITLE, NAMES, SHRIKE
from images.report import NONE, where_measured
from markdown_tables import number, table, wrapped


@dataclass(frozen=True)
class Column:
    title: str
    value: Callable[[dict, str], float | None]
    more_is_better: bool = False

    def cell(self, figures: dict, name: str) -> str:
        """Bold where it is better than ours."""
        text = where_measured(lambda name: number(self.value(figures, name)), name)
        return f"**{text}**" if text != NONE and self._beats_ours(figures, name) else text

    def _beats_ours(self, figures: dict, name: str) -> bool:
        ours, theirs = self.value(figures, SHRIKE), self.value(figures, name)
        if ours is None or theirs is None:
            return False
        return theirs > ours if self.more_is_better else theirs < ours


CPU = Column("CPU, ms", lambda figures, name: figures["warm"][name]["cpu_ms"])
COLUMNS = [
    Column("first answer, ms", lambda figures, name: figures["first_answers"][name]["ms"]),
    Column("warm, ms", lambda figures, name: figures["warm"][name]["p50_ms"]),
    CPU,
    Column("images/s a core", lambda figures, name: figures["events_per_second"][name], more_is_better=True),
    Column("peak MB", lambda figures, name: figures["warm"][name]["memory_mb"]),
    Column("zip, MB", lambda figures, name: figures["zip_mb"][name]),
    Column("a million, USD", lambda figures, name: figures["cost"][name]["lowest"]["usd"]),
]

SAID = ("The job itself, three renditions and labels of a 12 MP JPEG: of each stack the best that can be had without leaving the language · "
        "what the tutorials have; bold is better than Shrike.")
WHY_RUST = (
    "Rust's best effort computes less than Shrike: it calls libjpeg-turbo itself at both ends, on one thread, and makes each rendition "
    "from the one before it with `fast_image_resize`. Most of Shrike's time is libjpeg-turbo's decoder too; what could still be had of it "
    "is libvips' resizing, switches between its threads and the system's pages "
    "([where the time goes](bench/NOTES.md#bounds-that-are-missed-and-where-the-time-goes))."
)


def markdown(figures: dict) -> str:
    """A row a stack; empty where a stack's two functions were not measured."""
    rows = [[SHRIKE, *(column.cell(figures, SHRIKE) for column in COLUMNS)]]
    for stack in NAMES.values():
        if {stack, stack + CONCURRENT_TITLE} <= set(figures["functions"]):
            rows.append([stack, *(f"{column.cell(figures, stack + CONCURRENT_TITLE)} · {column.cell(figures, stack)}"
                                  for column in COLUMNS)])
    parts = [wrapped(SAID), table(["a 12 MP JPEG", *(column.title for column in COLUMNS)], rows)]
    return "\n\n".join([*parts, wrapped(WHY_RUST)] if rust_is_ahead(figures) else parts)


def rust_is_ahead(figures: dict) -> bool:
    rust = "Rust" + CONCURRENT_TITLE
    return rust in figures["warm"] and CPU.value(figures, rust) < CPU.value(figures, SHRIKE)
