"""Which functions' batches are measured alone, with functions that are played."""

from pathlib import Path
from types import SimpleNamespace

from images.functions import Function
from images.growth import batches


class Played:
    def __init__(self, name: str):
        self.function = Function(name, Path("code"))
        self.sizes: list[int] = []

    def configure(self) -> None:
        self.sizes.clear()

    def invoke(self, _, records: int = 1) -> SimpleNamespace:
        self.sizes.append(records)
        return SimpleNamespace(duration_ms=100.0 * records)

    def check_outputs(self, _, copies: int) -> None:
        assert copies == 3


def test_every_function_s_batches_are_measured_and_the_best_efforts_as_ours_are():
    names = ["Shrike", "Python", "Python, concurrent", "Go", "Go, concurrent"]
    played = {name: Played(name) for name in names}
    figures = batches(list(played.values()), {1: 3, 10: 2}, {1: 2, 10: 1})
    assert figures == {size: dict.fromkeys(names, 100.0 * int(size)) for size in ("1", "10")}
    rounds = {name: (each.sizes[1:].count(1), each.sizes.count(10)) for name, each in played.items()}  # the first is a cold one
    assert rounds == {"Shrike": (3, 2), "Python": (1, 1), "Python, concurrent": (2, 1), "Go": (1, 1), "Go, concurrent": (2, 1)}
