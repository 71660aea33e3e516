"""What can go wrong on the way to the daemon. `code` is the daemon's own string code (`session.notFound`, ...)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ScribeError(Exception):
    """The daemon's refusal, or that none answered."""

    def __init__(self, code: str, message: str, *, retryable: bool = False, retry_after_s: float = 0.0) -> None:
        super().__init__(message)
        self.code = code
        self.retryable = retryable
        self.retry_after_s = retry_after_s


class Unreachable(ScribeError):
    """No daemon answered in time: it is off, it hangs, or the connection was lost."""

    def __init__(self, message: str) -> None:
        super().__init__("daemon.unreachable", message, retryable=True)


def from_wire(error: Mapping[str, Any]) -> ScribeError:
    """The wire's error object."""
    found = error.get("data")
    data = found if isinstance(found, Mapping) else {}
    pause = data.get("retry_after_ms")
    return ScribeError(
        str(data.get("code") or error.get("code") or "internal"),
        str(error.get("message") or "Scribe refused."),
        retryable=data.get("retryable") is True,
        retry_after_s=pause / 1000 if isinstance(pause, (int, float)) else 0.0,
    )
