"""Talks to a running Scribe daemon over its Unix socket: JSON-RPC 2.0, one message a line.

Knows no command's business. Every wait has a deadline and every message a limit. That no daemon runs is an ordinary
outcome (`connect` gives `None`); nothing here starts one.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time

from scribe_files import read_ordinary, scribe_home

PROTOCOL = "1.0"
CONNECT_SECONDS = 1.0
HELLO_SECONDS = 5.0
# A start scans the repository before it answers.
CALL_SECONDS = 30.0
MAX_MESSAGE = 4 * 1024 * 1024


class DaemonError(Exception):
    """The daemon's refusal, with its string code (`session.notFound`, ...)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ScribeClient:
    """One connection that has said hello. Close it, or use it in a `with`."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._held = b""
        self._next_id = 0

    def __enter__(self) -> ScribeClient:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def call(self, method: str, seconds: float = CALL_SECONDS, **params: object) -> dict:
        """The result of a command. `DaemonError` if it was refused, or `daemon.unreachable` if no answer came."""
        self._next_id += 1
        request = {"jsonrpc": "2.0", "id": self._next_id, "method": method, "params": params}
        try:
            answer = self._exchange(request, time.monotonic() + seconds)
        except (OSError, ValueError) as error:
            raise DaemonError("daemon.unreachable", f"Scribe gave no answer: {error}.") from None
        if isinstance(answer.get("error"), dict):
            error = answer["error"]
            data = error.get("data")
            code = data.get("code") if isinstance(data, dict) else None
            raise DaemonError(str(code or error.get("code")), str(error.get("message", "")))
        result = answer.get("result")
        return result if isinstance(result, dict) else {}

    def _exchange(self, request: dict, deadline: float) -> dict:
        self._connection.settimeout(max(0.01, deadline - time.monotonic()))
        self._connection.sendall(json.dumps(request).encode("utf-8") + b"\n")
        while True:
            message = json.loads(self._line(deadline))
            if isinstance(message, dict) and message.get("id") == request["id"]:
                return message

    def _line(self, deadline: float) -> bytes:
        while b"\n" not in self._held:
            if len(self._held) > MAX_MESSAGE:
                raise ValueError("the message is too long")
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("it took too long")
            self._connection.settimeout(left)
            data = self._connection.recv(65536)
            if not data:
                raise ConnectionError("the connection was closed")
            self._held += data
        line, self._held = self._held.split(b"\n", 1)
        return line


def connect(name: str = "python-cli") -> ScribeClient | None:
    """A client of the daemon of this user, or `None` when none answers or it speaks another protocol."""
    path = _socket_path()
    if path is None:
        return None
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client = ScribeClient(connection)
    try:
        connection.settimeout(CONNECT_SECONDS)
        connection.connect(path)
        about = {"name": name, "pid": os.getpid(), "kind": "cli"}
        client.call("hello", HELLO_SECONDS, protocol=[PROTOCOL], client=about, scopes=["read", "append", "control"])
    except (OSError, DaemonError):
        client.close()
        return None
    return client


def _socket_path() -> str | None:
    """Where the daemon listens, from its endpoint file; one that was left behind names a process that is gone."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        endpoint = json.loads(read_ordinary(scribe_home() / "run" / "scribe.json") or b"{}")
        pid, path = int(endpoint["pid"]), str(endpoint["socket"])
        os.kill(pid, 0) if pid > 1 else None
        return path if pid > 1 else None
    return None
