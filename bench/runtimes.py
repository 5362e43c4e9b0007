"""Lambda's runtimes side by side: what is run, with which versions, and what the driver measured."""

import dataclasses
import json
import os
import re
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path

from node_scripts import command_in, node_of

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "release"
THIRD_PARTY = ROOT / "build" / "third-party"
PEERS = ROOT / "bench" / "peers"

COLD_STARTS = 31
ROUNDS = 11
SIZES = {100: 400, 10_000: 400, 1_000_000: 40, 6_000_000: 8}  # bytes of an event: events a round

# As Lambda sets it; the Rust crate ends without some of these. LD_LIBRARY_PATH is left out: what it
# names are folders of Amazon Linux, through which a loader on another system would search in vain.
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769",
    "AWS_LAMBDA_FUNCTION_NAME": "bench",
    "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
    "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
    "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/bench",
    "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
    "AWS_REGION": "us-east-1",
    "AWS_SECRET_ACCESS_KEY": "test",
    "LANG": "en_US.UTF-8",
    "TZ": ":UTC",
}


@dataclasses.dataclass(frozen=True)
class Runtime:
    name: str
    version: str
    does: str  # with an event, before it is the answer
    command: tuple
    folder: Path = BUILD
    handler: str = "echo.handler"
    serves: bool = True
    environment: dict = dataclasses.field(default_factory=dict)

    def plan(self):
        environment = ENVIRONMENT | {
            "_HANDLER": self.handler,
            "LAMBDA_TASK_ROOT": str(self.folder),
            "PATH": os.environ["PATH"],
        }
        return {
            "name": self.name,
            "command": [str(word) for word in self.command],
            "folder": str(self.folder),
            "environment": environment | self.environment,
            "serves": self.serves,
        }


SHRIKE, SHRIKE_JSON, BOOTSTRAP = "Shrike", "Shrike, JSON", "Shrike, `bootstrap`"
RUST, RUST_JSON = "Rust crate", "Rust crate, JSON"
NODE_SDK = "Node with sharp and two SDK clients"


def npm_version(package):
    return json.loads((package / "package.json").read_text())["version"]


def crate_version():
    lock = tomllib.loads((PEERS / "rust" / "Cargo.lock").read_text())
    return next(crate["version"] for crate in lock["package"] if crate["name"] == "lambda_runtime")


def module_version():
    return re.search(r"aws-lambda-go v(\S+)", (PEERS / "go" / "go.mod").read_text()).group(1)


def shrike_version():
    return re.search(r"project\(shrike VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text()).group(1)


def first_line(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]


def runtimes():
    ric = THIRD_PARTY / "node-runtime"
    client = ric / "node_modules" / "aws-lambda-ric"
    node, python = node_of(ric), THIRD_PARTY / "python-bench" / "bin" / "python"
    sdk = THIRD_PARTY / "node-peers"
    node_version = first_line(node, "--version").removeprefix("v")
    python_version = first_line(python, "--version").removeprefix("Python ")
    rust, shrike = f"lambda_runtime {crate_version()}", shrike_version()
    rust_bench, go_bench = THIRD_PARTY / "rust-bench", THIRD_PARTY / "go-bench"
    return [
        Runtime(SHRIKE, shrike, "nothing", (BUILD / "noop",)),
        Runtime(RUST, rust, "checks its JSON", (rust_bench / "noop",), rust_bench),
        Runtime("aws-lambda-cpp", f"in aws-lambda-ric {npm_version(client)}", "nothing", (BUILD / "noop_aws_lambda_cpp",)),
        Runtime("Go", f"aws-lambda-go {module_version()}", "checks its JSON", (go_bench / "bootstrap",), go_bench),
        Runtime(SHRIKE_JSON, shrike, "parses and writes it", (BUILD / "noop_json",)),
        Runtime(RUST_JSON, rust, "parses and writes it", (rust_bench / "noop_json",), rust_bench),
        Runtime("Node", f"aws-lambda-ric {npm_version(client)}, Node {node_version}", "parses and writes it",
                (node, client / "index.mjs", "echo.handler"), PEERS / "node"),
        Runtime("Python", f"awslambdaric {metadata.version('awslambdaric')}, Python {python_version}",
                "parses and writes it", (python, "-m", "awslambdaric", "echo.handler"), PEERS / "python"),
        Runtime(BOOTSTRAP, shrike, "", (BUILD / "bootstrap",), handler="process", serves=False,
                environment={"OUTPUT_BUCKET": "results"}),
        Runtime(NODE_SDK, f"Node {node_version}", "", command_in(sdk, PEERS / "node" / "node_function.mjs"), sdk, serves=False),
    ]


def measure(work, cold_starts=COLD_STARTS, rounds=ROUNDS):
    """The driver's figures, and what they are of."""
    compared = runtimes()
    # One core for both ends: Lambda gives a function of up to 1,769 MB no more, and no time goes to
    # waking the other one.
    core = (os.cpu_count() or 1) - 1
    plan = {
        "cold_starts": cold_starts,
        "rounds": rounds,
        "cores": [core, core],
        "sizes": [{"bytes": size, "events": events} for size, events in SIZES.items()],
        "runtimes": [runtime.plan() for runtime in compared],
    }
    path = work / "runtimes.json"
    path.write_text(json.dumps(plan))
    report = subprocess.run([BUILD / "runtime_bench", path], stdout=subprocess.PIPE, text=True, check=True).stdout
    figures = json.loads(report)
    figures["runtimes"] = {
        runtime.name: {"version": runtime.version, "does": runtime.does, "serves": runtime.serves} for runtime in compared
    }
    return figures
