"""The way to the daemon: connected when something is asked, and again after it went away. Lives on the IO thread.

A daemon that hangs is remembered for a while, so that nobody waits twice for nothing; any word from it clears that.
Where none runs, nothing is remembered: looking is one small file.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .connection import Answered, Connection, Result
from .endpoint import find_socket
from .errors import ScribeError, Unreachable
from .pace import Pace
from .stats import Stats
from .version import __version__

CONNECT_S = 1.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 10.0
# Under way at once; the daemon takes 64 of a connection.
PLACES = 32
SCOPES = ["read", "append"]


class DaemonLink:
    def __init__(self, home: Path, name: str, stats: Stats) -> None:
        self._home = home
        self._hello = {
            "client": {"name": name[:100], "kind": "dspy", "version": __version__, "pid": os.getpid()},
            "scopes": SCOPES,
        }
        self._stats = stats
        self._connection: Connection | None = None
        self._connecting: asyncio.Task[Connection] | None = None
        self._pause = FIRST_PAUSE_S
        self._not_before = 0.0
        self._heard_at = float("-inf")
        self._closed = False
        self._pace = Pace()
        self._places = asyncio.Semaphore(PLACES)
        # Called whenever the daemon answers that did not before.
        self.on_answering: list[Callable[[], None]] = []

    @property
    def is_open(self) -> bool:
        return self._connection is not None and not self._connection.closed.is_set() and not self.is_silent

    @property
    def is_silent(self) -> bool:
        """It gave no answer a moment ago, and not a word since."""
        return time.monotonic() < self._not_before

    def missed(self, since: float) -> None:
        """An answer that was promised by now did not come, nor any word since it was asked for (`since`, monotonic)."""
        if self._heard_at < since and not self.is_silent:
            self._not_before = time.monotonic() + self._pause
            self._pause = min(LONGEST_PAUSE_S, self._pause * 2)

    async def connection(self, timeout: float = CONNECT_S) -> Connection:
        """An open connection, within `timeout` seconds. `Unreachable` where there is none."""
        if self._closed:
            raise Unreachable("The client is closed.")
        if self.is_silent:
            raise Unreachable("Scribe gave no answer a moment ago.")
        if self._connection is not None and not self._connection.closed.is_set():
            return self._connection
        if self._connecting is None:
            self._connecting = asyncio.ensure_future(self._connect())
            self._connecting.add_done_callback(self._connected)
        try:
            return await asyncio.wait_for(asyncio.shield(self._connecting), timeout)
        except asyncio.TimeoutError:
            raise Unreachable("Scribe gave no answer in time.") from None

    async def call(
        self, method: str, params: Mapping[str, Any], timeout: float, answered: Answered | None = None
    ) -> Result:
        """The result of a command, within `timeout` seconds. `ScribeError` if it is refused or none answers."""
        end = time.monotonic() + timeout
        connection = await self.connection(timeout)
        await self._turn(end)
        began = time.monotonic()
        try:
            result = await connection.call(method, params, end - began, answered)
        except Unreachable:
            if not connection.closed.is_set():
                self.missed(began)
            raise
        finally:
            self._places.release()
        self._stats.took(time.monotonic() - began)
        return result

    async def close(self) -> None:
        self._closed = True
        if self._connecting is not None:
            self._connecting.cancel()
        if self._connection is not None:
            self._connection.close()
            await self._connection.ended()

    def abandon(self) -> None:
        """In a child process: nothing that the parent uses is touched."""
        if self._connection is not None:
            self._connection.abandon()

    async def _turn(self, end: float) -> None:
        """Takes one of the places when it may be asked. `ScribeError` where that is too late."""
        busy = ScribeError("limit.rate", "Scribe was asked too often.", retryable=True, retry_after_s=0.1)
        wait = self._pace.take(end - time.monotonic())
        if wait is None:
            raise busy
        if wait > 0:
            await asyncio.sleep(wait)
        try:
            await asyncio.wait_for(self._places.acquire(), max(0.001, end - time.monotonic()))
        except asyncio.TimeoutError:
            raise busy from None

    async def _connect(self) -> Connection:
        path = find_socket(self._home)
        if path is None:
            raise Unreachable("Scribe does not run.")
        began = time.monotonic()
        try:
            return await Connection.open(path, self._hello, self._heard, CONNECT_S)
        except Unreachable:
            self.missed(began)
            raise

    def _connected(self, task: asyncio.Task[Connection]) -> None:
        self._connecting = None
        if task.cancelled() or task.exception() is not None:
            return
        self._connection = task.result()
        if self._closed:
            self._connection.close()
            return
        self._pace = Pace.of(self._connection.greeting)
        self._tell()

    def _heard(self) -> None:
        """Any word from the daemon: it is there."""
        was_silent, self._not_before, self._pause = self._not_before > 0, 0.0, FIRST_PAUSE_S
        self._heard_at = time.monotonic()
        if was_silent and self._connection is not None:
            self._tell()

    def _tell(self) -> None:
        for tell in self.on_answering:
            tell()
