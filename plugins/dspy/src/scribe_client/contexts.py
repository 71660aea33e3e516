"""Context by a deadline, from the best place there is: the daemon, its last answer, the repository's files, the role.

Lives on the IO thread's loop. One question at a time for a view; whoever asks meanwhile gets the same answer. What
comes after the deadline is kept for the next time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from .context_cache import ContextCache, Kept, View
from .errors import ScribeError, Unreachable
from .from_files import context_from_files, empty_context
from .link import DaemonLink
from .models import ScribeContext
from .stats import Stats
from .wire import context_from_wire
from .workers import Workers

Fallback = Literal["files", "cache", "raise"]
# Time kept back for what is asked when the daemon does not answer: little where something is in memory already.
RESERVE_S, RESERVE_SHARE, RESERVE_KNOWN_S = 0.7, 0.45, 0.05
LEAST_S = 0.05
# The daemon answers this long before the caller stops waiting.
MARGIN_S = 0.05


class Contexts:
    def __init__(self, home: Path, link: DaemonLink, stats: Stats, max_age_s: float) -> None:
        self.cache = ContextCache(home)
        self._link, self._stats = link, stats
        self._max_age_s = max_age_s
        self._files = Workers(2, "scribe-files")
        self._flights: dict[View, asyncio.Task[ScribeContext]] = {}
        # What was handed out last, from wherever, and when it was last tried.
        self._shown: dict[View, ScribeContext] = {}
        self.tried_at: dict[View, float] = {}
        self.last_source: str | None = None

    async def get(self, view: View, deadline_s: float, fallback: Fallback) -> ScribeContext:
        """By the deadline, whatever happens. `ScribeError` only with the fallback `raise`."""
        began = time.monotonic()
        reserve = RESERVE_KNOWN_S if self.cache.get(view) is not None else min(RESERVE_S, deadline_s * RESERVE_SHARE)
        try:
            context = await self._live(view, max(LEAST_S, deadline_s - reserve))
        except ScribeError as error:
            self._stats.failed(error)
            if fallback == "raise":
                raise
            left = max(LEAST_S, deadline_s - (time.monotonic() - began) - LEAST_S)
            context = await self._without(view, left, fallback)
        self.last_source = context.source
        self._show(view, context)
        return context

    def shown(self, view: View) -> ScribeContext | None:
        """What was handed out last; from any thread, without I/O."""
        return self._shown.get(view)

    def refresh(self, view: View, deadline_s: float, fallback: Fallback) -> None:
        """In the background; nobody waits and nothing is raised."""
        if view not in self._flights:
            self.tried_at[view] = time.monotonic()
            task = asyncio.ensure_future(self.get(view, deadline_s, "files" if fallback == "raise" else fallback))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())

    def _show(self, view: View, context: ScribeContext) -> None:
        if len(self._shown) > 256:
            self._shown.clear()
            self.tried_at.clear()
        self._shown[view] = context
        self.tried_at[view] = time.monotonic()

    async def _live(self, view: View, timeout: float) -> ScribeContext:
        if self._link.is_silent:
            raise Unreachable("Scribe gave no answer a moment ago.")
        began = time.monotonic()
        try:
            return await asyncio.wait_for(asyncio.shield(self._flight(view, timeout)), timeout)
        except asyncio.TimeoutError:
            self._link.missed(began)
            raise Unreachable("Scribe gave no answer in time.") from None

    def _flight(self, view: View, timeout: float) -> asyncio.Task[ScribeContext]:
        flight = self._flights.get(view)
        if flight is None:
            flight = asyncio.ensure_future(self._ask(view, timeout))
            self._flights[view] = flight
            flight.add_done_callback(lambda done: self._landed(view, done))
        return flight

    def _landed(self, view: View, flight: asyncio.Task[ScribeContext]) -> None:
        self._flights.pop(view, None)
        if not flight.cancelled():
            flight.exception()

    async def _ask(self, view: View, timeout: float) -> ScribeContext:
        known = self.cache.get(view)
        params = self._params(view, known, timeout)
        # An answer that comes late is still of use the next time.
        wire = await self._link.call("context/get", params, timeout + 1.0)
        if wire.get("not_modified") is True and known is not None:
            context = replace(
                known.context, age_s=float(wire.get("age_ms") or 0) / 1000, stale=wire.get("stale") is True
            )
        else:
            try:
                context = context_from_wire(wire, legacy=view.legacy)
            except (KeyError, TypeError, ValueError):
                raise ScribeError("internal", "Scribe gave an answer that is no context.") from None
            self._files.submit(self.cache.save, view, wire)
        self.cache.put(view, context)
        return context

    def _params(self, view: View, known: Kept | None, timeout: float) -> dict[str, Any]:
        wanted: Mapping[str, Any] = {
            "cwd": view.project,
            "role": view.role,
            "session": view.session,
            "task": view.task,
            "sections": None if view.sections is None else list(view.sections),
            "format": "legacy" if view.legacy else "both",
            "budget_chars": view.budget_chars,
            "max_age_ms": round(self._max_age_s * 1000),
            "deadline_ms": min(10_000, max(50, round((timeout - MARGIN_S) * 1000))),
            "if_revision": known.context.revision if known is not None and not view.legacy else None,
        }
        return {name: value for name, value in wanted.items() if value is not None}

    async def _without(self, view: View, left: float, fallback: Fallback) -> ScribeContext:
        """Memory, disk, files, nothing: the first that has something."""
        why = (self._stats.last_error or "Scribe did not answer.",)
        known = self.cache.get(view)
        if known is not None:
            self._stats.cache_hits += 1
            age = known.context.age_s + time.monotonic() - known.at
            return replace(known.context, source="cache", stale=True, age_s=age, errors=(*known.context.errors, *why))
        context = await self._worked(self._blocking, view, fallback, timeout=left)
        if context is None:
            return empty_context(view.role, why)
        self._stats.cache_hits += int(context.source == "cache")
        return replace(context, errors=(*context.errors, *why))

    def _blocking(self, view: View, fallback: Fallback) -> ScribeContext | None:
        kept = self.cache.load(view)
        if kept is not None or fallback == "cache":
            return kept
        return context_from_files(Path(view.project), view.role, view.session, view.budget_chars)

    async def _worked(self, work: Any, *args: Any, timeout: float) -> ScribeContext | None:
        try:
            found: ScribeContext | None = await asyncio.wait_for(
                asyncio.wrap_future(self._files.submit(work, *args)), timeout
            )
        except Exception as error:  # files of somebody else may hold anything
            self._stats.failed(error)
            return None
        return found
