"""What the client hands out: values that are made once and never changed. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .legacy import legacy_dict
from .roles import focus_of

Source = Literal["live", "cache", "files", "empty"]


@dataclass(frozen=True)
class Session:
    """One backlog item that is recorded in one repository. Times are seconds since 1970."""

    id: str
    backlog_id: str
    repo: str
    branch: str | None
    state: str
    type: str
    priority: str
    tags: tuple[str, ...]
    description: str | None
    started_at: float
    last_activity_at: float

    @staticmethod
    def from_wire(wire: Mapping[str, Any]) -> Session:
        def text(name: str) -> str:
            return str(wire.get(name) or "")

        return Session(
            id=text("id"),
            backlog_id=text("backlog_id"),
            repo=text("repo"),
            branch=text("branch") or None,
            state=text("state"),
            type=text("type"),
            priority=text("priority"),
            tags=tuple(str(tag) for tag in wire.get("tags") or ()),
            description=text("description") or None,
            started_at=float(wire.get("started_at") or 0) / 1000,
            last_activity_at=float(wire.get("last_activity_at") or 0) / 1000,
        )


@dataclass(frozen=True)
class ScribeContext:
    """What is needed to go on with the work, and how well it is known.

    `markdown` is the same, byte for byte, for as long as `revision` is, and holds no times. `source` says where it is
    from: the daemon (`live`), its last answer (`cache`), the repository's files (`files`), or nowhere (`empty`).
    """

    revision: str
    role: str
    session: Session | None
    sections: Mapping[str, Any]
    markdown: str
    source: Source
    age_s: float = 0.0
    stale: bool = False
    partial: bool = False
    errors: tuple[str, ...] = ()
    repo: str | None = None
    # The daemon's own dictionary of the old form, where it was asked for.
    legacy: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def role_focus(self) -> dict[str, Any]:
        return focus_of(self.role)

    def text(self, budget_chars: int | None = None) -> str:
        """The Markdown, cut to whole lines where it is longer than the budget."""
        if budget_chars is None or len(self.markdown) <= budget_chars:
            return self.markdown
        cut = self.markdown[: max(0, budget_chars - 2)]
        return f"{cut[: cut.rfind(chr(10)) + 1]}…\n"[: max(0, budget_chars)]

    def to_legacy_dict(self) -> dict[str, Any]:
        """The Python program's `get_role_specific_context()`, key by key."""
        return dict(self.legacy) if self.legacy is not None else legacy_dict(self.role, self.sections)


@dataclass(frozen=True)
class AppendResult:
    """What became of a note.

    `recorded`: it is on the daemon's disk. `spooled`: kept in the spool, recorded by the daemon's next start or when
    it answers again. `queued`: behind others, nobody waited for it. `refused`: `error` says why.
    """

    state: Literal["recorded", "spooled", "queued", "refused"]
    idem: str
    session: str | None = None
    seq: int | None = None
    error: str | None = None


@dataclass(frozen=True)
class Event:
    """Something that has become true. The topic `events.gap` says that events are missing before this one."""

    topic: str
    epoch: str
    seq: int
    at: float
    data: Mapping[str, Any]
    coalesced: int = 0


@dataclass(frozen=True)
class ClientStatus:
    """How the client does. Latencies are those of the daemon's answers, in milliseconds."""

    state: Literal["connected", "fallback", "down"]
    last_error: str | None
    latency_ms_p50: float
    latency_ms_p95: float
    cache_hits: int
    queued: int
    spooled: int
    refused: int
