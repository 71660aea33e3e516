#!/usr/bin/env python3
"""The sessions of a registry as context for other programs: the class, the function, and the command.

Reads only: nothing is written or created. A registry that cannot be used gives an empty context that says why.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import scribe_files
from scribe_git import find_root
from scribe_records import ScribeSession
from scribe_text import Refused, shown, tolerant_output
from session_registry import SessionRegistry


class SessionContextIntegrator:
    def __init__(self, registry_path: str | os.PathLike[str] = scribe_files.REGISTRY) -> None:
        self.registry_path = Path(registry_path)

    def get_active_sessions_context(self) -> dict:
        """`{session_count, active_sessions}`, and `error` when the registry cannot be read."""
        sessions, problem = self._sessions()
        active = [_entry(session) for session in sessions if session.status == "active"]
        return {"session_count": len(active), "active_sessions": active, **problem}

    def get_sessions_by_context(self, tags: list[str]) -> dict:
        """`{count, matching_sessions, tags}`: sessions of any status with any of these tags."""
        sessions, problem = self._sessions()
        found = [
            {**_entry(session), "status": session.status}
            for session in sessions
            if any(tag in session.context.tags for tag in tags)
        ]
        return {"count": len(found), "matching_sessions": found, "tags": list(tags), **problem}

    def get_session_summary(self) -> str:
        """The active sessions in words."""
        active = self.get_active_sessions_context()["active_sessions"]
        if not active:
            return "No active Scribe sessions"
        return "\n".join([f"📝 Active Scribe Sessions ({len(active)})", *map(_line, active)])

    def enhance_memory_context(self, base_context: dict) -> dict:
        """`base_context` with `scribe_sessions` and `session_summary` added."""
        sessions = self.get_active_sessions_context()
        return {**base_context, "scribe_sessions": sessions, "session_summary": self.get_session_summary()}

    def _sessions(self) -> tuple[list[ScribeSession], dict]:
        try:
            return list(SessionRegistry(self.registry_path).sessions.values()), {}
        except (Refused, OSError) as error:
            return [], {"error": str(error)}


def integrate_with_memory_rehydrator() -> dict:
    """What a rehydrator adds to its context: `session_registry`, `session_summary`, `integration_timestamp`."""
    integrator = SessionContextIntegrator(find_root() / scribe_files.REGISTRY)
    return {
        "session_registry": integrator.get_active_sessions_context(),
        "session_summary": integrator.get_session_summary(),
        "integration_timestamp": datetime.now().isoformat(),
    }


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="session_context_integration.py", description="Sessions as context.")
    parser.add_argument("command", choices=("summary", "active", "context", "integrate"))
    parser.add_argument("--tags", nargs="+", default=[])
    asked = parser.parse_args(arguments)
    tolerant_output()
    integrator = SessionContextIntegrator(find_root() / scribe_files.REGISTRY)
    if asked.command == "context" and not asked.tags:
        print("❌ --tags are required for context")
        return 0
    answers = {
        "summary": integrator.get_session_summary,
        "active": integrator.get_active_sessions_context,
        "context": lambda: integrator.get_sessions_by_context(asked.tags),
        "integrate": integrate_with_memory_rehydrator,
    }
    answer = answers[asked.command]()
    print(answer if isinstance(answer, str) else json.dumps(answer, indent=2))
    return 0


def _entry(session: ScribeSession) -> dict:
    return {
        "backlog_id": session.backlog_id,
        "session_type": session.context.session_type,
        "priority": session.context.priority,
        "context_tags": sorted(session.context.tags),
        "start_time": session.start_time,
        "last_activity": session.last_activity,
        "worklog_path": session.worklog_path,
        "description": session.context.description,
    }


def _line(entry: dict) -> str:
    tags = f" [{', '.join(entry['context_tags'])}]" if entry["context_tags"] else ""
    return shown(f"  🔹 {entry['backlog_id']}: {entry['session_type']}, {entry['priority']} priority{tags}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
