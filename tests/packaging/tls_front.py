"""TLS in front of a plain server on loopback, with a certificate that nobody knows."""

import socket
import ssl
import threading
from pathlib import Path

from loopback import LoopbackServer


class TlsFront(LoopbackServer):
    """Listens from the start; `backend` is the port that connections go on to, once it is known."""

    def __init__(self, certificate: Path, key: Path):
        self.backend = 0
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        super().__init__(self._pass_on)

    def _pass_on(self, connection: socket.socket) -> None:
        try:
            front = self._context.wrap_socket(connection, server_side=True)
        except OSError:  # the client does not trust us
            connection.close()
            return
        back = socket.create_connection(("127.0.0.1", self.backend))
        request = threading.Thread(target=pump, args=(front, back), daemon=True)
        request.start()
        pump(back, front)
        request.join()
        front.close()
        back.close()


def pump(source: socket.socket, target: socket.socket) -> None:
    """Until either side ends."""
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass
