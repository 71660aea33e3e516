"""Rehydration by itself when a session starts (`AUTO_REHYDRATE=1`), once in `REHYDRATE_MINUTES` (10) for each.

The names, the rule and the file (`.rehydrate_state.json` in the project, seconds since 1970 by backlog id) are the
Python program's. Unlike there nothing waits for it: the answer lands in the rehydrator's cache and with the daemon.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import threading
import time
from pathlib import Path

from scribe_client import Event, ScribeClient, Subscription
from scribe_client.repository import read_inside
from scribe_client.workers import Workers

from .rehydration import RehydrationRequest
from .rehydrator import AsyncMemoryRehydrator

STATE = ".rehydrate_state.json"
QUERY = "current project status and core documentation"
ROLE = "planner"
USUAL_MINUTES = 10


def is_enabled() -> bool:
    return os.environ.get("AUTO_REHYDRATE", "0") == "1"


def debounce_s() -> float:
    """The shortest time between two, in seconds; 0 for none."""
    try:
        return max(0, int(os.environ.get("REHYDRATE_MINUTES", str(USUAL_MINUTES)))) * 60
    except ValueError:
        return USUAL_MINUTES * 60


class AutoRehydration:
    """Begins with `start`, ends with `close`. `project` is the folder whose sessions count."""

    def __init__(self, rehydrator: AsyncMemoryRehydrator, client: ScribeClient, *, role: str = ROLE) -> None:
        self._rehydrator, self._client, self._role = rehydrator, client, role
        self._project = Path(client.target()["cwd"])
        self._files = Workers(1, "scribe-rehydrate")
        self._subscription: Subscription | None = None
        # Of sessions that were rehydrated; for those who wait.
        self.triggered = threading.Event()

    def start(self) -> AutoRehydration:
        if self._subscription is None:
            self._subscription = self._client.subscribe(["session.started"], self._started)
        return self

    def close(self) -> None:
        if self._subscription is not None:
            self._subscription.close()
        self._subscription = None

    def wait_until_following(self, timeout: float) -> bool:
        """True once sessions that start are heard of."""
        return self._subscription is not None and self._subscription.wait(timeout)

    def trigger(self, backlog_id: str) -> bool:
        """Rehydrates now, unless that was done within the time; blocks for a small file only."""
        if not is_enabled() or not backlog_id:
            return False
        state = self._state()
        last = state.get(backlog_id, 0.0)
        if time.time() - last < debounce_s():
            return False
        # Also when it fails: what fails is not to be tried at once again.
        self._remember({**state, backlog_id: time.time()})
        request = RehydrationRequest(session_id=backlog_id, current_message=QUERY, role=self._role)
        self._rehydrator.rehydrate_nowait(request)
        self.triggered.set()
        return True

    def _started(self, event: Event) -> None:
        session = event.data.get("session")
        if not isinstance(session, dict) or not is_enabled():
            return
        repo = os.path.realpath(str(session.get("repo")))
        if os.path.realpath(self._project).startswith(repo):
            self._files.submit(self.trigger, str(session.get("backlog_id")))

    def _state(self) -> dict[str, float]:
        with contextlib.suppress(ValueError, RecursionError):
            found = json.loads(read_inside(self._project, STATE) or b"{}")
            if isinstance(found, dict):
                return {str(key): float(value) for key, value in found.items() if isinstance(value, (int, float))}
        return {}

    def _remember(self, state: dict[str, float]) -> None:
        path = self._project / STATE
        if path.is_symlink():
            return
        with contextlib.suppress(OSError):
            # A name that Scribe's watch passes over.
            temporary = self._project / f".scribe-{secrets.token_hex(6)}.tmp"
            temporary.write_text(json.dumps(state), encoding="utf-8")
            temporary.replace(path)
