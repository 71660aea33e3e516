"""What a rehydrator is asked and what it answers: the fields of the Python program's classes, and readings of others.

Pure. Anything that has these fields is taken, whichever class it is of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

# A backlog id, or the id of a session.
_SCRIBE_ID = re.compile(r"[A-Z]{1,10}-\d{1,10}|[0-9A-HJKMNP-TV-Z]{26}")
TYPES = ("conversation", "preference", "project", "user_info")


@dataclass
class RehydrationRequest:
    session_id: str = ""
    user_id: str = ""
    current_message: str = ""
    context_types: list[str] = field(default_factory=lambda: list(TYPES))
    max_context_length: int = 10_000
    include_conversation_history: bool = True
    history_limit: int = 20
    relevance_threshold: float = 0.7
    similarity_threshold: float = 0.8
    metadata: dict[str, Any] = field(default_factory=dict)
    # Whose view; the Python program had it beside the request.
    role: str = "general"


@dataclass
class RehydrationResult:
    session_id: str
    user_id: str
    rehydrated_context: str
    conversation_history: list[Any] = field(default_factory=list)
    user_preferences: dict[str, Any] = field(default_factory=dict)
    project_context: dict[str, Any] = field(default_factory=dict)
    relevant_contexts: list[Any] = field(default_factory=list)
    merged_contexts: list[Any] = field(default_factory=list)
    session_continuity_score: float = 0.0
    context_relevance_scores: dict[str, float] = field(default_factory=dict)
    rehydration_time_ms: float = 0.0
    cache_hit: bool = False
    metadata: dict[str, Any] = field(default_factory=dict)


def request_of(asked: object) -> RehydrationRequest:
    """From a request of any class, a mapping, or the message alone."""
    if isinstance(asked, RehydrationRequest):
        return asked
    if isinstance(asked, str):
        return RehydrationRequest(current_message=asked)
    known = {one.name: _read(asked, one.name) for one in fields(RehydrationRequest)}
    request = RehydrationRequest(**{name: value for name, value in known.items() if value is not None})
    # Some name it as the tool did.
    request.current_message = request.current_message or str(_read(asked, "query") or _read(asked, "task") or "")
    return request


def session_in(request: RehydrationRequest) -> str | None:
    """The session of Scribe's that the id names; programs also have ids of their own, which name none."""
    return request.session_id if _SCRIBE_ID.fullmatch(request.session_id) else None


def result_of(answer: object, request: RehydrationRequest) -> RehydrationResult:
    """From a text, a bundle (`text`, `meta`), a mapping, or a result of any class."""
    if isinstance(answer, str):
        return RehydrationResult(request.session_id, request.user_id, answer)
    text = str(_read(answer, "rehydrated_context") or _read(answer, "text") or "")
    result = RehydrationResult(request.session_id, request.user_id, text)
    for one in fields(RehydrationResult)[3:]:
        found = _read(answer, one.name)
        if found is not None:
            setattr(result, one.name, found)
    meta = _read(answer, "meta")
    result.metadata = {**(dict(meta) if isinstance(meta, Mapping) else {}), **dict(result.metadata)}
    return result


def _read(source: object, name: str) -> Any:
    return source.get(name) if isinstance(source, Mapping) else getattr(source, name, None)
