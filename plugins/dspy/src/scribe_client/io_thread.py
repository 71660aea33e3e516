"""The one thread of a process that talks to daemons: it owns an event loop, and every socket belongs to that loop.

Callers hand it coroutines from any thread or loop. After a fork the child has a thread of its own as soon as it asks;
what the parent's thread owned is left alone, because both share the kernel's side of it.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Forkable(Protocol):
    """What must be told that it is in a child process now, and that the process ends."""

    def after_fork(self) -> None: ...

    def at_exit(self) -> None: ...


class IoThread:
    """A daemon thread with a loop that runs until the process ends."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="scribe-io", daemon=True)
        self._thread.start()

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def is_current(self) -> bool:
        return threading.current_thread() is self._thread


_lock = threading.Lock()
_current: IoThread | None = None
# A loop of the parent must not be collected in the child: closing it would take the parent's sockets out of its poll.
_left_alone: list[IoThread] = []
_told: set[Forkable] = set()


def io_thread() -> IoThread:
    """This process's thread; started when it is first asked for."""
    global _current  # noqa: PLW0603
    with _lock:
        if _current is None:
            _current = IoThread()
        return _current


def tell(one: Forkable) -> None:
    """From now on it is told of forks and of the end of the process: what it still has to do is done then."""
    _told.add(one)


def tell_no_more(one: Forkable) -> None:
    _told.discard(one)


def _after_fork() -> None:
    global _current, _lock  # noqa: PLW0603
    _lock = threading.Lock()
    if _current is not None:
        _left_alone.append(_current)
        _current = None
    for one in list(_told):
        one.after_fork()


def _at_exit() -> None:
    for one in list(_told):
        one.at_exit()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(_at_exit)
