#!/usr/bin/env python3
"""What decoding costs against what it is estimated at: handlers/image/DECODE_BUDGET.md.

    decode_budget.py [--keep] [MEGAPIXELS…]

Makes pictures of every kind and size in build/bench/decode-budget (several GB), has each made into
renditions by a process of its own, and writes the table. The process is killed by a memory cgroup,
where this user may make one, when it takes more than the estimate. With --keep a run that was
stopped goes on: what it has measured stays; the estimates are always today's.
"""
import argparse
import dataclasses
import datetime
import json
import math
import os
import pathlib
import subprocess
import sys

from machine import machine
from markdown_tables import table

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/release"
PICTURES = ROOT / "build/bench/decode-budget"
PHOTOGRAPH = ROOT / "build/third-party/photographs/motorcycle_left.png"
MEASURED = PICTURES / "measured.jsonl"
RESULTS = ROOT / "bench/results/decode_budget.json"
DOCUMENT = ROOT / "handlers/image/DECODE_BUDGET.md"

MEGABYTE = 1024 * 1024
RENDITIONS = "thumb:320x320,webp,q80;preview:1600x1600"
ANIMATED = "thumb:320x320,webp,animated;preview:1600x1600,webp,animated"
FRAMES = 20  # as decode_pictures makes them
SIDES = {0: (300, 200), 1: (1224, 816), 4: (2400, 1600), 12: (4243, 2828), 24: (6000, 4000), 48: (8485, 5657), 100: (12247, 8165), 280: (20000, 14000)}
# Megapixels, of kinds and of formats: where the format ends, or making the picture takes too long.
LARGEST = {"webp": 100, "gif": 24, "avif": 48, "png-palette": 24, "tiff-float": 24}
# Beyond 24 megapixels all kinds grow as they do up to there; these are looked at. Flat ones are at 24, noise at 4.
LARGE = {4: "jpeg-noise png-noise webp-noise gif-noise avif-noise", 48: "jpeg jpeg-icc jpeg-turned jpeg-progressive png png-16 png-interlaced png-turned webp webp-lossless "
             "tiff-lzw tiff-lzw-one-strip tiff-tiles tiff-turned avif",
         100: "jpeg jpeg-progressive png webp tiff-lzw", 280: "jpeg jpeg-progressive png"}
# What encoders take is looked at with noise, of which most comes out.
OUTPUTS = ["jpeg,q100", "png", "webp", "gif", "tiff", "avif"]
OUTPUT_SIDES = [1600, 2400]

# How far an estimate may be above what was measured: it is made for the worst of the sizes and contents of its kind.
WRONG_BY, SLACK = 1.6, 24 * MEGABYTE

# Name, settings of decode_growth, and a library to preload, where there is one.
ALLOCATORS = [
    ("glibc as it is", "none", ""),
    ("2 arenas", "arena_max=2", ""),
    ("1 arena, blocks from 256 KiB given back", "arena_max=1,mmap_threshold=262144", ""),
    ("2 arenas, blocks from 4 MiB given back", "arena_max=2,mmap_threshold=4194304", ""),
    ("**2 arenas, blocks from 256 KiB given back**", "house", ""),
    ("2 arenas, blocks from 128 KiB given back", "arena_max=2,mmap_threshold=131072", ""),
    ("2 arenas, blocks from 64 KiB given back", "arena_max=2,mmap_threshold=65536", ""),
    ("the same, trimmed after each event", "arena_max=2,mmap_threshold=65536,trim=1", ""),
    ("jemalloc", "none", "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2"),
    ("mimalloc", "none", "/usr/lib/x86_64-linux-gnu/libmimalloc.so.2.0"),
]

TEXT = """# The decode budget

Before an image is decoded, `decode_estimate.cpp` estimates from its header and from what is to be made of it how much memory that
takes at most and how much time at least, and `decode_budget.cpp` refuses what does not fit into the function. This page is made by
`bench/decode_budget.py`, which measures both sides.

- **Memory** has to be right: each estimate is above what was measured, and at most {wrong_by} times that and {slack} MB. It is furthest
  above where libvips averages blocks of pixels before it scales: an estimate never falls when pixels are added, what is taken does.
  It is what decoding takes beside the process (40 MB are set aside for it) and the object.
- **Time** only refuses what surely cannot be done: it is half of what a picture of one colour takes, which takes the least. A decode
  that overruns is ended by the watchdog. On Lambda the time is divided by the processors that the function has (1 at 1,769 MB, in
  proportion), which is known by `AWS_LAMBDA_RUNTIME_API` without `AWS_ENDPOINT_URL` and `AWS_SAM_LOCAL`: an emulator sets one of
  these. What a whole invocation could not do is `Image.TooLarge`; what only the rest of this one cannot is
  `Function.DeadlineExceeded`, to be tried again.
- **Method**: a process of its own for each row reads the header and makes the renditions. Memory is the peak of resident memory above
  that of the process with libvips started and the file read; time is CPU time of all threads. {limited} of the {rows} rows were measured in a
  memory cgroup, which kills above the estimate. What is not decoded has its error's type in place of figures.
- Pictures are a photograph repeated with noise over it; those named *flat* are of one colour, those named *noise* nothing else.
  *default* is `thumb:320x320,webp,q80;preview:1600x1600`, *animated* the same with all frames ({frames}) as WebP, *detection* the
  JPEG for Rekognition.
- {date}; {versions}; {machine}; two threads, which is the most that libvips is given.

## Estimated and measured

{decoded}

## Resident memory of a warm process

{events} events in turn over one little picture of every kind, in MB. "Blocks given back" are those for which the allocator asks the
system each time (`M_MMAP_THRESHOLD`). The row in bold is what `vips_library.cpp` sets.

{grown}
"""


@dataclasses.dataclass(frozen=True)
class Case:
    """A picture, and what is to be made of it."""

    kind: str
    megapixels: int
    wanted: str

    @property
    def file(self):
        return PICTURES / f"{self.kind}-{self.megapixels}"

    def make_picture(self):
        """Once; the next run takes the same."""
        if self.file.exists():
            return
        width, height = SIDES[self.megapixels]
        if "animated" in self.kind:
            width, height = int(width / math.sqrt(FRAMES)), int(height / math.sqrt(FRAMES))
        unfinished = self.file.with_suffix(".new")
        subprocess.run([BUILD / "decode_pictures", self.kind, str(width), str(height), PHOTOGRAPH, unfinished], check=True)
        unfinished.rename(self.file)

    def cost(self, verb, **options):
        """The answer of decode_cost; None when it was killed."""
        command = [BUILD / "decode_cost", verb, self.file, self.wanted]
        run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, **options)
        if run.returncode < 0:
            return None
        if run.returncode:
            sys.exit(f"{' '.join(map(str, command))} ended with {run.returncode}")
        return json.loads(run.stdout)


class MemoryLimit:
    """A memory cgroup of version 1 or 2; without the right to make one, no limit at all."""

    def __init__(self):
        self.folder = None
        for parent, file in (("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max")):
            folder = pathlib.Path(parent, f"shrike-decode-budget-{os.getpid()}")
            try:
                folder.mkdir()
            except OSError:
                continue
            if (folder / file).exists():
                self.folder, self.file = folder, folder / file
                return
            folder.rmdir()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.folder:
            self.folder.rmdir()

    def options(self, limit):
        """Of subprocess.run, for a child that is killed above `limit` bytes."""
        if not self.folder:
            return {}
        self.file.write_text(str(limit))
        return {"preexec_fn": lambda: (self.folder / "cgroup.procs").write_text(str(os.getpid()))}


def cases(sizes):
    kinds = subprocess.run([BUILD / "decode_pictures"], stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    for size in sizes:
        for kind in kinds:
            if size > LARGEST.get(kind, LARGEST.get(kind.split("-")[0], 280)):
                continue
            if kind not in LARGE.get(size, kind).split() or kind.endswith("noise") != (size == 4):
                continue
            if kind.endswith("flat") and size != 24:
                continue
            yield Case(kind, size, RENDITIONS)
            if "animated" in kind:
                yield Case(kind, size, ANIMATED)
            elif size == 12 or kind == "jpeg":
                yield Case(kind, size, "detection")
    for output in OUTPUTS if 4 in sizes else []:
        for side in OUTPUT_SIDES:
            yield Case("png-noise", 4, f"only:{side}x{side},{output}")


def measure(case, limit):
    """Baseline, peak and time, under a limit of what is estimated."""
    case.make_picture()
    estimate = case.cost("estimate")
    # The process and the object are not part of the estimate.
    free = case.cost("measure", **limit.options(64 * MEGABYTE + 2 * estimate["object_bytes"] + estimate["estimate_bytes"]))
    if free is None:
        return {"killed": True, "limited": True}
    return {key: free.get(key) for key in ("baseline_bytes", "peak_bytes", "cpu_ms", "error")} | {"limited": bool(limit.folder)}


def measured_before(keep):
    if not keep:
        MEASURED.unlink(missing_ok=True)
        return {}
    rows = map(json.loads, MEASURED.read_text().splitlines() if MEASURED.exists() else [])
    return {Case(row["kind"], row["megapixels"], row["wanted"]): row["measured"] for row in rows}


def decoding(sizes, known):
    """A row each case: what it is, its estimate, what was measured."""
    rows = []
    with MemoryLimit() as limit:
        for case in cases(sizes):
            case.make_picture()
            measured = known.get(case) or measure(case, limit)
            rows.append(dataclasses.asdict(case) | {"estimate": case.cost("estimate"), "measured": measured})
            if case not in known:
                with MEASURED.open("a") as file:
                    file.write(json.dumps(rows[-1]) + "\n")
            print(" ".join(line(rows[-1])), flush=True)
    return rows


def growth(events):
    """Resident memory of a warm process over the smallest picture of every kind, by the allocator's settings."""
    small = [case for case in cases([0]) if case.wanted == RENDITIONS]
    for case in small:
        case.make_picture()
    files = [case.file for case in small]
    rows = []
    for name, settings, preload in ALLOCATORS:
        if preload and not pathlib.Path(preload).exists():
            continue
        run = subprocess.run([BUILD / "decode_growth", str(events), settings, *files], stdout=subprocess.PIPE, text=True,
                             check=True, env=os.environ | ({"LD_PRELOAD": preload} if preload else {}))
        rows.append({"name": name, "events": events} | json.loads(run.stdout))
        print(name, rows[-1], flush=True)
    return rows


def megabytes(count):
    return f"{count / MEGABYTE:.0f}"


def line(row):
    """A row of the first table."""
    estimate, measured = row["estimate"], row["measured"]
    names = {RENDITIONS: "default", ANIMATED: "animated"}
    wanted = names.get(row["wanted"], row["wanted"].removeprefix("only:"))
    case = [row["kind"], str(row["megapixels"]), wanted, megabytes(estimate["estimate_bytes"])]
    if measured.get("killed") or measured["error"]:
        return [*case, "killed" if measured.get("killed") else measured["error"].partition(":")[0], "", "", ""]
    ratio = estimate["estimate_bytes"] / measured["peak_bytes"]
    return [*case, megabytes(measured["peak_bytes"]), f"{ratio:.2f}", str(estimate["estimate_ms"]), f"{measured['cpu_ms']:.0f}"]


def failures(rows):
    """What the estimate must never be: less memory than was taken, far more, or more time."""
    found = []
    for row in rows:
        estimate, measured = row["estimate"], row["measured"]
        if measured.get("killed") or measured["error"]:
            found.append((row, measured.get("error") or "killed above its estimate"))
        elif not measured["peak_bytes"] <= estimate["estimate_bytes"] <= measured["peak_bytes"] * WRONG_BY + SLACK and (
            not row["kind"].endswith("flat")  # which are for the time
        ):
            found.append((row, "memory"))
        elif estimate["estimate_ms"] > measured["cpu_ms"]:
            found.append((row, "time"))
    return found


def versions():
    library = next((ROOT / "build/third-party").glob("node/node_modules/@img/sharp-libvips-linux-*/lib/libvips-cpp.so.*"))
    return f"libvips {library.name.rpartition('.so.')[2]}, glibc {os.confstr('CS_GNU_LIBC_VERSION').split()[1]}"


def document(results):
    decoded = table(["picture", "MP", "made", "estimate, MB", "measured, MB", "ratio", "at least, ms", "CPU, ms"],
                    [line(row) for row in results["decoding"]])
    grown = table(["allocator", *(f"{part}0 %" for part in (1, 3, 5, 7, 9)), "100 %", "peak", "CPU an event, ms"],
                  [[row["name"], *(megabytes(row["resident_bytes"][part]) for part in (0, 2, 4, 6, 8, 9)),
                    megabytes(row["peak_bytes"]), f"{row['cpu_ms_an_event']:.1f}"] for row in results["growth"]])
    events = " or ".join(sorted({f"{row['events']:,}" for row in results["growth"]}))
    return TEXT.format(decoded=decoded, grown=grown, events=events, frames=FRAMES, wrong_by=WRONG_BY,
                       slack=SLACK // MEGABYTE, **results["run"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--keep", action="store_true", help="goes on with a run that was stopped")
    parser.add_argument("--events", type=int, default=10_000, help="of the allocators' table; 0: the one of before")
    parser.add_argument("megapixels", type=int, nargs="*", default=list(SIDES)[1:])
    arguments = parser.parse_args()
    PICTURES.mkdir(parents=True, exist_ok=True)
    before = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"growth": []}
    rows = decoding(arguments.megapixels, measured_before(arguments.keep))
    results = {
        "run": {"date": datetime.date.today().isoformat(), "machine": machine(), "versions": versions(),
                "rows": len(rows), "limited": sum(row["measured"]["limited"] for row in rows)},
        "decoding": rows,
        "growth": growth(arguments.events) if arguments.events else before["growth"],
    }
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    DOCUMENT.write_text(document(results))
    wrong = failures(rows)
    for row, why in wrong:
        print("WRONG", why, *line(row))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
