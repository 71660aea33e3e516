#!/usr/bin/env python3
"""The session registry of a repository: the class `SessionRegistry`, and the command.

Works on `artifacts/session_registry.json` whether or not a Scribe daemon runs: both merge what the other wrote. Each
change is made under a lock on what the file holds at that moment, and the file is replaced as a whole. Nothing is lost
to a program that writes without a lock either: what it wrote meanwhile is merged, and read again after the replacement.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import scribe_files
from scribe_processes import belongs_to, is_running
from scribe_records import (
    RegistryText,
    ScribeSession,
    SessionContext,
    Tags,
    frozen,
    parse_registry,
    render_registry,
    salvage_registry,
    thawed,
)
from scribe_text import parse_backlog_id, parse_time, shown, utc_now

KEPT_FOR = timedelta(days=7)
# A program that empties the file before it writes it needs a moment; a torn read is tried again before it is believed.
READ_TRIES = 10
READ_PAUSE = 0.02
SAVE_TRIES = 20


class SessionRegistry:
    """The sessions of one registry file. `sessions` may be changed in place; the next save writes that too."""

    def __init__(self, registry_path: str | os.PathLike[str] = scribe_files.REGISTRY, durable: bool = False) -> None:
        self.registry_path = Path(registry_path)
        self.sessions: dict[str, ScribeSession] = {}
        self.durable = durable
        self._base: dict[str, tuple] = {}
        self._seen: tuple | None = None
        self._aside = b""
        self._order = threading.RLock()
        self.load_registry()

    def load_registry(self) -> None:
        """Takes over what the file holds now. What was changed here and not saved stays."""
        with self._order:
            self._refresh()

    def save_registry(self) -> None:
        """Writes what was changed here."""
        self._change(lambda: True)

    def register_session(
        self,
        backlog_id: str,
        pid: int,
        worklog_path: str,
        session_type: str = "brainstorming",
        priority: str = "medium",
        tags: list[str] | None = None,
        idle_timeout: int = 1800,
    ) -> None:
        """Adds a session, or begins one of the same id anew; its tags and description stay."""
        parse_backlog_id(backlog_id)

        def add() -> bool:
            earlier = self.sessions.get(backlog_id)
            kept = Tags(earlier.context.tags if earlier else ())
            kept.update(tags or ())
            description = earlier.context.description if earlier else None
            context = SessionContext(kept, session_type, priority, description)
            self.sessions[backlog_id] = ScribeSession(
                backlog_id, pid, utc_now(), worklog_path, "active", context, None, idle_timeout
            )
            return True

        self._change(add)

    def update_session_status(self, backlog_id: str, status: str) -> bool:
        """Sets the status. An unknown session is a warning and False."""

        def update(session: ScribeSession) -> None:
            session.status = status
            session.touch()

        return self._update(backlog_id, update)

    def touch_session(self, backlog_id: str) -> bool:
        """Notes that something happened in a session."""
        return self._update(backlog_id, ScribeSession.touch, warn=False)

    def add_context_tags(self, backlog_id: str, tags: list[str]) -> bool:
        return self._update(backlog_id, lambda session: session.context.tags.update(tags))

    def remove_context_tags(self, backlog_id: str, tags: list[str]) -> bool:
        return self._update(backlog_id, lambda session: session.context.tags.difference_update(tags))

    def get_session_info(self, backlog_id: str) -> ScribeSession | None:
        return self.sessions.get(backlog_id)

    def get_active_sessions(self) -> list[ScribeSession]:
        return [session for session in list(self.sessions.values()) if session.status == "active"]

    def get_sessions_by_context(self, tags: list[str]) -> list[ScribeSession]:
        """Sessions with any of these tags, each once."""
        return [session for session in list(self.sessions.values()) if any(tag in session.context.tags for tag in tags)]

    def cleanup_completed_sessions(self) -> int:
        """Removes completed sessions that started more than seven days ago; how many."""
        removed: list[str] = []

        def clean() -> bool:
            removed[:] = [
                key for key, session in self.sessions.items() if session.status == "completed" and _is_old(session)
            ]
            for key in removed:
                del self.sessions[key]
            return bool(removed)

        self._change(clean)
        return len(removed)

    def validate_processes(self, known: Collection[str] = ()) -> list[str]:
        """Marks active sessions whose process is gone as orphaned, but for those `known` to be recorded; their ids."""
        gone: list[str] = []

        def validate() -> bool:
            active = [
                (key, session)
                for key, session in self.sessions.items()
                if session.status == "active" and key not in known
            ]
            gone[:] = [key for key, session in active if not _lives(session)]
            for key in gone:
                self.sessions[key].status = "orphaned"
            return bool(gone)

        self._change(validate)
        for key in gone:
            print(f"⚠️ Session {shown(key)} PID {self.sessions[key].pid} not found")
        return gone

    def _update(self, backlog_id: str, step: Callable[[ScribeSession], None], warn: bool = True) -> bool:
        def apply() -> bool:
            session = self.sessions.get(backlog_id)
            if session is not None:
                step(session)
            return session is not None

        known = self._change(apply)
        if not known and warn:
            print(f"⚠️ Session {shown(backlog_id)} not found in registry")
        return known

    def _change(self, step: Callable[[], bool]) -> bool:
        """Runs `step` on what the file holds now; writes the result unless it says that there is nothing to write."""
        with self._order, scribe_files.locked(self.registry_path):
            self._refresh()
            changed = step()
            if changed:
                self._save()
            return changed

    def _refresh(self) -> None:
        seen = self._stamp()
        if seen is None or seen != self._seen:
            self._merge(self._read())
            self._seen = seen

    def _merge(self, found: RegistryText | None) -> None:
        """Three ways: what was changed here stays, all else is as the file says; no file says nothing."""
        if found is None:
            return
        theirs = {key: frozen(session) for key, session in found.sessions.items()}
        own = {key: frozen(session) for key, session in self.sessions.items()}
        for key, record in theirs.items():
            if own.get(key) == self._base.get(key) and own.get(key) != record:
                self.sessions[key] = thawed(record)
        for key in [key for key in own if key not in theirs and own[key] == self._base.get(key)]:
            # Only the clean-up removes sessions. Any other is missing because a program wrote what it had read before.
            if _is_old(self.sessions[key]):
                del self.sessions[key]
        self._base = theirs

    def _read(self) -> RegistryText | None:
        """`None` when there is no file. One that is damaged is copied aside; what can be read of it is kept."""
        for attempt in range(1, READ_TRIES + 1):
            data = scribe_files.read_ordinary(self.registry_path)
            if data is None:
                return None
            found = parse_registry(data)
            if found is not None or attempt == READ_TRIES:
                break
            time.sleep(READ_PAUSE)
        if found is not None and not found.odd:
            return found
        return self._damaged(data, found)

    def _damaged(self, data: bytes, found: RegistryText | None) -> RegistryText:
        print(f"⚠️ {self.registry_path} is damaged. Every session that can be read is kept.", file=sys.stderr)
        self._aside = data
        kept = found or salvage_registry(data)
        # What was known here stays: a damaged file is no reason to forget it.
        for key, session in self.sessions.items():
            kept.sessions.setdefault(key, session)
        return kept

    def _set_aside(self) -> None:
        """A copy of the damaged file, named by its time, before it is replaced."""
        data, self._aside = self._aside, b""
        if not data.strip():
            return
        at = datetime.fromtimestamp(self.registry_path.stat().st_mtime, timezone.utc).isoformat(timespec="milliseconds")
        stamp = at.replace("+00:00", "Z").replace(":", "-").replace(".", "-")
        for more in ("", *(f"-{number}" for number in range(2, 100))):
            copy = self.registry_path.with_name(f"{self.registry_path.stem}.corrupt-{stamp}{more}.json")
            with contextlib.suppress(FileExistsError), open(copy, "xb") as file:
                file.write(data)
                print(f"⚠️ The damaged registry was kept as {copy}.", file=sys.stderr)
                return

    def _save(self) -> None:
        """Replaces the file. The old one is held open, so that a late write into it is seen and merged."""
        self.registry_path.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(SAVE_TRIES):
            with scribe_files.Held(self.registry_path) as held:
                self._refresh()
                self._set_aside()
                before, records = self._base, {key: frozen(session) for key, session in self.sessions.items()}
                scribe_files.write_whole(self.registry_path, render_registry(records), self.durable)
                self._base, self._seen = records, self._stamp()
                late = self._late(held)
            if late is None or not self._take_late(late, before):
                return

    def _late(self, held: scribe_files.Held) -> RegistryText | None:
        """What was written into the old file meanwhile; whoever has emptied it is given the time to fill it."""
        for _ in range(READ_TRIES):
            data = held.late()
            found = None if data is None else parse_registry(data)
            if data is None or found is not None:
                return found
            time.sleep(READ_PAUSE)
        return None

    def _take_late(self, found: RegistryText, before: dict[str, tuple]) -> bool:
        """What a program without a lock added or changed at that moment; it knew nothing of the changes made here."""
        taken = False
        for key, session in found.sessions.items():
            if frozen(session) != before.get(key) and self._base.get(key) == before.get(key):
                self.sessions[key] = session
                taken = True
        return taken

    def _stamp(self) -> tuple | None:
        try:
            found = os.lstat(self.registry_path)
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns


def _is_old(session: ScribeSession) -> bool:
    started = parse_time(session.start_time)
    return started is not None and datetime.now(timezone.utc) - started > KEPT_FOR


def _lives(session: ScribeSession) -> bool:
    return is_running(session.pid) and belongs_to(session.pid, session.start_time)


if __name__ == "__main__":
    import registry_verbs

    sys.exit(registry_verbs.main(sys.argv[1:]))
