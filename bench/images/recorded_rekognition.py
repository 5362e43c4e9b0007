"""A Rekognition that answers with what the local cloud's has answered before: at once, or when AWS's would.

The local one's model takes as long as all else that a function does. It would be measured in its place,
on the very cores that are to be measured, and ten images at a time would wait for it one by one.
"""

import http.server
import json
import math
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import NormalDist

OPERATION = "DetectLabels"


def latency_of(latencies: Path, seed: int = 1) -> Callable[[], float]:
    """Draws milliseconds as the local cloud does of the same file: lognormal, the same sequence for the same seed."""
    entries = json.loads(latencies.read_text())
    entry = entries.get(f"rekognition.{OPERATION}") or entries["rekognition.*"]
    p50, p99 = (entry["first_byte_ms"][name] for name in ("p50", "p99"))
    deviation = math.log(p99 / p50) / NormalDist().inv_cdf(0.99)
    chance = random.Random(seed)
    return lambda: chance.lognormvariate(math.log(p50), deviation)


class RecordedRekognition(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, answer: bytes, latency_ms: Callable[[], float] = lambda: 0.0):
        """`answer` is the body of every answer to DetectLabels; `latency_ms` is asked once for each."""
        self.answer, self._latency_ms = answer, latency_ms
        self._drawing = threading.Lock()
        self.latencies_ms: list[float] = []  # of all answers so far
        super().__init__(("127.0.0.1", 0), _Answerer)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def draw_ms(self) -> float:
        with self._drawing:
            self.latencies_ms.append(self._latency_ms())
            return self.latencies_ms[-1]


class _Answerer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: RecordedRekognition

    def do_POST(self):
        arrived = time.monotonic()
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        known = self.headers.get("X-Amz-Target") == f"RekognitionService.{OPERATION}"
        body = self.server.answer if known else b'{"__type":"UnknownOperationException"}'
        time.sleep(max(arrived + self.server.draw_ms() / 1e3 - time.monotonic(), 0))
        self.send_response_only(200 if known else 400)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
