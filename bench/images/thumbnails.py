"""The kernel alone: one 320-pixel JPEG of each kind of image from memory, beside sharp, on one thread and core."""

import json
import os
import statistics
import subprocess
from pathlib import Path

from images.functions import ROOT, SHRIKE
from images.photographs import ImageClass
from images.rounds import in_turns
from node_scripts import command_in

SHARP = "sharp"
SCRIPT = ROOT / "bench" / "peers" / "node" / "sharp_thumbnail.mjs"
ON_ONE_CORE = ("taskset", "-c", "0")


def kernel_ms(name: str, image: Path, time: str = "real_time") -> float:
    """Of one Google Benchmark case; `time` may be "cpu_time" too, of the whole process."""
    report = _output(ROOT / "build" / "release" / "kernels", f"--benchmark_filter=^{name}/", "--benchmark_format=json",
                     "--benchmark_min_time=0.3", BENCH_IMAGE=str(image), VIPS_CONCURRENCY="1")
    case = json.loads(report)["benchmarks"][0]
    if case.get("error_occurred"):
        raise RuntimeError(f"the kernel {name}: {case['error_message']}")
    return case[time]


def thumbnails(pictures: dict[ImageClass, Path], sharp: Path, rounds: int) -> dict:
    """Milliseconds of CPU time by kind of image; `sharp` is a folder whose node_modules have it and Node."""
    command = command_in(sharp, SCRIPT)
    measure = {
        SHRIKE: lambda path: kernel_ms("thumbnail", path, "cpu_time"),
        SHARP: lambda path: json.loads(_output(*command, 3, path))["cpu"],
    }
    figures = {}
    for image, path in pictures.items():
        taken = {name: [] for name in measure}
        for name in in_turns(list(measure), rounds):
            taken[name].append(measure[name](path))
        figures[image.name] = {name: statistics.median(times) for name, times in taken.items()}
    return figures


def _output(*command: object, **environment: str) -> str:
    words = [str(word) for word in (*ON_ONE_CORE, *command)]
    return subprocess.run(words, env=os.environ | environment, stdout=subprocess.PIPE, text=True, check=True).stdout
