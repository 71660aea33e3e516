"""How often the daemon may be asked: so many at once, then so many a second. Who asks too often waits here."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

# Less than what is allowed, because two clocks never agree.
SHARE = 0.9
USUAL_PER_S, USUAL_BURST = 50.0, 200.0


class Pace:
    def __init__(self, per_s: float = USUAL_PER_S * SHARE, burst: float = USUAL_BURST * SHARE) -> None:
        self._per_s, self._burst = per_s, burst
        self._tokens, self._at = burst, time.monotonic()

    @staticmethod
    def of(hello: Mapping[str, Any]) -> Pace:
        """As the daemon says it; a rate of 0 is no limit."""
        try:
            rate = hello["limits"]["rate"]
            per_s, burst = float(rate["per_s"]), float(rate["burst"])
        except (KeyError, TypeError, ValueError):
            return Pace()
        return Pace(per_s * SHARE, burst * SHARE) if per_s > 0 else Pace(float("inf"), float("inf"))

    def take(self, most_s: float) -> float | None:
        """Takes a turn; the seconds until it comes. `None`, and nothing is taken, if those are more than `most_s`."""
        now = time.monotonic()
        if self._per_s == float("inf"):
            return 0.0
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._per_s)
        self._at = now
        wait = max(0.0, (1 - self._tokens) / self._per_s)
        if wait > most_s:
            return None
        self._tokens -= 1
        return wait
