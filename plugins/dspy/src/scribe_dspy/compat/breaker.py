"""Stops asking what fails again and again, for a while; then one question tries whether it is well again."""

from __future__ import annotations

import threading

FAILURES = 3
REST_S = 30.0


class Breaker:
    """`closed`: all may ask. `open`: nobody. `half-open`: one may, and its outcome decides. Times: monotonic, s."""

    def __init__(self, failures: int = FAILURES, rest_s: float = REST_S) -> None:
        self._most, self._rest_s = failures, rest_s
        self._failed = 0
        self._opened_at: float | None = None
        self._trying = False
        self._lock = threading.Lock()

    def may_ask(self, now: float) -> bool:
        with self._lock:
            if self._opened_at is None:
                return True
            if self._trying or now - self._opened_at < self._rest_s:
                return False
            self._trying = True
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failed, self._opened_at, self._trying = 0, None, False

    def failed(self, now: float) -> None:
        with self._lock:
            self._failed += 1
            if self._trying or self._failed >= self._most:
                self._opened_at, self._trying = now, False

    def state(self, now: float) -> str:
        with self._lock:
            if self._opened_at is None:
                return "closed"
            return "half-open" if self._trying or now - self._opened_at >= self._rest_s else "open"
