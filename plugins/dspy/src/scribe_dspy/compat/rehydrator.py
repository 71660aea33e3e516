"""The memory rehydrator that holds nobody up: Scribe's context and somebody's own memory, fetched at the same time.

Answers by the deadline with what is there. `metadata["mode"]` says what the memory part is: `normal`, `stale` (of an
earlier time) or `degraded` (only what the role is about).
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Future
from typing import Any

from scribe_client import ScribeClient, ScribeContext, ScribeError

from .asking import Inner
from .composing import composed
from .memory import Memory, MemoryPart
from .rehydration import RehydrationRequest, RehydrationResult, request_of, session_in

# Scribe's share of the text, so that there is room for the memory.
SCRIBE_SHARE = 0.6
LEAST_CHARS, MOST_CHARS = 500, 20_000


class AsyncMemoryRehydrator:
    """`inner`: a synchronous or asynchronous callable, or an object with `rehydrate_memory` or `rehydrate`."""

    def __init__(
        self,
        inner: Inner | object | None = None,
        *,
        client: ScribeClient | None = None,
        deadline_s: float = 1.5,
        ttl_s: float = 300,
        max_workers: int = 2,
    ) -> None:
        self._client = client or ScribeClient.shared()
        self._deadline_s = deadline_s
        self._made_with = {"inner": inner, "deadline_s": deadline_s, "ttl_s": ttl_s, "max_workers": max_workers}
        self._memory = Memory(inner, self._client, ttl_s, max_workers)

    async def rehydrate_memory(self, request: object) -> RehydrationResult:
        """By the deadline; never raises because something is missing."""
        asked, began = request_of(request), time.monotonic()
        context, memory = await asyncio.gather(
            self._client.aget_context(**self._context_of(asked)), self.amemory(asked, self._deadline_s)
        )
        return self._whole(asked, context, memory, time.monotonic() - began)

    def rehydrate(self, request: object) -> RehydrationResult:
        """The same for synchronous callers."""
        asked, began = request_of(request), time.monotonic()
        context = self._client.submit_context(**self._context_of(asked))
        memory = self.memory(asked, self._deadline_s)
        left = max(0.0, self._deadline_s - (time.monotonic() - began))
        try:
            found = context.result(left + 0.3)
        except Exception:  # by now it is late, whatever it was
            found = self._client.context_nowait(asked.role)
        return self._whole(asked, found, memory, time.monotonic() - began)

    def rehydrate_nowait(self, request: object) -> RehydrationResult:
        """What is known now, without any I/O; the rest is fetched behind it for the next time."""
        asked, began = request_of(request), time.monotonic()
        part = self._memory.fresh(asked)
        if part is None:
            self._memory.begin(asked)
            part = self._memory.without(asked)
        return self._whole(asked, self._client.context_nowait(asked.role), part, time.monotonic() - began)

    async def amemory(self, request: RehydrationRequest, deadline_s: float) -> MemoryPart:
        """The memory's part alone."""
        part, flight = self._begun(request)
        if part is not None:
            return part
        if flight is None:
            return await self._shared(request, deadline_s)
        try:
            # What is late is left running: it lands for the next time.
            waiting = asyncio.wrap_future(flight)
            waiting.add_done_callback(lambda done: done.cancelled() or done.exception())
            result = await asyncio.wait_for(asyncio.shield(waiting), deadline_s)
            return MemoryPart(result, "normal")
        except Exception as error:  # a memory may raise anything
            return self._memory.without(request, _said(error))

    def memory(self, request: RehydrationRequest, deadline_s: float) -> MemoryPart:
        """The same for synchronous callers; what other clients have put with the daemon is not asked for."""
        part, flight = self._begun(request)
        if part is not None or flight is None:
            return part or self._memory.without(request)
        try:
            return MemoryPart(flight.result(deadline_s), "normal")
        except Exception as error:  # a memory may raise anything
            return self._memory.without(request, _said(error))

    def breaker_state(self, role: str) -> str:
        return self._memory.breaker(role).state(time.monotonic())

    def __deepcopy__(self, _memo: dict[int, Any]) -> AsyncMemoryRehydrator:
        """Programs are copied by optimizers; what they remember is one."""
        return self

    def __getstate__(self) -> dict[str, Any]:
        return {**self._made_with, "client": self._client}

    def __setstate__(self, arguments: dict[str, Any]) -> None:
        AsyncMemoryRehydrator.__init__(self, **arguments)

    def _begun(self, request: RehydrationRequest) -> tuple[MemoryPart | None, Future[RehydrationResult] | None]:
        fresh = self._memory.fresh(request)
        return (fresh, None) if fresh is not None else (None, self._memory.begin(request))

    async def _shared(self, request: RehydrationRequest, deadline_s: float) -> MemoryPart:
        """Nothing may be asked: an earlier answer, or what another client's memory has put with the daemon."""
        part = self._memory.without(request)
        if part.result is not None:
            return part
        asked = {**self._client.target(session_in(request)), "role": request.role}
        try:
            found = await self._client.acall("memory/get", asked, deadline_s=deadline_s)
        except ScribeError:
            return part
        return self._memory.learn(request, str(found["text"])) if found.get("found") is True else part

    def _whole(
        self, request: RehydrationRequest, context: ScribeContext, memory: MemoryPart, seconds: float
    ) -> RehydrationResult:
        result = composed(request, context, memory, seconds)
        result.metadata["breaker"] = self.breaker_state(request.role)
        return result

    def _context_of(self, request: RehydrationRequest) -> dict[str, Any]:
        budget = int(min(MOST_CHARS, max(LEAST_CHARS, request.max_context_length * SCRIBE_SHARE)))
        return {
            "role": request.role,
            "session": session_in(request),
            "task": request.current_message[:2000] or None,
            "budget_chars": budget,
            "deadline_s": self._deadline_s,
        }


def _said(error: BaseException) -> str:
    return str(error) or "It gave no answer in time."
