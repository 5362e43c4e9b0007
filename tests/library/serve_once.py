#!/usr/bin/env python3
"""serve_once.py PROGRAM EVENT EXPECTED: a Runtime API that gives PROGRAM one event, and fails unless
its answer holds every word of EXPECTED. It may register an extension, which gets no event."""
import http.server
import os
import subprocess
import sys
import threading

program, event, expected = sys.argv[1:]
answer: list[bytes] = []
answered = threading.Event()


class RuntimeApi(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    given = False

    def do_GET(self):
        if RuntimeApi.given or "/extension/" in self.path:
            answered.wait()
            return
        RuntimeApi.given = True
        self.reply(200, event.encode())

    def do_POST(self):
        body = self.chunked() if self.headers.get("Transfer-Encoding") else self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.endswith("/extension/register"):
            self.reply(200, b"{}")
            return
        answer.append(self.path.rpartition("/")[2].encode() + b" " + body)
        self.reply(202, b"{}")
        answered.set()

    def chunked(self):
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return body

    def reply(self, status, body):
        self.send_response(status)
        self.send_header("Lambda-Runtime-Aws-Request-Id", "id-1")
        self.send_header("Lambda-Extension-Identifier", "id-2")
        self.send_header("Lambda-Runtime-Deadline-Ms", "600000")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), RuntimeApi)
threading.Thread(target=server.serve_forever, daemon=True).start()
with subprocess.Popen([program], env={**os.environ, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.server_port}"}) as process:
    answered.wait(60)
    process.kill()
text = b"".join(answer).decode()
if not text.startswith("response ") or not all(word in text for word in expected.split()):
    sys.exit(f"{program} answered {text!r}, not {expected!r}")
