"""Lambda's other runtimes as the local Lambda sees them: a code folder with a `bootstrap`.

The functions are in runtimes/; packaging/third-party/install.sh fetches the runtimes and builds what
must be built.
"""

import json
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

from cloud import THIRD_PARTY

SOURCES = Path(__file__).parent / "runtimes"

# One function each; `init` cannot start. What a runtime has no streaming for is not deployed to it.
CASES = ("echo", "fail", "context", "talk", "sleep", "exit", "init")
STREAMING_CASES = ("stream", "break_stream")


@dataclass(frozen=True)
class Runtime:
    name: str
    cases: tuple[str, ...]
    module: str = ""  # of the handlers, where they are in one
    init_error: str = "Runtime.ExitError"  # the error's type when the initialization fails

    def handler(self, case: str) -> str:
        if not self.module:
            return case
        return "broken.echo" if case == "init" else f"{self.module}.{case}"

    def deploy(self, folder: Path) -> None:
        """Lays out the function's code as its zip would be."""
        folder.mkdir()
        bootstrap = folder / "bootstrap"
        sources = SOURCES / self.name
        if self.name == "node":
            npm = THIRD_PARTY / "node-runtime" / "node_modules"
            node = next(npm.glob("node-linux-*/bin/node"))
            command = [node, npm / "aws-lambda-ric" / "index.mjs"]
        elif self.name == "python":
            command = [THIRD_PARTY / "python" / "bin" / "python", "-m", "awslambdaric"]
        else:
            program = "function" if self.name == "rust" else "bootstrap"
            bootstrap.symlink_to(THIRD_PARTY / f"{self.name}-runtime" / program)
            return
        bootstrap.write_text(f'#!/bin/sh\nexec {shlex.join(map(str, command))} "$_HANDLER"\n')
        bootstrap.chmod(0o755)
        for source in (*sources.glob("*.mjs"), *sources.glob("*.py")):
            shutil.copy(source, folder)

    def template(self) -> str:
        return json.dumps({"Resources": {case.replace("_", ""): self._function(case) for case in self.cases}})

    def _function(self, case: str) -> dict:
        properties = {
            "FunctionName": case,
            "Runtime": "provided.al2023",
            "Handler": self.handler(case),
            "MemorySize": 1024,
            "Timeout": 2 if case == "sleep" else 30,
        }
        return {"Type": "AWS::Lambda::Function", "Properties": properties}


RUNTIMES = (
    Runtime("node", (*CASES, *STREAMING_CASES), module="app", init_error="BadStart"),
    Runtime("python", CASES, module="app", init_error="BadStart"),
    Runtime("rust", (*CASES, "stream")),
    Runtime("go", (*CASES, *STREAMING_CASES)),
)
