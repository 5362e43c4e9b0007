"""TLS in front of a plain server on loopback, with a certificate that nobody knows."""

import socket
import ssl
import threading
from pathlib import Path


class TlsFront:
    """Listens from the start; `backend` is the port that connections go on to, once it is known."""

    def __init__(self, certificate: Path, key: Path):
        self.backend = 0
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
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
