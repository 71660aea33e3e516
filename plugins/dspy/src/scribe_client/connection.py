"""One connection to a daemon that has said hello: JSON-RPC 2.0, one message a line. Lives on the IO thread's loop.

Every request has a deadline and every message a limit. What was asked for too late is let go when it comes.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import socket
from collections.abc import Callable, Mapping
from typing import Any

from .errors import ScribeError, Unreachable, from_wire

PROTOCOL = "1.0"
MAX_MESSAGE = 4 * 1024 * 1024
# More than this that the daemon does not take: it hangs.
MOST_UNSENT = 8 * 1024 * 1024

Result = dict[str, Any]
Answered = Callable[[Result], None]


class Connection:
    def __init__(self, own: socket.socket, on_message: Callable[[], None]) -> None:
        self._socket = own
        self._on_message = on_message
        self._ids = itertools.count(1)
        self._open: dict[int, tuple[asyncio.Future[Result], Answered | None]] = {}
        # By the number of the subscription.
        self.sinks: dict[int, Callable[[str, Mapping[str, Any]], None]] = {}
        self.closed = asyncio.Event()
        # What the daemon said to hello.
        self.greeting: Result = {}

    @classmethod
    async def open(
        cls, path: str, hello: Mapping[str, Any], on_message: Callable[[], None], timeout: float
    ) -> Connection:
        """Connects and says hello. `Unreachable` when that takes longer than `timeout` seconds."""
        own = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        own.setblocking(False)
        connection = cls(own, on_message)
        try:
            await asyncio.wait_for(connection._begin(path), timeout)
            connection.greeting = await connection.call("hello", {"protocol": [PROTOCOL], **hello}, timeout)
        except BaseException as error:
            connection.close()
            own.close()
            if isinstance(error, (OSError, asyncio.TimeoutError)):
                raise Unreachable(f"Scribe cannot be reached: {error or 'no answer'}.") from None
            raise
        return connection

    async def _begin(self, path: str) -> None:
        await asyncio.get_running_loop().sock_connect(self._socket, path)
        reader, self._writer = await asyncio.open_unix_connection(sock=self._socket, limit=MAX_MESSAGE)
        self._reading = asyncio.ensure_future(self._read(reader))

    async def call(
        self, method: str, params: Mapping[str, Any], timeout: float, answered: Answered | None = None
    ) -> Result:
        """The result of a command; `answered` gets it before any later message is looked at."""
        if self.closed.is_set() or self._writer.transport.get_write_buffer_size() > MOST_UNSENT:
            raise Unreachable("The connection to Scribe is lost.")
        number = next(self._ids)
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._open[number] = (future, answered)
        try:
            self._send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
            return await asyncio.wait_for(future, max(0.001, timeout))
        except asyncio.TimeoutError:
            raise Unreachable("Scribe gave no answer in time.") from None
        finally:
            self._open.pop(number, None)

    def notify(self, method: str, params: Mapping[str, Any]) -> None:
        if not self.closed.is_set():
            self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def close(self) -> None:
        """Safe to call twice."""
        if self.closed.is_set():
            return
        self.closed.set()
        for future, _ in self._open.values():
            if not future.done():
                future.set_exception(Unreachable("The connection to Scribe was lost."))
        if hasattr(self, "_reading"):
            self._reading.cancel()
        if hasattr(self, "_writer"):
            self._writer.close()

    async def ended(self) -> None:
        """Until what was closed is let go of."""
        if hasattr(self, "_reading"):
            await asyncio.wait([self._reading], timeout=1)

    def abandon(self) -> None:
        """In a child process: lets go of the descriptor only, everything else is the parent's."""
        with contextlib.suppress(OSError):
            os.close(self._socket.detach())

    def _send(self, message: Mapping[str, Any]) -> None:
        line = json.dumps(message, separators=(",", ":")).encode()
        if len(line) > MAX_MESSAGE:
            raise ScribeError("limit.tooLarge", "The message is longer than Scribe takes.")
        self._writer.write(line + b"\n")

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while line := await reader.readline():
                self._on_message()
                self._take(json.loads(line))
        except (OSError, ValueError):
            pass
        finally:
            self.close()

    def _take(self, message: object) -> None:
        if not isinstance(message, dict):
            return
        if "id" in message:
            future, answered = self._open.get(message["id"], (None, None))
            if future is None or future.done():
                return
            if isinstance(message.get("error"), dict):
                future.set_exception(from_wire(message["error"]))
                return
            found = message.get("result")
            result = found if isinstance(found, dict) else {}
            if answered is not None:
                answered(result)
            future.set_result(result)
        elif isinstance(params := message.get("params"), dict) and (sink := self.sinks.get(params.get("sub", -1))):
            sink(str(message.get("method")), params)
