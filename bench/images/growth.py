"""How the work grows: with the image's size and format, with the number of renditions, with the batch."""

import statistics
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from images.deployed import WIDTHS, Deployed
from images.photographs import BASELINE, CLASSES, JPEG_1, JPEG_12, ImageClass
from images.rounds import in_turns

RENDITIONS = {1: (320,), 3: WIDTHS, 6: (1920, 1280, 960, 640, 320, 160)}
BATCHES = (1, 10, 100)


def classes(deployed: Sequence[Deployed], everything: Sequence[Deployed], images: int) -> dict:
    """CPU time and peak memory of each kind of image, in a sandbox that has seen no other.

    `everything` are those that get all kinds; the others get baseline JPEGs.
    """
    return {
        image.name: _work(deployed if image in BASELINE else everything, image, WIDTHS, images)
        for image in CLASSES
    }


def renditions(deployed: Sequence[Deployed], images: int) -> dict:
    return {str(count): _work(deployed, JPEG_12, widths, images) for count, widths in RENDITIONS.items()}


def _work(deployed: Sequence[Deployed], image: ImageClass, widths: Sequence[int], images: int) -> dict:
    cpu = {}
    durations = {each.function.name: [] for each in deployed}
    for each in deployed:
        each.configure(widths)
        each.invoke(image)  # cold
        cpu[each.function.name] = each.cpu_ms()
    for each in in_turns(deployed, images):
        durations[each.function.name].append(each.invoke(image).duration_ms)
    figures = {}
    for each in deployed:
        each.check_outputs(image, widths)
        taken = durations[each.function.name]
        figures[each.function.name] = {
            "cpu_ms": (each.cpu_ms() - cpu[each.function.name]) / len(taken),
            "duration_ms": statistics.median(taken),
            "memory_mb": each.peak_memory_mb(),
        }
    return figures


def batches(deployed: Sequence[Deployed], rounds: Mapping[int, int], peers_rounds: Mapping[int, int]) -> dict:
    """Milliseconds of one invocation with so many records of JPEG_1, services taking their time.

    Each that works on records side by side has the core to itself, as often as `rounds` says for the size, of the
    peers `peers_rounds`; then the tutorials' code, all at the same time, once: it takes one record after the other
    and so mostly waits, and would take minutes in turns.
    """
    for each in deployed:
        each.configure()
        each.invoke(JPEG_1)
    tutorials = [each for each in deployed if each.function.is_tutorial]
    figures = {str(size): {} for size in rounds}
    for each in deployed:
        if each not in tutorials:
            for size, ms in _alone(each, rounds if each.function.is_ours else peers_rounds).items():
                figures[str(size)][each.function.name] = ms
    with ThreadPoolExecutor(len(tutorials) or 1) as together:
        for size in rounds:
            durations = together.map(lambda each, size=size: each.invoke(JPEG_1, size).duration_ms, tutorials)
            figures[str(size)] |= {each.function.name: once for each, once in zip(tutorials, durations)}
    for each in deployed:
        each.check_outputs(JPEG_1, copies=min(max(rounds), 3))
    return figures


def _alone(each: Deployed, rounds: Mapping[int, int]) -> dict[int, float]:
    """The median by size."""
    taken = {size: [] for size in rounds}
    for size in in_turns(list(rounds), max(rounds.values())):
        if len(taken[size]) < rounds[size]:
            taken[size].append(each.invoke(JPEG_1, size).duration_ms)
    return {size: statistics.median(times) for size, times in taken.items()}
