"""A way to a server that can be cut off: right before or right after it was told to commit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# A process of its own, since sockets are forbidden in the tests: it passes on what it gets, until the word in its file
# tells it to cut off at the next COMMIT.
_PROXY = r"""
import pathlib, select, socket, sys, threading
order, server_port = pathlib.Path(sys.argv[1]), int(sys.argv[2])
listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)

def pass_on(client):
    server = socket.create_connection(("127.0.0.1", server_port))
    pairs = {client: server, server: client}
    cuts_after = False
    while True:
        for one in select.select(list(pairs), [], [])[0]:
            try:
                data = one.recv(65536)
            except OSError:
                data = b""
            if one is client and b"COMMIT\0" in data:
                word = order.read_text()
                if word:
                    order.write_text("" if word.endswith("once") else word)
                if word.startswith("before"):
                    data = b""
                cuts_after = word.startswith("after")
            elif one is server and cuts_after:
                # The server has answered that it is committed; nobody hears of it.
                data = b""
            if not data:
                for side in pairs:
                    side.close()
                return
            try:
                pairs[one].sendall(data)
            except OSError:
                return

while True:
    client, _address = listening.accept()
    if order.read_text() == "gone":
        client.close()
        continue
    threading.Thread(target=pass_on, args=(client,), daemon=True).start()
"""


class Proxy:
    """Stands between the program and a server."""

    def __init__(self, folder: Path, server_port: int) -> None:
        self._order = folder / "order"
        self._order.write_text("")
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROXY, str(self._order), str(server_port)], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    def cut_off(self, word: str) -> None:
        """Cut off ``before`` or ``after`` the next COMMIT, each of them or ``once``; ``gone``: let nobody in."""
        self._order.write_text(word)

    def end(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
