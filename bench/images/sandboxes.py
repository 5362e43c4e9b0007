"""The processes of a local cloud's functions: what CPU time they took and how much memory they had."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

FUNCTION_VARIABLE = b"AWS_LAMBDA_FUNCTION_NAME="
CPU_CLOCK = 2  # CPUCLOCK_SCHED: what the scheduler gave all threads of a process, ended ones too


def sandboxes(cloud_pid: int) -> Iterator[int]:
    """The first process of each; its id is that of its process group too."""
    for child in children(cloud_pid):
        try:
            if FUNCTION_VARIABLE in Path(f"/proc/{child}/environ").read_bytes():
                yield child
        except OSError:  # it has ended meanwhile
            continue


def children(pid: int) -> Iterator[int]:
    """Of a process, whichever of its threads started them."""
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            yield from map(int, path.read_text().split())
        except OSError:  # the thread has ended meanwhile
            continue


def processes_of(group: int) -> list[int]:
    """The processes of a sandbox."""
    members = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            members.append(int(path.parent.name))
    return members


def cpu_ms(group: int) -> float:
    """CPU time of a sandbox so far, that of processes it has waited for included."""
    total = 0.0
    for pid in processes_of(group):
        total += time.clock_gettime((~pid << 3) | CPU_CLOCK) * 1e3
        children = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[13:15]
        total += sum(map(int, children)) * 1e3 / os.sysconf("SC_CLK_TCK")
    return total


def peak_memory_mb(group: int) -> float:
    """VmHWM, which Lambda's REPORT line here gives as "Max Memory Used"; the sum where there are several processes."""
    return sum(_peak_kb(pid) for pid in processes_of(group)) / 1024


def _peak_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0
