"""How a run over a folder of photographs is measured, with runs that are played."""

from pathlib import Path

from measure import DETECT, ROUNDS, Run, figures_of, runs_over

FOLDER = Path("photographs")


def test_both_runs_are_over_the_same_images_and_take_turns():
    made = []

    def played(folder: Path, images: int, detect: str) -> Run:
        made.append((folder, images, detect))
        return Run(seconds=2.0, function_cpu_ms=900.0, all_cpu_ms=1000.0, load_before=0.1)

    figures = runs_over(FOLDER, 10, played)
    assert made == [(FOLDER, 10, ""), (FOLDER, 10, "labels"), (FOLDER, 10, "labels"), (FOLDER, 10, "")]
    assert list(figures) == list(DETECT)
    assert {its["images"] for its in figures.values()} == {10 * ROUNDS}


def test_the_cloud_s_time_is_what_is_not_the_function_s():
    runs = [Run(4.0, 800.0, 1000.0, 0.2), Run(6.0, 1200.0, 1600.0, 0.5)]
    assert figures_of(runs, 20) == {
        "images": 20,
        "function_cpu_ms": 100.0,
        "local_cloud_cpu_ms": 30.0,
        "images_per_second": 2.0,
        "images_per_second_per_core_by_cpu": 7.69,
        "load_before": 0.5,
    }
