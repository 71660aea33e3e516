"""The part of the client that hands on commands of the protocol, and events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as WaitTimeout
from typing import Any, TypeVar

from .client_state import SLACK_S, ClientState
from .errors import Unreachable
from .io_thread import io_thread
from .models import Event, Session
from .subscriptions import Subscription

T = TypeVar("T")
# Nothing that awaits the client takes longer: each call of it has its own deadline.
LONGEST_S = 30.0


class DaemonCalls:
    _state: ClientState

    def target(self, session: str | None = None) -> dict[str, str]:
        """Where a command is meant: the project, and the session if one is named."""
        options = self._state.options
        named = session or options.session
        return {"cwd": options.project, **({} if named is None else {"session": named})}

    def submit_call(self, method: str, params: Mapping[str, Any], deadline_s: float) -> Future[dict[str, Any]]:
        """Any command of the protocol, without waiting."""
        return self._state.submit(self._state.link.call(method, params, deadline_s))

    async def acall(self, method: str, params: Mapping[str, Any], *, deadline_s: float | None = None) -> dict[str, Any]:
        """Any command of the protocol. Raises `ScribeError` when it is refused or nobody answers."""
        deadline = self._state.options.deadline_s if deadline_s is None else deadline_s
        future = self.submit_call(method, params, deadline)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), deadline + SLACK_S)
        except asyncio.TimeoutError:
            raise Unreachable("Scribe gave no answer in time.") from None

    def call(self, method: str, params: Mapping[str, Any], *, deadline_s: float | None = None) -> dict[str, Any]:
        """As `acall`. Not from a listener, which runs where the answer would come in."""
        deadline = self._state.options.deadline_s if deadline_s is None else deadline_s
        if io_thread().is_current():
            raise RuntimeError("A listener must not wait for Scribe: use the asynchronous form elsewhere.")
        try:
            return self.submit_call(method, params, deadline).result(deadline + SLACK_S)
        except WaitTimeout:
            raise Unreachable("Scribe gave no answer in time.") from None

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The outcome of a coroutine that only awaits this client; from any thread but the IO thread."""
        if io_thread().is_current():
            work.close()
            raise RuntimeError("A listener must not wait for Scribe: use the asynchronous form elsewhere.")
        return self._state.submit(work).result(LONGEST_S)

    async def asessions(self, **filters: Any) -> list[Session]:
        """Sessions; filters are those of `session/list` (`state`, `repo`, `limit`). None while nobody answers."""
        try:
            found = (await self.acall("session/list", filters)).get("sessions", [])
        except Unreachable:
            return []
        return [Session.from_wire(one) for one in found]

    def subscribe(self, topics: Sequence[str], cb: Callable[[Event], None]) -> Subscription:
        """Calls `cb` on the IO thread for every event, each once, also after lost connections. It must not block."""
        subscription = Subscription(self._state.link, topics, cb)
        self._state.begin(subscription)
        return subscription

    async def aevents(self, topics: Sequence[str]) -> AsyncIterator[Event]:
        """The same as an iterator in the caller's loop. The daemon waits for a consumer that is slow."""
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[Event] = asyncio.Queue()
        subscription = Subscription(
            self._state.link,
            topics,
            lambda event: void(loop.call_soon_threadsafe(arrived.put_nowait, event)),
            acks_itself=False,
        )
        self._state.begin(subscription)
        try:
            while True:
                event = await arrived.get()
                yield event
                if event.topic != "events.gap":
                    io_thread().loop.call_soon_threadsafe(subscription.consumed, event)
        finally:
            subscription.close()


def void(_value: object) -> None:
    """For a listener whose own value means nothing."""
