"""From exec to the first /next, beside a Rust no-op."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import runtimes
from images.deployed import MEMORY_MB, WIDTHS
from images.functions import Function


def starts(functions: Sequence[Function], rounds: int, core: int, endpoint: str, work: Path) -> dict:
    """With `endpoint` for the services, to which some connect while they start."""
    programs = [
        runtimes.Runtime(
            function.name, "", "", (function.code / "bootstrap",), function.code, function.handler, serves=False,
            environment=function.environment(WIDTHS) | {"AWS_ENDPOINT_URL": endpoint,
                                                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(MEMORY_MB)})
        for function in functions
    ]
    noop = next(runtime for runtime in runtimes.runtimes() if runtime.name == runtimes.RUST)
    plan = {"cold_starts": rounds, "rounds": 0, "cores": [core, core], "sizes": [],
            "runtimes": [program.plan() for program in (*programs, noop)]}
    plan["runtimes"][-1]["serves"] = False
    path = work / "starts.json"
    path.write_text(json.dumps(plan))
    report = subprocess.run([runtimes.BUILD / "runtime_bench", path], stdout=subprocess.PIPE, text=True, check=True).stdout
    return json.loads(report)["starts"]
