"""The daemon's answer to `context/get` as a context. Takes nothing for granted: it also comes from a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .models import ScribeContext, Session


def context_from_wire(wire: Mapping[str, Any], *, legacy: bool = False) -> ScribeContext:
    """Raises `KeyError`, `TypeError` or `ValueError` for what is none."""
    sections, markdown, session = wire["sections"], wire["markdown"], wire.get("session")
    if not isinstance(sections, dict) or not isinstance(markdown, str):
        raise TypeError("that is no context")
    dictionary = wire.get("legacy")
    return ScribeContext(
        revision=str(wire["revision"]),
        role=str(wire["role"]),
        session=Session.from_wire(session) if isinstance(session, dict) else None,
        sections=sections,
        markdown=markdown,
        source="live",
        age_s=float(wire.get("age_ms") or 0) / 1000,
        stale=wire.get("stale") is True,
        partial=wire.get("partial") is True,
        errors=_errors(sections),
        repo=str(wire["repo"]) if wire.get("repo") else None,
        legacy=dictionary if legacy and isinstance(dictionary, dict) else None,
    )


def _errors(sections: Mapping[str, Any]) -> tuple[str, ...]:
    """What each source that is missing says of itself."""
    failed = [(name, one) for name, one in sections.items() if isinstance(one, dict) and one.get("ok") is False]
    return tuple(f"{name}: {one.get('error') or one.get('state') or 'failed'}" for name, one in failed)
