"""The recorder: a process that looks at a repository from time to time and notes which files changed.

For when no Scribe daemon runs. It gives way as soon as one records the session, ends with the session's record, and
never leaves a session behind that says it is active. Not exact to the second: that is what the daemon is for.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import scribe_daemon
import scribe_files
import scribe_sessions
from scribe_git import GitFailed, Status, read_status
from scribe_records import ScribeSession
from scribe_text import Refused, change_lines, path_text

# How often the record is looked at: a stop written by another program is noticed within this time.
TICK = 1.0

Stamps = dict[str, tuple]


class Recorder:
    def __init__(self, root: Path, backlog_id: str, interval: int, idle_timeout: int) -> None:
        self._root = root
        self._id = backlog_id
        # Reads the file only when it has changed.
        self._registry = scribe_sessions.registry_of(root)
        self._interval = max(scribe_sessions.INTERVAL_FLOOR, interval)
        self._idle = max(scribe_sessions.IDLE_FLOOR, idle_timeout)
        self._stamps: Stamps = {}
        self._branch: str | None = None
        self._unpushed = False
        self._active_at = time.monotonic()
        self._told_to_stop = False

    def run(self) -> None:
        """Returns when the session is over."""
        wait = self._take_signals()
        if not self._own():
            return
        due = 0.0
        while not self._told_to_stop and self._is_mine():
            if time.monotonic() >= due:
                if scribe_daemon.is_recorded(self._root, self._id):
                    return
                line = self._look()
                if line is not None:
                    scribe_sessions.finish(self._root, self._id, line)
                    return
                due = time.monotonic() + self._interval
            wait(TICK)
        if self._told_to_stop:
            self._look()
            scribe_sessions.finish(self._root, self._id, "- Session stopped")

    def _take_signals(self) -> Callable[[float], object]:
        """From here on being told to end is a wish that is kept; a function that waits for one, at most so long."""
        for name in scribe_sessions.ENDING:
            signal.signal(name, self._stop)
        reader, writer = socket.socketpair()
        writer.setblocking(False)
        signal.set_wakeup_fd(writer.fileno())
        # Whoever starts this process holds them back until now.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, scribe_sessions.ENDING)
        self._wake = writer
        return lambda seconds: select.select([reader], [], [], seconds)

    def _stop(self, *_signal: object) -> None:
        self._told_to_stop = True

    def _own(self) -> bool:
        """Who starts this process registers it, under a lock until that is done. Started by hand, it does so."""
        with scribe_files.locked(self._root / "artifacts" / "start"):
            session = self._session()
            if session is not None and session.pid == os.getpid():
                return session.status != "completed"
            if (
                session is not None
                and session.status == "active"
                and scribe_sessions.is_recorder(session.pid, self._id)
            ):
                return False
            worklog = scribe_files.worklog_path(self._id)
            self._registry.register_session(self._id, os.getpid(), worklog, idle_timeout=self._idle)
            return True

    def _session(self) -> ScribeSession | None:
        with contextlib.suppress(OSError, Refused):
            self._registry.load_registry()
        return self._registry.get_session_info(self._id)

    def _is_mine(self) -> bool:
        """False once another program ended the session, or another process records it."""
        session = self._session()
        if session is None or session.status == "completed":
            return False
        return session.pid == os.getpid() or session.status != "active"

    def _look(self) -> str | None:
        """Notes what changed since the last look; the closing line when the session is to end."""
        try:
            status = read_status(self._root)
        except GitFailed:
            # Unknown is not unchanged: the next look compares with the last one that was answered.
            return self._idle_line()
        line = self._note(status)
        return line or self._idle_line()

    def _note(self, status: Status) -> str | None:
        first = self._branch is None
        if not first and status.branch is not None and status.branch != self._branch:
            return f"- Branch switched to {path_text(status.branch)}; stopping scribe" if _tracks_branches() else None
        self._branch = status.branch or self._branch or ""
        stamps = {path: self._stamp(path) for path in status.files}
        changed = [path for path, stamp in stamps.items() if self._stamps.get(path) != stamp]
        self._stamps = stamps
        if changed and not self._is_paused():
            self._active_at = time.monotonic()
            scribe_files.append_entry(self._root, self._id, change_lines(changed))
            self._registry.touch_session(self._id)
        return self._push_line(status)

    def _push_line(self, status: Status) -> str | None:
        """After a push: what was ahead of its upstream is not any more, and nothing else is changed."""
        if status.head is None or status.head != status.upstream:
            self._unpushed = True
            return None
        if self._unpushed and not status.files:
            return "- Remote is up-to-date with local; stopping scribe after push"
        return None

    def _idle_line(self) -> str | None:
        if self._is_paused():
            self._active_at = time.monotonic()
        idle = time.monotonic() - self._active_at
        return "- Idle timeout reached; stopping scribe" if idle >= self._idle else None

    def _is_paused(self) -> bool:
        session = self._session()
        return session is not None and session.status == "paused"

    def _stamp(self, path: str) -> tuple:
        """Two equal stamps mean that nothing was written in between."""
        try:
            found = os.lstat(self._root / path)
        except OSError:
            return ("gone",)
        return found.st_mtime_ns, found.st_size, found.st_ino


def _tracks_branches() -> bool:
    return os.environ.get("SCRIBE_BRANCH_TRACKING", "true").lower() not in ("false", "0", "no", "off")
