"""What the documents make of the benchmarks' figures: the verdicts, and who is ahead."""

import json

import pytest

import documents
from compared import markdown
from images.efforts import markdown as efforts
from images.report import measured
from images.shows import LABELS_MS, Promise, promises

RUNTIMES, IMAGES = (json.loads((documents.RESULTS / f"{name}.json").read_text()) for name in ("runtimes", "images"))


def promise(ours: float, bound: float) -> Promise:
    return Promise("an image", "ms", ours, {"theirs": 1000.0}, bound)


def cells(text: str, beginning: str) -> list[str]:
    (row,) = (line for line in text.splitlines() if line.startswith(f"| {beginning} "))
    return [cell.strip() for cell in row.strip("|").split("|")]


@pytest.mark.parametrize(
    ("ours", "bound", "text"),
    [
        (1150.3, 1.15, "1.1503 ×"),
        (1004.6, 1.0, "1.005 ×"),
        (1400.0, 1.3, "1.40 ×"),
        (1149.9, 1.15, "1.15 ×"),
        (83.4, 1 / 12, "1/11.99"),
        (83.3, 1 / 12, "1/12"),
        (200.0, 1 / 8, "1/5"),
    ],
)
def test_a_missed_ratio_has_as_many_digits_as_show_it(ours, bound, text):
    assert measured(promise(ours, bound)) == text


def test_a_missed_value_of_its_own_does_so_too():
    assert measured(Promise("labels", "ms", 120.04, {}, 120)) == "120.04 ms"
    assert measured(Promise("labels", "ms", 119.96, {}, 120)) == "120 ms"


def test_the_pages_are_what_the_kept_figures_make_of_them():
    for page, text in documents.written():
        assert page.read_text() == text, f"bench/documents.py writes {page}"


def test_every_row_of_the_front_page_says_whether_its_bound_is_kept():
    text = markdown(RUNTIMES, IMAGES, list(promises(IMAGES)), LABELS_MS + 1.0)
    for each in promises(IMAGES):
        if "sharp" not in each.peers:
            assert cells(text, each.name)[-1] == ("yes" if each.kept else "**no**")
    assert cells(text, "DetectLabels")[-3:] == [f"{LABELS_MS + 1} ms", f"{LABELS_MS} ms", "**no**"]


def test_kinds_of_thumbnails_in_one_line_are_kept_when_all_are():
    thumbnails = {"a": {"Shrike": 8.0, "sharp": 10.0}, "b": {"Shrike": 10.02, "sharp": 10.0}}
    missed = markdown(RUNTIMES, IMAGES, list(promises(IMAGES | {"thumbnails": thumbnails, "limit": {}})), 1.0)
    assert cells(missed, "thumbnails of 2")[-3:] == ["1/1.25 to 1.002 ×", "1.00 ×", "**1 of 2**"]
    thumbnails["b"]["Shrike"] = 9.9
    kept = markdown(RUNTIMES, IMAGES, list(promises(IMAGES | {"thumbnails": thumbnails, "limit": {}})), 1.0)
    assert cells(kept, "thumbnails of 2")[-1] == "yes"


def job(**ours) -> dict:
    """Shrike and both of Rust's, all alike but for what is said of the best effort."""
    names = ["Shrike", "Rust", "Rust, concurrent"]
    its = {"cpu_ms": 100.0, "images_per_second": 9.0} | ours

    def each(value: float, best: float | None = None) -> dict:
        return {name: best if best and name == names[-1] else value for name in names}

    cpu = each(100.0, its["cpu_ms"])
    return {
        "functions": names,
        "first_answers": {name: {"ms": 140.0} for name in names},
        "warm": {name: {"p50_ms": 120.0, "cpu_ms": cpu[name], "memory_mb": 30.0} for name in names},
        "events_per_second": each(9.0, its["images_per_second"]),
        "zip_mb": each(5.0) | {"Shrike": None},
        "cost": {name: {"lowest": {"usd": 4.0}} for name in names},
    }


def test_a_best_effort_that_is_ahead_is_seen_to_be_and_why():
    text = efforts(job(cpu_ms=90.0, images_per_second=10.0))
    row = cells(text, "Rust")
    assert row[3:5] == ["**90.0** · 100", "**10.0** · 9.00"]
    assert "fast_image_resize" in text


def test_one_that_is_not_ahead_is_not_explained():
    text = efforts(job(cpu_ms=110.0, images_per_second=8.0))
    assert cells(text, "Rust")[3:5] == ["110 · 100", "8.00 · 9.00"]
    assert "fast_image_resize" not in text


def test_what_was_not_measured_is_neither_better_nor_worse():
    assert cells(efforts(job()), "Shrike")[6] == "–"
    assert cells(efforts(job()), "Rust")[6] == "5.00 · 5.00"
