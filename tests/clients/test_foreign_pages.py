"""What is on the loopback is not the web's: no port of the local cloud is reachable from elsewhere, or by a page
of elsewhere in this machine's own browser."""

import http.client
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cloud import LocalCloud

LOOPBACK = "0100007F"  # 127.0.0.1 as the kernel writes it
LISTENING = "0A"

# What a browser says of a page, and what is answered; 0: it is served.
PAGES = {
    "a client": ({}, 0),
    "a page of this machine": ({"Origin": "http://localhost:3000"}, 0),
    "a name made to resolve to here": ({"Host": "attacker.example"}, 421),
    "a page of elsewhere": ({"Origin": "https://attacker.example"}, 403),
    "a sandboxed frame": ({"Origin": "null"}, 403),
    "an image on a page of elsewhere": ({"Sec-Fetch-Site": "cross-site", "Referer": "https://attacker.example/"}, 403),
}


def processes_of(cloud: LocalCloud) -> set[int]:
    """The local cloud, its functions and its companion."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            parents[int(status.parent.name)] = int(re.search(r"^PPid:\s+(\d+)", status.read_text(), re.MULTILINE).group(1))
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile
    own = {cloud.pid}
    while more := {process for process, parent in parents.items() if parent in own} - own:
        own |= more
    return own


def listening(cloud: LocalCloud) -> list[tuple[str, int]]:
    """Address, as the kernel writes it, and port of every socket that they listen on."""
    sockets = set()
    for process in processes_of(cloud):
        for descriptor in Path(f"/proc/{process}/fd").glob("*"):
            try:
                sockets.update(re.findall(r"^socket:\[(\d+)\]$", str(descriptor.readlink())))
            except FileNotFoundError:
                continue
    found = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENING and fields[9] in sockets:
                address, port = fields[1].split(":")
                found.append((address, int(port, 16)))
    return found


@pytest.fixture(scope="module")
def ports(cloud) -> list[tuple[str, int]]:
    """With a function that waits for its next event, and the companion asked for something."""
    cloud.client("lambda").invoke(FunctionName="process", Payload=b"{}")
    cloud.client("sns").list_topics()
    return listening(cloud)


def test_every_port_is_on_the_loopback_alone(ports, cloud):
    assert len(ports) >= 3, "the endpoint, a Runtime API and the companion"
    assert urlsplit(cloud.endpoint).port in [port for _, port in ports]
    assert {address for address, _ in ports} == {LOOPBACK}


@pytest.mark.parametrize("page", PAGES)
def test_no_port_serves_a_page_of_elsewhere(ports, page):
    headers, status = PAGES[page]
    for _, port in ports:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.putrequest("POST", "/2018-06-01/runtime/invocation/no-such-id/response", skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.putheader("Content-Type", "text/plain")
        connection.putheader("Content-Length", "2")
        connection.endheaders(b"{}")
        answer = connection.getresponse()
        text = answer.read().decode()
        refused = answer.status in (403, 421) and ("elsewhere" in text or "this host" in text.lower())
        assert refused == (status != 0), (port, answer.status, text)
        assert "Access-Control-Allow-Origin" not in answer.headers
        connection.close()
