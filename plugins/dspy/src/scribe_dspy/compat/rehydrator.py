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
from scribe_client.roles import role_text

from .memory import Inner, Memory, MemoryPart
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
        self._memory = Memory(inner, self._client, ttl_s, max_workers)

    async def rehydrate_memory(self, request: object) -> RehydrationResult:
        """By the deadline; never raises because something is missing."""
        asked, began = request_of(request), time.monotonic()
        context, memory = await asyncio.gather(
            self._client.aget_context(**self._context_of(asked)), self.amemory(asked, self._deadline_s)
        )
        return self._composed(asked, context, memory, time.monotonic() - began)

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
        return self._composed(asked, found, memory, time.monotonic() - began)

    def rehydrate_nowait(self, request: object) -> RehydrationResult:
        """What is known now, without any I/O; the rest is fetched behind it for the next time."""
        asked, began = request_of(request), time.monotonic()
        part = self._memory.fresh(asked)
        if part is None:
            self._memory.begin(asked)
            part = self._memory.without(asked)
        return self._composed(asked, self._client.context_nowait(asked.role), part, time.monotonic() - began)

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

    def _context_of(self, request: RehydrationRequest) -> dict[str, Any]:
        budget = int(min(MOST_CHARS, max(LEAST_CHARS, request.max_context_length * SCRIBE_SHARE)))
        return {
            "role": request.role,
            "session": session_in(request),
            "task": request.current_message[:2000] or None,
            "budget_chars": budget,
            "deadline_s": self._deadline_s,
        }

    def _composed(
        self, request: RehydrationRequest, context: ScribeContext, memory: MemoryPart, seconds: float
    ) -> RehydrationResult:
        base = memory.result or RehydrationResult(request.session_id, request.user_id, "")
        own = memory.text or role_text(request.role)
        text = f"{context.markdown.rstrip()}\n\n## Memory\n\n{own}"[: request.max_context_length]
        scribe = {
            "revision": context.revision,
            "source": context.source,
            "session": context.session.backlog_id if context.session else None,
        }
        return RehydrationResult(
            session_id=request.session_id,
            user_id=request.user_id,
            rehydrated_context=text,
            conversation_history=base.conversation_history,
            user_preferences=base.user_preferences,
            project_context={**base.project_context, "scribe": scribe},
            relevant_contexts=base.relevant_contexts,
            merged_contexts=base.merged_contexts,
            session_continuity_score=base.session_continuity_score,
            context_relevance_scores=base.context_relevance_scores,
            rehydration_time_ms=seconds * 1000,
            cache_hit=memory.cache_hit,
            metadata={
                **base.metadata,
                "mode": memory.mode,
                "scribe_source": context.source,
                "scribe_revision": context.revision,
                "breaker": self.breaker_state(request.role),
                **({"memory_error": memory.error} if memory.error else {}),
            },
        )


def _said(error: BaseException) -> str:
    return str(error) or "It gave no answer in time."
