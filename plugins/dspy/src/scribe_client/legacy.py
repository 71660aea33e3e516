"""The Python program's dictionaries, key by key, out of the sections of a context. Pure.

Used where the daemon's own dictionary was not asked for, or cannot be had.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from .roles import focus_of

DAY_S = 86_400
_LIVE = {"recording": "active", "paused": "paused", "active": "active"}


def legacy_dict(role: str, sections: Mapping[str, Any], now: datetime | None = None) -> dict[str, Any]:
    """`get_role_specific_context(role)`; its `base_context` is `fetch_scribe_context()`."""
    base = base_context(sections, now or datetime.now())
    return {
        "role": role,
        "base_context": base,
        "role_focus": focus_of(role),
        "relevant_sessions": list(base["active_sessions"]),
        "current_work": {
            "role": role,
            "active_sessions": len(base["active_sessions"]),
            "recent_changes": len(base["recent_changes"]),
            "current_branch": base["current_branch"],
            "worklog_entries": len(base["recent_worklogs"]),
        },
    }


def base_context(sections: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    git = _data(sections, "git")
    worklogs = _maps(_data(sections, "worklog").get("worklogs"))
    return {
        "active_sessions": _active(sections),
        "recent_worklogs": [
            {"file": one["file"], "last_modified": _local(one["modified_at"]), "size": one.get("size", 0)}
            for one in worklogs
            if now.timestamp() - one["modified_at"] / 1000 < DAY_S
        ],
        "session_registry": _registry(sections),
        # Empty when detached and "unknown" where Git does not tell, as it was.
        "current_branch": git.get("branch") or ("" if git.get("detached") else "unknown"),
        "recent_changes": [str(one["path"]) for one in _maps(_data(sections, "files").get("recent"))],
        "timestamp": now.isoformat(),
    }


def _active(sections: Mapping[str, Any]) -> list[dict[str, str]]:
    recorded = [
        (one["backlog_id"], _LIVE[one["state"]], _local(one["last_activity_at"]))
        for one in _maps(_data(sections, "sessions").get("sessions"))
        if one.get("state") in _LIVE
    ]
    named = {backlog_id for backlog_id, _, _ in recorded}
    registered = [
        (one["backlog_id"], _LIVE[one["status"]], str(one.get("start_time", "")))
        for one in _maps(_data(sections, "registry").get("records"))
        if one.get("status") in _LIVE and one["backlog_id"] not in named
    ]
    return [{"backlog_id": a, "status": b, "last_updated": c} for a, b, c in [*recorded, *registered]]


def _registry(sections: Mapping[str, Any]) -> dict[str, Any]:
    """In the form of the file, of what the sections tell; pids and paths of records they do not."""
    registry = _data(sections, "registry")
    if not registry:
        return {}
    own = [
        {**one, "status": _LIVE.get(one.get("state", ""), one.get("state")), "start_time": _local(one["started_at"])}
        for one in _maps(_data(sections, "sessions").get("sessions"))
    ]
    records = {one["backlog_id"]: _record(one) for one in [*_maps(registry.get("records")), *own]}
    return {
        "last_updated": registry.get("last_updated"),
        "total_sessions": registry.get("total", len(records)),
        "active_sessions": registry.get("active", 0),
        "sessions": records,
    }


def _record(one: Mapping[str, Any]) -> dict[str, Any]:
    about = {"tags": list(one.get("tags", ())), "session_type": one.get("type"), "priority": one.get("priority")}
    facts = {name: one.get(name) for name in ("backlog_id", "status", "start_time")}
    return {**facts, "context": about}


def _data(sections: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = sections.get(name)
    data = section.get("data") if isinstance(section, Mapping) else None
    return data if isinstance(data, Mapping) else {}


def _maps(values: object) -> list[Mapping[str, Any]]:
    return [one for one in values if isinstance(one, Mapping)] if isinstance(values, Iterable) else []


def _local(ms: float) -> str:
    return datetime.fromtimestamp(ms / 1000).isoformat()
