"""A server on loopback that says what no service should, to whoever connects."""

import socket
import ssl
from collections.abc import Callable
from pathlib import Path

from loopback import LoopbackServer

MEGABYTE = bytes(1 << 20)


class HostileServer(LoopbackServer):
    """Speaks TLS where it is given a certificate and its key; `say` gets each connection once a request is there."""

    def __init__(self, say: Callable[[socket.socket], None], identity: tuple[Path, Path] | None = None):
        self._say = say
        self._context = None
        if identity:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(*identity)
        super().__init__(self._answer)
        self.url = f"{'https' if identity else 'http'}://127.0.0.1:{self.port}"

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                if self._context:
                    connection = self._context.wrap_socket(connection, server_side=True)
                connection.recv(65536)
                self._say(connection)
            except OSError:  # the client has turned away
                pass


def says(*pieces: bytes, times: int = 1) -> Callable[[socket.socket], None]:
    """The pieces, the last of them several times."""

    def say(connection: socket.socket) -> None:
        for piece in pieces[:-1]:
            connection.sendall(piece)
        for _ in range(times):
            connection.sendall(pieces[-1])

    return say


# What may come over HTTP from something that calls itself S3.
NONSENSE = {
    "nothing": says(b""),
    "garbage": says(b"\x16\x03\x01\0\xff this is not HTTP\r\n\r\n"),
    "http-before-headers": says(b"<html>welcome</html>"),
    "endless-status-line": says(b"HTTP/1.1 200 ", b"O" * 65536, times=100),
    "header-bomb": says(b"HTTP/1.1 200 OK\r\n", b"X-Bomb: " + b"b" * 8000 + b"\r\n", times=1000),
    "provisional-answers": says(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, times=100),
    "two-lengths": says(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
    "negative-length": says(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"),
    "endless-refusal": says(b"HTTP/1.1 503 Slow\r\nContent-Type: application/xml\r\n\r\n<Error>", MEGABYTE, times=2000),
    "gigabytes-announced": says(b"HTTP/1.1 500 No\r\nContent-Length: 99999999999\r\n\r\n", MEGABYTE, times=2000),
}
