"""Where an action of `single_doorway.py scribe` was started: the repository, its sessions, and the daemon if one runs.

What the daemon can do for a session it does; "false" and "None" mean that it is not its business, and that the files
are to do it. A session named here is one of this repository, never one of the same id elsewhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import scribe_files
import scribe_sessions
from scribe_client import DaemonError
from scribe_daemon import DaemonSessions, open_daemon
from scribe_git import current_branch, find_root
from scribe_processes import is_running
from scribe_records import ScribeSession
from scribe_text import detect_backlog_id
from session_registry import SessionRegistry

# The daemon answers before it has written the files.
FILES_SECONDS = 1.5
# What the daemon takes: the length of a note, the longest timeout in seconds.
MAX_NOTE = 4000
MAX_IDLE = 28_800
# With these the daemon has nothing to do with the matter; the files may.
NOT_THE_DAEMONS = (
    "session.notFound",
    "repo.notGit",
    "repo.refused",
    "usage.unknownMethod",
    "usage.badInput",
    "worklog.badText",
)


class Surroundings:
    def __init__(self) -> None:
        self.root: Path = find_root()
        self.daemon: DaemonSessions | None = open_daemon(self.root)

    def registry(self) -> SessionRegistry:
        return scribe_sessions.registry_of(self.root)

    def backlog_id(self, explicit: str | None) -> str | None:
        """The option, the branch or the state file, in this order."""
        state = scribe_files.read_state(self.root) or {}
        return detect_backlog_id(explicit, current_branch(self.root), state.get("backlog_id"))

    def sessions(self) -> dict[str, ScribeSession]:
        """What the registry holds, and above it what the daemon knows better."""
        known = dict(self.registry().sessions)
        for backlog_id, record in (self.daemon.records() if self.daemon else {}).items():
            record.pid = known[backlog_id].pid if backlog_id in known else 0
            known[backlog_id] = record
        return known

    def daemon_session(self, backlog_id: str) -> dict | None:
        return self.daemon.all().get(backlog_id) if self.daemon else None

    def start_with_daemon(self, backlog_id: str, idle: int | None) -> tuple[int, bool] | None:
        """The process that watches, and whether the session is new."""
        if self.daemon is None:
            return None
        wish = {} if idle is None else {"idle_timeout_s": min(MAX_IDLE, max(scribe_sessions.IDLE_FLOOR, idle))}
        try:
            answer = self.daemon.start(backlog_id=backlog_id, **wish)
        except DaemonError as error:
            if error.code in NOT_THE_DAEMONS:
                return None
            raise
        return self._pid_in_registry(backlog_id), answer.get("created") is not False

    def append_with_daemon(self, backlog_id: str, message: str) -> bool:
        if len(message) > MAX_NOTE or not message.strip():
            return False
        return self._by_daemon(backlog_id, lambda daemon, session: daemon.append(session, message))

    def update_with_daemon(self, backlog_id: str, **change: object) -> bool:
        return self._by_daemon(backlog_id, lambda daemon, session: daemon.update(session, **change))

    def _by_daemon(self, backlog_id: str, step: Callable[[DaemonSessions, dict], None]) -> bool:
        session = self.daemon_session(backlog_id)
        if self.daemon is None or session is None:
            return False
        try:
            step(self.daemon, session)
        except DaemonError as error:
            if error.code in NOT_THE_DAEMONS:
                return False
            raise
        return True

    def _pid_in_registry(self, backlog_id: str) -> int:
        """What the daemon writes there: the process that watches. 0 if it has not in time."""
        registry, deadline = self.registry(), time.monotonic() + FILES_SECONDS
        while time.monotonic() < deadline:
            registry.load_registry()
            session = registry.get_session_info(backlog_id)
            if session is not None and session.status == "active" and is_running(session.pid):
                return session.pid
            time.sleep(0.02)
        return 0
