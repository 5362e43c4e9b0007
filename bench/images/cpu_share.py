"""CPU in proportion to a function's memory, as Lambda gives it, by the quotas of the kernel's scheduler."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

# "At 1,769 MB, a function has the equivalent of one vCPU":
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
WHOLE_CORE_MB = 1769
PERIOD_US = 20_000

CONTROLLERS = (Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup"))  # of version 1, and of version 2


class CpuShares:
    """A CPU cgroup for each function at its size of memory; none where this user may not make any.

    A quota of the scheduler holds on average: what one period takes too much is missing in the next.
    """

    def __init__(self, memory_mb: Mapping[str, int]):
        self._folders: dict[str, Path] = {}
        self._memory_mb = memory_mb
        for controller in CONTROLLERS:
            if not self._folders and (controller / "cgroup.procs").exists() and os.access(controller, os.W_OK):
                self._make(controller)

    def __bool__(self) -> bool:
        return bool(self._folders)

    def __enter__(self) -> "CpuShares":
        return self

    def __exit__(self, *_: object) -> None:
        """The processes in the groups must have ended."""
        self._remove()

    def joining(self, function: str) -> str:
        """Lines of a shell script: go into the function's group, where there is one, once it has so much memory."""
        if function not in self._folders:
            return ""
        is_so_large = f'[ "$AWS_LAMBDA_FUNCTION_MEMORY_SIZE" != {self._memory_mb[function]} ]'
        return f"{is_so_large} || echo $$ >{shlex.quote(str(self._folders[function]))}/cgroup.procs\n"

    def _make(self, controller: Path) -> None:
        for function, size in self._memory_mb.items():
            folder = controller / f"shrike-bench-{os.getpid()}-{len(self._folders)}"
            folder.mkdir()
            self._folders[function] = folder
            if not _limit(folder, PERIOD_US * size // WHOLE_CORE_MB):
                self._remove()
                return

    def _remove(self) -> None:
        while self._folders:
            self._folders.popitem()[1].rmdir()


def _limit(folder: Path, quota_us: int) -> bool:
    """False where the controller is not for this group."""
    if (folder / "cpu.cfs_quota_us").exists():
        (folder / "cpu.cfs_period_us").write_text(str(PERIOD_US))
        (folder / "cpu.cfs_quota_us").write_text(str(quota_us))
    elif (folder / "cpu.max").exists():
        (folder / "cpu.max").write_text(f"{quota_us} {PERIOD_US}")
    else:
        return False
    return True
