"""Somebody's own memory, asked without anybody waiting for it: on a bounded pool, one question at a time for a key.

What comes in time is `normal`; what came earlier is `stale`; where nothing ever came it is `degraded`. What comes late
is kept for the next time, here and with the daemon, so that one slow memory serves all agents.
"""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Literal

from scribe_client import ScribeClient
from scribe_client.workers import Workers

from .asking import Inner, answered, asked_with
from .breaker import Breaker
from .rehydration import RehydrationRequest, RehydrationResult, result_of, session_in

Mode = Literal["normal", "stale", "degraded"]
MOST_KEPT = 256
# The daemon's limit of a bundle, and of how long it keeps one.
MOST_TEXT, LONGEST_TTL_S = 100_000, 86_400
PUT_S = 5.0


@dataclass(frozen=True)
class MemoryPart:
    result: RehydrationResult | None
    mode: Mode
    cache_hit: bool = False
    error: str | None = None

    @property
    def text(self) -> str:
        return self.result.rehydrated_context if self.result is not None else ""


class Memory:
    def __init__(self, inner: Inner | object | None, client: ScribeClient, ttl_s: float, max_workers: int) -> None:
        self._ask = asked_with(inner)
        self._client, self._ttl_s = client, ttl_s
        self._pool = Workers(max_workers, "scribe-memory")
        self._begin()
        self._fresh: OrderedDict[str, tuple[RehydrationResult, float]] = OrderedDict()
        self._last: OrderedDict[str, RehydrationResult] = OrderedDict()
        self._breakers: dict[str, Breaker] = {}

    def _begin(self) -> None:
        self._pid = os.getpid()
        self._lock, self._beginning = threading.Lock(), threading.Lock()
        self._flights: dict[str, Future[RehydrationResult]] = {}

    def breaker(self, role: str) -> Breaker:
        """A role's own: what fails for one need not for another."""
        with self._lock:
            return self._breakers.setdefault(role, Breaker())

    def begin(self, request: RehydrationRequest) -> Future[RehydrationResult] | None:
        """The question under way, begun if it is not; `None` where nothing may be asked now."""
        if self._pid != os.getpid():  # what the parent asked does not land here
            self._begin()
        key = _key(request)
        with self._beginning:
            known = self._flights.get(key)
            if known is not None or self._ask is None:
                return known
            # A memory that hangs holds its places; nobody is put in line behind it.
            if self._pool.free == 0 or not self.breaker(request.role).may_ask(time.monotonic()):
                return None
            flight = self._pool.submit(self._run, self._ask, request)
            self._flights[key] = flight
        flight.add_done_callback(lambda done: self._landed(key, request, done))
        return flight

    def fresh(self, request: RehydrationRequest) -> MemoryPart | None:
        with self._lock:
            kept = self._fresh.get(_key(request))
        if kept is None or time.monotonic() - kept[1] > self._ttl_s:
            return None
        return MemoryPart(kept[0], "normal", cache_hit=True)

    def without(self, request: RehydrationRequest, error: str | None = None) -> MemoryPart:
        """What there is when the memory itself does not answer."""
        with self._lock:
            last = self._last.get(_whose(request))
        return MemoryPart(last, "degraded" if last is None else "stale", cache_hit=last is not None, error=error)

    def learn(self, request: RehydrationRequest, text: str) -> MemoryPart:
        """What another client's memory had for the same session and role."""
        result = RehydrationResult(request.session_id, request.user_id, text, metadata={"from": "daemon"})
        return MemoryPart(result, "stale", cache_hit=True)

    def _run(self, ask: Inner, request: RehydrationRequest) -> RehydrationResult:
        began = time.monotonic()
        result = result_of(answered(ask, request), request)
        result.rehydration_time_ms = (time.monotonic() - began) * 1000
        return result

    def _landed(self, key: str, request: RehydrationRequest, flight: Future[RehydrationResult]) -> None:
        breaker = self.breaker(request.role)
        with self._lock:
            self._flights.pop(key, None)
        if flight.exception() is not None:
            breaker.failed(time.monotonic())
            return
        breaker.succeeded()
        result = flight.result()
        with self._lock:
            _keep(self._fresh, key, (result, time.monotonic()))
            _keep(self._last, _whose(request), result)
        self._share(request, result)

    def _share(self, request: RehydrationRequest, result: RehydrationResult) -> None:
        """With the daemon, if there is one; nobody waits for it."""
        if not result.rehydrated_context:
            return
        ttl = int(min(LONGEST_TTL_S, max(1, self._ttl_s)))
        text = result.rehydrated_context[:MOST_TEXT]
        put = {**self._client.target(session_in(request)), "role": request.role, "text": text, "ttl_s": ttl}
        self._client.submit_call("memory/put", put, PUT_S).add_done_callback(lambda done: done.exception())


def _key(request: RehydrationRequest) -> str:
    return f"{_whose(request)}\0{request.current_message}\0{request.max_context_length}"


def _whose(request: RehydrationRequest) -> str:
    return f"{request.session_id}\0{request.user_id}\0{request.role}"


def _keep(kept: OrderedDict[str, Any], key: str, value: object) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > MOST_KEPT:
        kept.popitem(last=False)
