"""Events, each once and in order, across lost connections and restarts of the daemon: a subscription goes on behind the
last event it handed over, by `(epoch, seq)`. Lives on the IO thread's loop; whoever listens is called there.

A listener that takes long holds up only events: they wait with the daemon, which sends no more than the window.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .connection import Connection, Result
from .errors import ScribeError
from .link import DaemonLink
from .models import Event

WINDOW = 256
ACK_EVERY = 64
SUBSCRIBE_S = 5.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 5.0

Deliver = Callable[[Event], None]
log = logging.getLogger("scribe_client")


class Subscription:
    """Made by `ScribeClient.subscribe`. Ends with `close`."""

    def __init__(self, link: DaemonLink, topics: Sequence[str], deliver: Deliver, *, acks_itself: bool = True) -> None:
        self._link, self._topics, self._deliver = link, list(topics), deliver
        self._acks_itself = acks_itself
        self._cursor: tuple[str, int] | None = None
        self._sub = -1
        self._unacked = 0
        self._connection: Connection | None = None
        self._task: asyncio.Task[None] | None = None
        self._ready = threading.Event()
        self._closed = False

    @property
    def cursor(self) -> tuple[str, int] | None:
        """Epoch and number of the last event that was handed over."""
        return self._cursor

    def wait(self, timeout: float) -> bool:
        """True once the daemon knows of it; only events after that come. From any thread but the IO thread."""
        return self._ready.wait(timeout)

    def close(self) -> None:
        """From any thread; safe to call twice."""
        self._closed = True
        task = self._task
        if task is not None:
            with contextlib.suppress(RuntimeError):
                task.get_loop().call_soon_threadsafe(task.cancel)

    def start(self) -> None:
        """On the loop."""
        if not self._closed:
            self._task = asyncio.ensure_future(self._run())

    def consumed(self, event: Event) -> None:
        """On the loop: a listener that takes events later says when it has."""
        self._unacked += 1
        if self._unacked >= ACK_EVERY and self._connection is not None:
            self._connection.notify("events/ack", {"sub": self._sub, "seq": event.seq})
            self._unacked = 0

    async def _run(self) -> None:
        pause = FIRST_PAUSE_S
        while not self._closed:
            try:
                self._connection = await self._link.connection(SUBSCRIBE_S)
                await self._follow(self._connection)
                pause = FIRST_PAUSE_S
            except (ScribeError, KeyError, TypeError, ValueError) as error:
                log.debug("a subscription waits: %s", error)
            finally:
                self._ready.clear()
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE_S, pause * 2)

    async def _follow(self, connection: Connection) -> None:
        waiting: asyncio.Queue[tuple[str, Mapping[str, Any]] | None] = asyncio.Queue()

        def begun(result: Result) -> None:
            self._sub = result["sub"]
            connection.sinks[self._sub] = lambda method, params: waiting.put_nowait((method, params))

        params: dict[str, Any] = {"topics": self._topics, "window": WINDOW}
        if self._cursor is not None:
            params |= {"epoch": self._cursor[0], "from_seq": self._cursor[1]}
        result = await connection.call("events/subscribe", params, SUBSCRIBE_S, begun)
        self._unacked = 0
        if result["gap"]:
            self._gap(result["epoch"], result["seq"])
        elif self._cursor is None:
            self._cursor = (result["epoch"], result["seq"])
        self._ready.set()
        ended = asyncio.ensure_future(connection.closed.wait())
        ended.add_done_callback(lambda _done: waiting.put_nowait(None))
        try:
            while (message := await waiting.get()) is not None:
                self._take(*message)
        finally:
            ended.cancel()
            connection.sinks.pop(self._sub, None)
            connection.notify("events/unsubscribe", {"sub": self._sub})

    def _take(self, method: str, params: Mapping[str, Any]) -> None:
        if method == "events/gap" and self._cursor is not None:
            self._gap(self._cursor[0], params["to_seq"])
        if method != "events/event":
            return
        envelope = params["envelope"]
        epoch, seq = str(envelope["epoch"]), int(envelope["seq"])
        if self._cursor is not None and self._cursor[0] == epoch and seq <= self._cursor[1]:
            return
        self._cursor = (epoch, seq)
        data = dict(envelope["event"])
        topic, at = str(data.pop("topic")), float(envelope["at"]) / 1000
        self._hand_over(Event(topic, epoch, seq, at, data, int(params.get("coalesced") or 0)))

    def _gap(self, epoch: str, seq: int) -> None:
        before = self._cursor
        self._cursor = (epoch, seq)
        self._hand_over(Event("events.gap", epoch, seq, 0.0, {"after": before[1] if before else None}))

    def _hand_over(self, event: Event) -> None:
        try:
            self._deliver(event)
        except Exception:
            log.warning("a listener to %s failed", event.topic, exc_info=True)
        if self._acks_itself and event.topic != "events.gap":
            self.consumed(event)
