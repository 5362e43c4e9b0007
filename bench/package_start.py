#!/usr/bin/env python3
"""Cold start of the zip's `bootstrap` in the bare root, beside the development build's: exec to first /next.

    make package release && packaging/third-party/install.sh test && bench/package_start.py

Both ends share one core, as a function of up to 1,769 MB has; the two are started in turn. Ends with 1
when the zip's median is over BOUND times the development build's.
"""
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from runtimes import COLD_STARTS, ENVIRONMENT, ROOT, THIRD_PARTY

BOUND = 1.2
LIMIT = 30  # seconds until a start counts as lost
TASK = "/var/task"
LIBRARIES = "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib"
IN_NAMESPACE = "--in-namespace"


def prepare(root, folder):
    """Unpacks the zip and mounts it where Lambda has it; both vanish with this process's namespace."""
    arch = {"x86_64": "x86_64", "aarch64": "arm64"}[platform.machine()]
    with zipfile.ZipFile(ROOT / "dist" / f"shrike-{arch}.zip") as archive:
        archive.extractall(folder)
    (folder / "bootstrap").chmod(0o755)
    for arguments in (["--bind", folder, f"{root}{TASK}"], ["--rbind", "/proc", root / "proc"]):
        subprocess.run(["mount", *map(str, arguments)], check=True)


def start(program, root, environment):
    """Nanoseconds from exec until the request for the first event is there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(LIMIT)
        stamp, stamped = os.pipe()
        address = "127.0.0.1:%d" % server.getsockname()[1]

        def become():
            if root:
                os.chroot(root)
            os.chdir(os.path.dirname(program))
            os.write(stamped, b"%d" % time.monotonic_ns())

        process = subprocess.Popen([program], preexec_fn=become, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=environment | {"AWS_LAMBDA_RUNTIME_API": address}, pass_fds=(stamped,))
        try:
            connection, _ = server.accept()
            connection.settimeout(LIMIT)
            request = connection.recv(65536)
            end = time.monotonic_ns()
        finally:
            process.kill()
            process.wait()
        connection.close()
        began = int(os.read(stamp, 32))
        os.close(stamp)
        os.close(stamped)
    if b"/runtime/invocation/next" not in request:
        sys.exit(f"{program} asked for something else first: {request[:200]!r}")
    return end - began


def main():
    root = THIRD_PARTY / f"bare-{platform.machine()}"
    common = ENVIRONMENT | {"_HANDLER": "process", "OUTPUT_BUCKET": "results"}
    release = ROOT / "build" / "release"
    ours = {
        "the zip in the bare root": (f"{TASK}/bootstrap", root,
                                     common | {"LAMBDA_TASK_ROOT": TASK, "LD_LIBRARY_PATH": LIBRARIES}),
        "build/release/bootstrap": (str(release / "bootstrap"), None, common | {"LAMBDA_TASK_ROOT": str(release)}),
    }
    os.sched_setaffinity(0, {(os.cpu_count() or 1) - 1})
    with tempfile.TemporaryDirectory() as folder:
        prepare(root, Path(folder))
        times = {name: [] for name in ours}
        for _ in range(COLD_STARTS + 1):
            for name, arguments in ours.items():
                times[name].append(start(*arguments) / 1e6)
        subprocess.run(["umount", f"{root}{TASK}"], check=True)
    medians = {name: statistics.median(values[1:]) for name, values in times.items()}  # the first fills the page cache
    for name, median in medians.items():
        print(f"{name:26} {median:6.2f} ms (quickest {min(times[name]):.2f})")
    zipped, development = medians.values()
    print(f"ratio {zipped / development:.2f}, bound {BOUND}")
    return zipped / development > BOUND


if __name__ == "__main__":
    if IN_NAMESPACE not in sys.argv:
        os.execvp("unshare", ["unshare", "--user", "--map-root-user", "--mount", sys.executable, "-B", __file__, IN_NAMESPACE])
    sys.exit(main())
