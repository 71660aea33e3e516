"""What a client consists of: the link, contexts, outbox and subscriptions of one process.

Owns their life across forks and the end of the process, not what they do. After a fork everything is made anew: what
the parent has under way is the parent's.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from . import io_thread
from .context_cache import View
from .contexts import Contexts, Fallback
from .link import DaemonLink
from .models import ClientStatus, Event, ScribeContext
from .outbox import SEND_S, Note, Outbox
from .stats import Stats
from .subscriptions import Subscription

T = TypeVar("T")
# Beyond a deadline, for the way between threads.
SLACK_S = 0.3


@dataclass(frozen=True)
class Options:
    home: Path
    project: str
    session: str | None
    deadline_s: float
    max_age_s: float
    fallback: Fallback
    client_name: str

    def as_arguments(self) -> dict[str, Any]:
        values = asdict(self)
        return {"project_root": values.pop("project"), **values, "home": str(self.home)}

    @property
    def append_s(self) -> float:
        """How long a note is waited for: until it was refused or spooled, at the latest."""
        return SEND_S + 1.0


class ClientState:
    def __init__(self, options: Options) -> None:
        self.options = options
        self._subscriptions: list[Subscription] = []
        self._begin()
        io_thread.tell(self)

    def _begin(self) -> None:
        options = self.options
        self._lock = threading.Lock()
        self._stats = Stats()
        self.link = DaemonLink(options.home, options.client_name, self._stats)
        self.contexts = Contexts(options.home, self.link, self._stats, options.max_age_s)
        self.outbox = Outbox(options.home, self.link, self._stats)
        self._changes: Subscription | None = None
        self._closed = False

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return io_thread.io_thread().submit(work)

    async def context(self, view: View, deadline_s: float) -> ScribeContext:
        self._follow_changes()
        return await self.contexts.get(view, deadline_s, self.options.fallback)

    def refresh_if_due(self, view: View) -> None:
        """Fetches behind the caller what is older than it may be; from any thread."""
        if time.monotonic() - self.contexts.tried_at.get(view, float("-inf")) < self.options.max_age_s:
            return
        self.contexts.tried_at[view] = time.monotonic()
        self._soon(self._refresh, view)

    def send(self, note: Note) -> None:
        if self._closed:
            raise RuntimeError("The client is closed.")
        if self.outbox.put(note):
            self._soon(self.outbox.wake)

    def begin(self, subscription: Subscription) -> None:
        with self._lock:
            self._subscriptions.append(subscription)
        self._soon(subscription.start)

    def status(self) -> ClientStatus:
        stats, last = self._stats, self.contexts.last_source
        without: Literal["fallback", "down"] = "fallback" if last in ("cache", "files") else "down"
        return ClientStatus(
            state="connected" if self.link.is_open else without,
            last_error=stats.last_error,
            latency_ms_p50=stats.latency(0.5),
            latency_ms_p95=stats.latency(0.95),
            cache_hits=stats.cache_hits,
            queued=len(self.outbox),
            spooled=stats.spooled,
            refused=stats.refused,
        )

    def close(self, timeout: float) -> None:
        if self._closed:
            return
        self._closed = True
        io_thread.tell_no_more(self)
        # A listener may close its own client: there is nobody to wait for then.
        waits = 0.0 if io_thread.io_thread().is_current() else timeout
        if len(self.outbox) > 0 and waits > 0:
            self._waited(self.outbox.flush(), waits)
        self.outbox.spool_all()
        for subscription in self._subscriptions:
            subscription.close()
        self._waited(self.link.close(), waits)

    def after_fork(self) -> None:
        self.link.abandon()
        self._subscriptions = []
        self._begin()

    def at_exit(self) -> None:
        self.close(1.0)

    def _waited(self, work: Coroutine[Any, Any, None], seconds: float) -> None:
        """Nothing is raised at the end of a program."""
        with contextlib.suppress(Exception):
            self.submit(work).result(seconds)

    def _soon(self, work: Any, *args: Any) -> None:
        with contextlib.suppress(RuntimeError):
            io_thread.io_thread().loop.call_soon_threadsafe(work, *args)

    def _refresh(self, view: View) -> None:
        self._follow_changes()
        self.contexts.refresh(view, self.options.deadline_s, self.options.fallback)

    def _follow_changes(self) -> None:
        """On the loop: from the first context on, what has changed is fetched again by itself."""
        if self._changes is None and not self._closed:
            self._changes = Subscription(self.link, ["context.changed"], self._changed)
            with self._lock:
                self._subscriptions.append(self._changes)
            self._changes.start()

    def _changed(self, event: Event) -> None:
        """A view has another revision; after a gap any may have."""
        for view, context in self.contexts.cache.views():
            same = event.data.get("repo") == context.repo and event.data.get("role") == context.role
            moved = same and event.data.get("revision") != context.revision
            if moved or event.topic == "events.gap":
                self.contexts.refresh(view, self.options.deadline_s, self.options.fallback)
