"""The sessions of one repository as a running Scribe daemon knows them, in the shape of the registry.

Everything here speaks of the repository it was asked about, never of a session of the same backlog id elsewhere. That
no daemon runs is an ordinary outcome.
"""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

from scribe_client import DaemonError, ScribeClient, connect
from scribe_records import ScribeSession, SessionContext, Tags

_STATUS = {"recording": "active", "paused": "paused", "completed": "completed", "interrupted": "orphaned"}


class DaemonSessions:
    """A connection, and the repository it is asked about."""

    def __init__(self, client: ScribeClient, root: Path) -> None:
        self._client = client
        self._root = root

    @property
    def client(self) -> ScribeClient:
        return self._client

    def all(self) -> dict[str, dict]:
        """The newest session of each backlog id, a live one before others."""
        found = self._client.call("session/list", repo=str(self._root), limit=10_000).get("sessions")
        newest: dict[str, dict] = {}
        for session in found if isinstance(found, list) else []:
            known = newest.get(session["backlog_id"])
            if known is None or (is_live(session) and not is_live(known)):
                newest[session["backlog_id"]] = session
        return newest

    def records(self) -> dict[str, ScribeSession]:
        return {backlog_id: _record(session) for backlog_id, session in self.all().items()}

    def start(self, **wishes: object) -> dict:
        return self._client.call("session/start", cwd=str(self._root), **wishes)

    def stop(self, session: dict) -> None:
        self._client.call("session/stop", session=session["id"])

    def update(self, session: dict, **change: object) -> None:
        self._client.call("session/update", session=session["id"], **change)

    def validate(self) -> None:
        self._client.call("session/validate")

    def append(self, session: dict, text: str) -> None:
        self._client.call("worklog/append", session=session["id"], text=text)


def open_daemon(root: Path) -> DaemonSessions | None:
    """The daemon's view of this repository, or `None` when no daemon answers."""
    client = connect()
    return None if client is None else DaemonSessions(client, root)


def is_recorded(root: Path, backlog_id: str) -> bool:
    """True if a daemon runs and records this session."""
    daemon = open_daemon(root)
    if daemon is None:
        return False
    with daemon.client:
        try:
            session = daemon.all().get(backlog_id)
        except DaemonError:
            return False
    return session is not None and is_live(session)


def is_live(session: dict) -> bool:
    return session.get("state") in ("recording", "paused")


def _record(session: dict) -> ScribeSession:
    context = SessionContext(
        Tags(session.get("tags") or ()), session["type"], session["priority"], session.get("description")
    )
    return ScribeSession(
        backlog_id=session["backlog_id"],
        pid=0,
        start_time=_time(session["started_at"]) or "",
        worklog_path=session["worklog"],
        status=_STATUS.get(session["state"], session["state"]),
        context=context,
        last_activity=_time(session.get("last_activity_at")),
        idle_timeout=session.get("idle_timeout_s", 1800),
    )


def _time(ms: object) -> str | None:
    if not isinstance(ms, (int, float)):
        return None
    return datetime.fromtimestamp(ms / 1000, timezone.utc).isoformat()
