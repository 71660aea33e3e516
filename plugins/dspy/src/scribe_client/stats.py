"""Counts of a client: how fast the daemon answers, how often a cache did, what could not be delivered."""

from __future__ import annotations

from collections import deque

SAMPLES = 512


class Stats:
    def __init__(self) -> None:
        self._taken: deque[float] = deque(maxlen=SAMPLES)
        self.cache_hits = 0
        self.refused = 0
        self.spooled = 0
        self.last_error: str | None = None

    def took(self, seconds: float) -> None:
        self._taken.append(seconds * 1000)

    def failed(self, error: BaseException | str) -> None:
        self.last_error = str(error) or type(error).__name__

    def latency(self, share: float) -> float:
        """Milliseconds below which this share (0 to 1) of the last answers lie; 0 before the first."""
        taken = sorted(self._taken)
        return round(taken[min(len(taken) - 1, int(share * len(taken)))], 3) if taken else 0.0
