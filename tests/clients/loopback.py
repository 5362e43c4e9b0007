"""A server on loopback: a thread for each connection."""

import socket
import threading
from collections.abc import Callable


class LoopbackServer:
    """Listens from the start, on a free port; `serve` gets each connection, which is its own to close."""

    def __init__(self, serve: Callable[[socket.socket], None]):
        self.connections = 0
        self._serve = serve
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
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()
