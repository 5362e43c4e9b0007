"""The local cloud as a client's test sees it: a process, an endpoint, a folder of buckets, a log."""

import functools
import json
import os
import re
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import boto3
from botocore.config import Config

from leaks import leaks_in

REPOSITORY = Path(__file__).resolve().parents[2]
BINARIES = Path(os.environ.get("SHRIKE_BIN", REPOSITORY / "build" / "debug"))
THIRD_PARTY = REPOSITORY / "build" / "third-party"
# Of a script, pip writes a first line that no folder with a blank survives.
AWS_CLI = [THIRD_PARTY / "python" / "bin" / "python", THIRD_PARTY / "python" / "bin" / "aws"]
STACKS = REPOSITORY / "infra" / "local" / "stacks"
STACK = STACKS / "process.template.json"

REGION = "us-east-1"
ACCESS_KEY = "test"
SECRET_KEY = "test"

# What the sanitizers print; no test may pass over it.
SANITIZER_REPORT = re.compile(r"AddressSanitizer|LeakSanitizer|runtime error: ")


def children_of(process: int) -> list[int]:
    """The processes that it has started and that have not ended."""
    files = Path(f"/proc/{process}/task").glob("*/children")
    return sorted(int(child) for file in files for child in file.read_text().split())


def altered_stack(folder: Path, alter: Callable[[dict], None], stack: Path = STACK) -> Path:
    """One of the stacks that come with this, altered; its parameters have the names that the stacks here are given."""
    template = json.loads(stack.read_text())
    for given in json.loads((STACKS / "parameters.json").read_text()):
        if declared := template["Parameters"].get(given["ParameterKey"]):
            declared["Default"] = given["ParameterValue"]
    alter(template["Resources"])
    path = folder / stack.name
    path.write_text(json.dumps(template))
    return path


def unbind(resources: dict) -> None:
    """Its functions then may do everything, and log as text: for tests that go beyond the stack's own buckets."""
    for resource in resources.values():
        if resource["Type"] == "AWS::Lambda::Function":
            del resource["Properties"]["Role"]
            del resource["Properties"]["LoggingConfig"]


class LocalCloud:
    """`shrike-local up` on a free port, with its buckets in `folder`/buckets.

    A test in whose log is a secret, its functions' or its pictures', fails when the cloud ends.
    """

    START_LIMIT = 120  # seconds; a sanitizer build on a busy machine takes its time
    STOP_LIMIT = 30

    def __init__(self, folder: Path, template: Path = STACK, *options: str | Path):
        self.buckets = folder / "buckets"
        self.endpoint = ""
        self._lines: list[str] = []
        self._closed = False
        self._changed = threading.Condition()
        self._process = subprocess.Popen(
            [BINARIES / "shrike-local", "up", "--port", "0", "--data", folder, "--template", template, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.endpoint = self.wait_for_log(r"^endpoint\s+(http://\S+)$", self.START_LIMIT).group(1)

    def stop(self) -> int:
        """Ends it as Ctrl-C or a service manager would; returns its exit code."""
        self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(self.STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        self._close_log()
        return code

    def kill(self) -> None:
        """Ends it as nobody should."""
        self._process.kill()
        self._process.wait(self.STOP_LIMIT)
        self._close_log()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def log(self) -> str:
        with self._changed:
            return "\n".join(self._lines)

    def wait_for_log(self, pattern: str, limit: float = 60, start: int = 0) -> re.Match[str]:
        """The first match in the log from line `start` on, as soon as it is there."""
        expression = re.compile(pattern)
        seen = start
        with self._changed:
            while True:
                for line in self._lines[seen:]:
                    if match := expression.search(line):
                        return match
                seen = len(self._lines)
                if not self._changed.wait_for(lambda: len(self._lines) > seen or self._closed, limit):
                    raise TimeoutError(f"no {pattern!r} in the log within {limit} s:\n" + "\n".join(self._lines))
                if self._closed and len(self._lines) == seen:
                    raise RuntimeError(f"it ended without {pattern!r}:\n" + "\n".join(self._lines))

    def lines_so_far(self) -> int:
        with self._changed:
            return len(self._lines)

    def client(self, service: str, *, access_key: str = ACCESS_KEY, secret_key: str = SECRET_KEY, **config):
        """A boto3 client. One attempt only, so that a test sees the answer and not a retry's."""
        settings = {"retries": {"total_max_attempts": 1}, "read_timeout": 120} | config
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            config=Config(**settings),
        )

    @functools.cached_property
    def s3(self):
        return self.client("s3")

    @property
    def environment(self) -> dict[str, str]:
        """For other programs that are to talk to it; nothing of the user's own AWS set-up."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return kept | {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def _close_log(self) -> None:
        self._reader.join(self.STOP_LIMIT)
        leaks = leaks_in(self.log.split("\n"))
        assert not leaks, f"secrets in the log: {leaks}"

    def _read(self) -> None:
        for line in self._process.stdout:
            with self._changed:
                self._lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._closed = True
            self._changed.notify_all()
