"""CPU in proportion to a function's memory, as Lambda gives it, by the quotas of the kernel's scheduler."""

import os
from collections.abc import Collection
from pathlib import Path

# "At 1,769 MB, a function has the equivalent of one vCPU":
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
WHOLE_CORE_MB = 1769
PERIOD_US = 20_000

CONTROLLERS = (Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup"))  # of version 1, and of version 2


class CpuShares:
    """A CPU cgroup for each size of memory; none where this user may not make any.

    A quota of the scheduler holds on average: what one period takes too much is missing in the next.
    """

    def __init__(self, sizes_mb: Collection[int]):
        self._prefix, self._folders = "", []
        for controller in CONTROLLERS:
            if not self._folders and (controller / "cgroup.procs").exists() and os.access(controller, os.W_OK):
                self._make(str(controller / f"shrike-bench-{os.getpid()}-"), sizes_mb)

    def __bool__(self) -> bool:
        return bool(self._folders)

    def __enter__(self) -> "CpuShares":
        return self

    def __exit__(self, *_: object) -> None:
        """The processes in the groups must have ended."""
        self._remove()

    def joining(self) -> str:
        """Lines of a shell script: go into the group of the function's memory, where there is one."""
        if not self:
            return ""
        return f'group="{self._prefix}$AWS_LAMBDA_FUNCTION_MEMORY_SIZE"\n[ ! -d "$group" ] || echo $$ >"$group/cgroup.procs"\n'

    def _make(self, prefix: str, sizes_mb: Collection[int]) -> None:
        self._prefix = prefix
        for size in sizes_mb:
            folder = Path(f"{prefix}{size}")
            folder.mkdir()
            self._folders.append(folder)
            if not _limit(folder, PERIOD_US * size // WHOLE_CORE_MB):
                self._remove()
                return

    def _remove(self) -> None:
        while self._folders:
            self._folders.pop().rmdir()


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
