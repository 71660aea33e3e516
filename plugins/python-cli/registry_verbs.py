"""What is printed of sessions, and the command of `session_registry.py`.

The forms are those the old programs printed, for scripts that read them. Text of a registry is foreign: control
characters are shown, not obeyed.
"""

from __future__ import annotations

import argparse

from scribe_git import find_root
from scribe_records import ScribeSession
from scribe_sessions import registry_of
from scribe_text import Refused, shown, tolerant_output
from session_registry import SessionRegistry

STATUSES = ("active", "completed", "paused", "orphaned")
TYPES = ("brainstorming", "implementation", "debug", "planning")
PRIORITIES = ("high", "medium", "low")


def print_sessions(sessions: list[ScribeSession], context: bool = True, status: str | None = None) -> None:
    """All sessions, or those of a status, newest first."""
    wanted = [session for session in sessions if status in (None, session.status)]
    if not wanted:
        print("No sessions found.")
        return
    print(f"\n📊 Session Registry ({len(wanted)} sessions)")
    print("=" * 80)
    for session in sorted(wanted, key=lambda each: each.start_time, reverse=True):
        _print_session(session, context)


def print_info(session: ScribeSession | None, backlog_id: str) -> None:
    if session is None:
        print(f"❌ Session {shown(backlog_id)} not found")
        return
    print(f"\n📋 Session Info: {shown(session.backlog_id)}")
    print("=" * 50)
    fields = [
        ("Status", session.status),
        ("PID", session.pid),
        ("Started", session.start_time),
        ("Type", session.context.session_type),
        ("Priority", session.context.priority),
        ("Tags", ", ".join(sorted(session.context.tags))),
        ("Worklog", session.worklog_path),
        *([("Last Activity", session.last_activity)] if session.last_activity else []),
    ]
    for name, value in fields:
        print(f"{name}: {shown(value)}")


def clean_up(registry: SessionRegistry) -> None:
    removed = registry.cleanup_completed_sessions()
    if removed:
        print(f"🧹 Cleaned up {removed} old completed sessions")


def tag(registry: SessionRegistry, backlog_id: str, tags: list[str]) -> None:
    if registry.add_context_tags(backlog_id, tags):
        say_tagged(backlog_id, tags)


def untag(registry: SessionRegistry, backlog_id: str, tags: list[str]) -> None:
    if registry.remove_context_tags(backlog_id, tags):
        say_untagged(backlog_id, tags)


def say_tagged(backlog_id: str, tags: list[str]) -> None:
    print(f"✅ Added tags {shown(tags)} to session {shown(backlog_id)}")


def say_untagged(backlog_id: str, tags: list[str]) -> None:
    print(f"✅ Removed tags {shown(tags)} from session {shown(backlog_id)}")


def main(arguments: list[str]) -> int:
    """The command: 0 for what was done or could not be, 2 for wrong usage, as its callers expect."""
    asked = _parser().parse_args(arguments)
    tolerant_output()
    try:
        _COMMANDS[asked.command](registry_of(find_root()), asked)
    except (OSError, Refused) as error:
        print(f"❌ Failed to {asked.command}: {shown(error)}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="session_registry.py", description="Scribe's session registry.")
    parser.add_argument("command", choices=list(_COMMANDS))
    parser.add_argument("--backlog-id")
    parser.add_argument("--pid", type=int)
    parser.add_argument("--worklog-path")
    parser.add_argument("--session-type", choices=TYPES, default="brainstorming")
    parser.add_argument("--priority", choices=PRIORITIES, default="medium")
    parser.add_argument("--tags", nargs="+", default=[])
    parser.add_argument("--status", choices=("active", "completed", "paused"))
    return parser


def _list(registry: SessionRegistry, _asked: argparse.Namespace) -> None:
    print_sessions(list(registry.sessions.values()))


def _register(registry: SessionRegistry, asked: argparse.Namespace) -> None:
    if not asked.backlog_id or asked.pid is None or not asked.worklog_path:
        print("❌ --backlog-id, --pid and --worklog-path are required for register")
        return
    registry.register_session(
        asked.backlog_id, asked.pid, asked.worklog_path, asked.session_type, asked.priority, asked.tags
    )
    print(f"✅ Registered session {asked.backlog_id} (PID: {asked.pid})")


def _update(registry: SessionRegistry, asked: argparse.Namespace) -> None:
    if not asked.backlog_id or not asked.status:
        print("❌ --backlog-id and --status are required for update")
        return
    if registry.update_session_status(asked.backlog_id, asked.status):
        print(f"✅ Updated session {shown(asked.backlog_id)} status to {asked.status}")


def _tag(registry: SessionRegistry, asked: argparse.Namespace) -> None:
    if not asked.backlog_id or not asked.tags:
        print(f"❌ --backlog-id and --tags are required for {asked.command}")
        return
    (tag if asked.command == "tag" else untag)(registry, asked.backlog_id, asked.tags)


def _info(registry: SessionRegistry, asked: argparse.Namespace) -> None:
    if not asked.backlog_id:
        print("❌ --backlog-id is required for info")
        return
    print_info(registry.get_session_info(asked.backlog_id), asked.backlog_id)


_COMMANDS = {
    "list": _list,
    "register": _register,
    "update": _update,
    "tag": _tag,
    "untag": _tag,
    "cleanup": lambda registry, _asked: clean_up(registry),
    "validate": lambda registry, _asked: registry.validate_processes(),
    "info": _info,
}


def _print_session(session: ScribeSession, context: bool) -> None:
    fields = [
        ("Status", session.status),
        ("PID", session.pid),
        ("Started", session.start_time),
        ("Type", session.context.session_type),
        ("Priority", session.context.priority),
    ]
    if context:
        fields += [
            ("Context Tags", ", ".join(sorted(session.context.tags))),
            ("Description", session.context.description),
            ("Last Activity", session.last_activity),
        ]
    print(f"\n🔹 {shown(session.backlog_id)}")
    for name, value in fields:
        if value not in ("", None):
            print(f"   {name}: {shown(value)}")
