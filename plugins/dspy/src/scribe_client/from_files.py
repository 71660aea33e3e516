"""Context from a repository's own files, where no daemon answers: registry, worklog tail, HEAD, Git.

The text holds no times, so it stays the same until one of the files changes. Runs on a worker: it blocks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .models import ScribeContext
from .repository import branch_of, changed_files, find_root, read_inside
from .roles import role_text
from .text import DATA_NOTICE, foreign_line

REGISTRY = "artifacts/session_registry.json"
WORKLOGS = "artifacts/worklogs"
TAIL_BYTES = 16_384
MOST_ENTRIES, MOST_FILES, MOST_SESSIONS = 30, 30, 20
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def context_from_files(folder: Path, role: str, session: str | None, budget_chars: int) -> ScribeContext | None:
    """`None` where there is neither a repository nor a file of Scribe's."""
    root = find_root(folder)
    branch, detached = branch_of(root)
    registry = _registry(root)
    item = session if session is not None and _ID.fullmatch(session) else _item(root, branch)
    entries = _entries(root, item)
    changed = changed_files(root)
    worklogs = _worklogs(root)
    if branch is None and not detached and registry is None and not worklogs:
        return None
    sections = {
        "registry": _section(registry or {"total": 0, "active": 0, "records": [], "odd": []}),
        "worklog": _section({"facts": [], "entries": entries, "worklogs": worklogs, "more": False}),
        "git": _section({"branch": branch, "detached": detached}),
        "files": _section({"recent": [{"path": path} for path in changed or []]}, ok=changed is not None),
    }
    text = _markdown(role, sections, item)
    markdown = text if len(text) <= budget_chars else f"{text[: text.rfind(chr(10), 0, budget_chars - 2) + 1]}…\n"
    return ScribeContext(
        revision=f"files:{hashlib.sha256(markdown.encode()).hexdigest()[:16]}",
        role=role,
        session=None,
        sections=sections,
        markdown=markdown,
        source="files",
        stale=True,
        partial=True,
        repo=str(root),
    )


def _section(data: Mapping[str, Any], *, ok: bool = True) -> dict[str, Any]:
    return {"ok": ok, "state": "ok" if ok else "failed", "data": data}


def _registry(root: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(read_inside(root, REGISTRY) or b"null")
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("sessions"), dict):
        return None
    records = [one for one in (_record(record) for record in found["sessions"].values()) if one is not None]
    active = sum(one["status"] == "active" for one in records)
    return {"last_updated": found.get("last_updated"), "total": len(records), "active": active, "records": records}


def _record(found: object) -> dict[str, Any] | None:
    if not isinstance(found, dict) or not _ID.fullmatch(str(found.get("backlog_id"))):
        return None
    about = found.get("context")
    about = about if isinstance(about, dict) else {}
    tags = about.get("tags")
    return {
        "backlog_id": str(found["backlog_id"]),
        "status": foreign_line(str(found.get("status")), 40),
        "type": foreign_line(str(about.get("session_type") or "brainstorming"), 40),
        "priority": foreign_line(str(about.get("priority") or "medium"), 40),
        "tags": sorted(foreign_line(str(tag), 64) for tag in tags[:32]) if isinstance(tags, list) else [],
        "start_time": foreign_line(str(found.get("start_time")), 40),
    }


def _item(root: Path, branch: str | None) -> str | None:
    """The branch's backlog id, or the one the state file names."""
    named = re.search(r"(?<![A-Za-z0-9])B-\d+", branch or "")
    if named:
        return named[0]
    try:
        state = json.loads(read_inside(root, ".ai_state.json") or b"null")
    except (ValueError, RecursionError):
        return None
    found = str(state.get("backlog_id")) if isinstance(state, dict) else ""
    return found if _ID.fullmatch(found) and found != "None" else None


def _entries(root: Path, item: str | None) -> list[str]:
    """The last bullets of the worklog, oldest first."""
    tail = read_inside(root, f"{WORKLOGS}/{item}.md", tail=TAIL_BYTES) if item is not None else None
    lines = (tail or b"").decode("utf-8", "replace").split("\n")[1:]
    bullets = [foreign_line(line[2:], 300) for line in lines if line.startswith("- ")]
    return bullets[-MOST_ENTRIES:]


def _worklogs(root: Path) -> list[dict[str, Any]]:
    try:
        files = [(path, path.lstat()) for path in sorted((root / WORKLOGS).glob("*.md"))[:500]]
    except OSError:
        return []
    return [
        {"file": foreign_line(path.name, 200), "modified_at": about.st_mtime * 1000, "size": about.st_size}
        for path, about in files
    ]


def _markdown(role: str, sections: Mapping[str, Any], item: str | None) -> str:
    data = {name: section["data"] for name, section in sections.items()}
    branch = data["git"]["branch"]
    sessions = [
        f"{one['backlog_id']}: {one['status']}, {one['type']}, priority {one['priority']}"
        for one in data["registry"]["records"]
        if one["status"] in ("active", "paused")
    ]
    parts = [
        ("Sessions", sessions[:MOST_SESSIONS]),
        (f"Worklog of {item}", data["worklog"]["entries"]),
        (
            "Changed since the last commit but one",
            [foreign_line(one["path"], 200) for one in data["files"]["recent"]][:MOST_FILES],
        ),
    ]
    where = f"Branch {foreign_line(branch, 120)}." if branch else "No branch."
    head = f"{_title(role)}{DATA_NOTICE}\n\nScribe did not answer; this is from the files. {where}\n"
    body = "".join(f"\n## {title}\n\n" + "".join(f"- {line}\n" for line in lines) for title, lines in parts if lines)
    return f"{head}{body}" if body else f"{head}\n{role_text(role)}\n"


def empty_context(role: str, errors: tuple[str, ...]) -> ScribeContext:
    """Where nothing is known: what the role is about."""
    text = f"{_title(role)}Nothing is known of the session. {role_text(foreign_line(role, 60))}\n"
    revision = f"empty:{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    return ScribeContext(revision, role, None, {}, text, "empty", stale=True, partial=True, errors=errors)


def _title(role: str) -> str:
    return f"# Scribe context: {foreign_line(role, 60)}\n\n"
