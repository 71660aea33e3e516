"""The session registry as text: reading it forgivingly, writing it exactly as the Python readers expect.

Pure. Invariant: what can be read is kept, what cannot is named (`odd`) and never written, because other readers forget
every session behind a record they stumble over.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, MutableSet
from dataclasses import dataclass, field
from functools import lru_cache

from scribe_text import utc_now

_TOKEN = re.compile(r'"[^"\\]*(?:\\[\s\S][^"\\]*)*"?|[{}\[\]]')


class Tags(MutableSet):
    """A set that keeps its order, so that a file does not change from save to save."""

    def __init__(self, tags: Iterable[str] = ()) -> None:
        self._tags = dict.fromkeys(tags)

    def __contains__(self, tag: object) -> bool:
        return tag in self._tags

    def __iter__(self) -> Iterator[str]:
        return iter(self._tags)

    def __len__(self) -> int:
        return len(self._tags)

    def __repr__(self) -> str:
        return f"Tags({list(self._tags)!r})"

    def add(self, value: str) -> None:
        self._tags[value] = None

    def discard(self, value: str) -> None:
        self._tags.pop(value, None)

    def update(self, tags: Iterable[str]) -> None:
        self._tags.update(dict.fromkeys(tags))

    def difference_update(self, tags: Iterable[str]) -> None:
        for tag in tags:
            self.discard(tag)


@dataclass
class SessionContext:
    tags: Tags = field(default_factory=Tags)
    session_type: str = "brainstorming"
    priority: str = "medium"
    description: str | None = None
    related_sessions: list[str] | None = None

    def __post_init__(self) -> None:
        self.tags = Tags(self.tags)


@dataclass
class ScribeSession:
    backlog_id: str
    pid: int
    start_time: str
    worklog_path: str
    status: str = "active"
    context: SessionContext = field(default_factory=SessionContext)
    last_activity: str | None = None
    idle_timeout: int | float = 1800

    def touch(self) -> None:
        self.last_activity = utc_now()


@dataclass
class RegistryText:
    sessions: dict[str, ScribeSession]
    odd: list[str]


def parse_registry(data: bytes) -> RegistryText | None:
    """The sessions of a registry, or `None` when the bytes are none at all (empty, torn, another shape)."""
    try:
        root = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    sessions = root.get("sessions", {}) if isinstance(root, dict) else None
    return read_records(sessions.items()) if isinstance(sessions, dict) else None


def salvage_registry(data: bytes) -> RegistryText:
    """What can still be read of a registry that is no JSON any more. Linear."""
    return read_records((_value(key), _value(body)) for key, body in _record_texts(data.decode("utf-8", "replace")))


def read_records(items: Iterable[tuple[object, object]]) -> RegistryText:
    found = RegistryText({}, [])
    for key, value in items:
        session = _session(value)
        if session is None or not isinstance(key, str):
            found.odd.append(str(key))
        else:
            found.sessions[key] = session
    return found


def frozen(session: ScribeSession) -> tuple:
    """Everything a record holds, to tell whether it changed."""
    context = session.context
    related = None if context.related_sessions is None else tuple(context.related_sessions)
    return (
        session.backlog_id,
        session.pid,
        session.start_time,
        session.worklog_path,
        session.status,
        tuple(context.tags),
        context.session_type,
        context.priority,
        context.description,
        related,
        session.last_activity,
        session.idle_timeout,
    )


def thawed(record: tuple) -> ScribeSession:
    """The session of a `frozen` record."""
    backlog_id, pid, start_time, path, status, tags, kind, priority, description, related, activity, idle = record
    context = SessionContext(Tags(tags), kind, priority, description, None if related is None else list(related))
    return ScribeSession(backlog_id, pid, start_time, path, status, context, activity, idle)


def render_registry(records: dict[str, tuple]) -> str:
    """The text of a registry of these `frozen` records."""
    active = sum(record[4] == "active" for record in records.values())
    bodies = ",\n".join(_record_text(key, record) for key, record in records.items())
    sessions = f"{{\n{bodies}\n  }}" if records else "{}"
    return (
        f'{{\n  "last_updated": {json.dumps(utc_now())},\n  "total_sessions": {len(records)},\n'
        f'  "active_sessions": {active},\n  "sessions": {sessions}\n}}'
    )


@lru_cache(maxsize=20_000)
def _record_text(key: str, record: tuple) -> str:
    """Kept, because most records of a save are those of the save before."""
    session = thawed(record)
    context = session.context
    shape = {
        "backlog_id": session.backlog_id,
        "pid": session.pid,
        "start_time": session.start_time,
        "worklog_path": session.worklog_path,
        "status": session.status,
        "context": {
            "tags": list(context.tags),
            "session_type": context.session_type,
            "priority": context.priority,
            "description": context.description,
            "related_sessions": context.related_sessions,
        },
        "last_activity": session.last_activity,
        "idle_timeout": session.idle_timeout,
    }
    return f"    {json.dumps(key)}: " + json.dumps(shape, indent=2).replace("\n", "\n    ")


def _session(value: object) -> ScribeSession | None:
    if not isinstance(value, dict) or not _is_int(value.get("pid")):
        return None
    texts = [value.get(name) for name in ("backlog_id", "start_time", "worklog_path", "status")]
    context = _context(value.get("context"))
    idle, activity = value.get("idle_timeout"), value.get("last_activity")
    if not all(isinstance(text, str) for text in texts) or context is None or not _is_text_or_none(activity):
        return None
    if idle is not None and not (_is_int(idle) or isinstance(idle, float) and math.isfinite(idle)):
        return None
    backlog_id, start_time, path, status = texts
    return ScribeSession(backlog_id, value["pid"], start_time, path, status, context, activity, _or(idle, 1800))


def _context(value: object) -> SessionContext | None:
    if value is None:
        return SessionContext()
    if not isinstance(value, dict):
        return None
    tags, related = _or(value.get("tags"), []), value.get("related_sessions")
    texts = [value.get(name) for name in ("session_type", "priority", "description")]
    if not _is_texts(tags) or not (related is None or _is_texts(related)) or not all(map(_is_text_or_none, texts)):
        return None
    kind, priority, description = texts
    default = SessionContext()
    return SessionContext(
        Tags(tags), _or(kind, default.session_type), _or(priority, default.priority), description, related
    )


def _or(value: object, default: object) -> object:
    return default if value is None else value


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53


def _is_text_or_none(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _record_texts(text: str) -> Iterator[tuple[str, str]]:
    """Key and body of each record, by brackets and strings alone: depth 1 is the file, depth 2 its sessions."""
    depth, start, key, in_sessions = 0, 0, '""', False
    for found in _TOKEN.finditer(text):
        token = found.group()
        if token.startswith('"'):
            in_sessions = token == '"sessions"' if depth == 1 else in_sessions
            key = token if depth == 2 else key
        elif token in "{[":
            start = found.start() if depth == 2 else start
            depth += 1
        else:
            depth -= 1
            if depth == 2 and in_sessions:
                yield key, text[start : found.end()]
    if depth > 2 and in_sessions:
        yield key, text[start:]
