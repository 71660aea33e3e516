"""A few threads for work that blocks: files, Git, somebody's own memory. They never hold up the end of the process.

At most `size` at a time; what is handed in beyond that waits. Not for work without an end of its own.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


class Workers:
    def __init__(self, size: int, name: str) -> None:
        self._size = size
        self._name = name
        self._begin()

    def _begin(self) -> None:
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._waiting: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._threads = 0
        self._open = 0

    @property
    def free(self) -> int:
        """How many could begin at once."""
        return self._size if self._pid != os.getpid() else max(0, self._size - self._open)

    def submit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        if self._pid != os.getpid():
            self._begin()
        future: Future[T] = Future()

        def run() -> None:
            try:
                if future.set_running_or_notify_cancel():
                    future.set_result(work(*args, **kwargs))
            except BaseException as error:  # it belongs to whoever waits
                future.set_exception(error)
            finally:
                with self._lock:
                    self._open -= 1

        with self._lock:
            self._open += 1
            wanted = self._threads < min(self._size, self._open)
            self._threads += int(wanted)
        if wanted:
            try:
                threading.Thread(target=self._loop, args=(self._waiting,), name=self._name, daemon=True).start()
            except RuntimeError:  # the interpreter ends
                with self._lock:
                    self._threads -= 1
        self._waiting.put(run)
        return future

    @staticmethod
    def _loop(waiting: queue.SimpleQueue[Callable[[], None]]) -> None:
        while True:
            waiting.get()()
