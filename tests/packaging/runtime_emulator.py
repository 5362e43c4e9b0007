"""A Runtime API for one runtime: hands out events, takes what becomes of them, and then is gone."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

API = "/2018-06-01/runtime"


class RuntimeEmulator:
    """Serves `events` in turn on a free port of this machine. `answers` holds what was posted, by request id.

    Every tenth connection ends with its answer, and every seventh answer is refused as too large, so that the
    runtime's ways around both are walked too.
    """

    def __init__(self, events: list[bytes]):
        self._events = dict(enumerate(events))
        self._next = iter(self._events)
        self.answers: dict[int, tuple[str, bytes]] = {}
        self.init_error = b""
        emulator = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                emulator._give_next(self)

            def do_POST(self):
                emulator._take(self, self.rfile.read(int(self.headers["Content-Length"])))

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _give_next(self, request):
        number = next(self._next, None)
        if number is None:  # nothing more: the connection ends without an answer, and nobody listens then
            request.close_connection = True
            self._server.socket.close()
            return
        headers = {
            "Lambda-Runtime-Aws-Request-Id": str(number),
            "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 300_000),
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:000000000000:function:process",
            "Lambda-Runtime-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
        }
        self._answer(request, 200, self._events[number], headers, last=number % 10 == 9)

    def _take(self, request, body: bytes):
        if request.path == f"{API}/init/error":
            self.init_error = body
            return self._answer(request, 202, b"{}", {})
        number, kind = request.path.removeprefix(f"{API}/invocation/").split("/")
        self.answers[int(number)] = (kind, body)
        if kind == "response" and int(number) % 7 == 6:
            return self._answer(request, 413, b'{"errorType":"RequestEntityTooLarge"}', {})
        self._answer(request, 202, b'{"status":"OK"}', {})

    @staticmethod
    def _answer(request, status: int, body: bytes, headers: dict[str, str], last: bool = False):
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        if last:
            request.send_header("Connection", "close")
            request.close_connection = True
        request.end_headers()
        request.wfile.write(body)
