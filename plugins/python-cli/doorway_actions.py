"""The actions of `single_doorway.py scribe`: each asks the daemon first and the files otherwise."""

from __future__ import annotations

import argparse
import contextlib
import os

import registry_verbs
import scribe_files
import scribe_recorder
import scribe_sessions
import worklog_summarizer
from doorway_surroundings import Surroundings
from scribe_client import DaemonError
from scribe_daemon import is_live
from scribe_git import find_root
from scribe_processes import arguments_of, is_running, memory_mb
from scribe_records import ScribeSession
from scribe_text import Refused, parse_backlog_id, shown


def start(asked: argparse.Namespace) -> int:
    here = Surroundings()
    backlog_id = here.backlog_id(asked.backlog_id)
    if backlog_id is None:
        print("❌ Cannot determine backlog_id. Provide --backlog-id or create branch feat/B-XYZ-...")
        return 1
    pid, created = here.start_with_daemon(backlog_id, _idle(asked)) or _start_on_files(here, backlog_id, asked)
    worklog = scribe_files.worklog_path(backlog_id)
    if created:
        print(f"✅ Registered session {backlog_id} (PID: {pid})")
        print(f"📝 Scribe started (PID {pid}) for {backlog_id}. Writing to {worklog}")
    else:
        print(f"📝 Scribe is recording {backlog_id} already (PID {pid}). Writing to {worklog}")
    return 0


def stop(asked: argparse.Namespace) -> int:
    here = Surroundings()
    backlog_id = here.backlog_id(asked.backlog_id)
    if backlog_id is None or not (_stop_with_daemon(here, backlog_id) or _stop_on_files(here, backlog_id)):
        print("⚠️  Scribe not running")
        return 0
    print(f"✅ Updated session {backlog_id} status to completed")
    print("📝 Scribe stopped")
    if here.daemon is None and _is_on("SCRIBE_AUTO_SUMMARY"):
        worklog_summarizer.update_summary(here.root, backlog_id)
    return 0


def append(asked: argparse.Namespace) -> int:
    here = Surroundings()
    backlog_id = here.backlog_id(asked.backlog_id)
    if backlog_id is None:
        print("❌ Cannot determine backlog_id. Provide --backlog-id or ensure scribe is running.")
        return 1
    if not here.append_with_daemon(backlog_id, asked.message):
        scribe_files.append_note(here.root, backlog_id, asked.message)
        # The note is there; that the registry cannot be written is no failure of it.
        with contextlib.suppress(Refused, OSError):
            here.registry().touch_session(backlog_id)
    print(f"📝 Added to {backlog_id} worklog: {shown(asked.message)}")
    return 0


def status(asked: argparse.Namespace) -> int:
    here = Surroundings()
    live = [session for session in here.sessions().values() if _is_recording(here, session)]
    if not live:
        print("📝 No Scribe instances running")
    else:
        print(f"📝 Found {len(live)} Scribe instance(s):")
        for session in live:
            _print_instance(session, asked.verbose)
    state = scribe_files.read_state(here.root) or {}
    slot = state.get("scribe")
    if state.get("backlog_id"):
        print(f"📋 Current state: {shown(state['backlog_id'])}")
        if isinstance(slot, dict) and slot.get("pid"):
            print(f"   Active PID: {shown(slot['pid'])}")
    return 0


def list_sessions(asked: argparse.Namespace) -> int:
    registry_verbs.print_sessions(list(Surroundings().sessions().values()), not asked.no_context, asked.status_filter)
    return 0


def tag(asked: argparse.Namespace) -> int:
    here = Surroundings()
    if here.update_with_daemon(asked.backlog_id, tags_add=asked.tags):
        registry_verbs.say_tagged(asked.backlog_id, asked.tags)
    else:
        registry_verbs.tag(here.registry(), asked.backlog_id, asked.tags)
    return 0


def untag(asked: argparse.Namespace) -> int:
    here = Surroundings()
    if here.update_with_daemon(asked.backlog_id, tags_remove=asked.tags):
        registry_verbs.say_untagged(asked.backlog_id, asked.tags)
    else:
        registry_verbs.untag(here.registry(), asked.backlog_id, asked.tags)
    return 0


def info(asked: argparse.Namespace) -> int:
    registry_verbs.print_info(Surroundings().sessions().get(asked.backlog_id), asked.backlog_id)
    return 0


def cleanup(_asked: argparse.Namespace) -> int:
    registry_verbs.clean_up(Surroundings().registry())
    return 0


def validate(_asked: argparse.Namespace) -> int:
    here = Surroundings()
    live: list[str] = []
    if here.daemon is not None:
        with contextlib.suppress(DaemonError):
            here.daemon.validate()
        live = [backlog_id for backlog_id, session in here.daemon.all().items() if is_live(session)]
    here.registry().validate_processes(live)
    return 0


def record(asked: argparse.Namespace) -> int:
    """The recorder itself; returns when its session is over."""
    backlog_id = parse_backlog_id(asked.backlog_id)
    scribe_recorder.Recorder(find_root(), backlog_id, asked.interval, asked.idle_timeout).run()
    return 0


ACTIONS = {
    "start": start,
    "stop": stop,
    "append": append,
    "status": status,
    "list": list_sessions,
    "tag": tag,
    "untag": untag,
    "info": info,
    "cleanup": cleanup,
    "validate": validate,
    "_daemon": record,
}

# Failures of these end with 0, as they always did.
FAILURES = {
    "list": "list sessions",
    "tag": "tag session",
    "untag": "untag session",
    "info": "get session info",
    "cleanup": "cleanup sessions",
    "validate": "validate sessions",
    "stop": "stop session",
    "status": "show status",
}


def _start_on_files(here: Surroundings, backlog_id: str, asked: argparse.Namespace) -> tuple[int, bool]:
    most = _number("SCRIBE_MAX_INSTANCES", 3)
    idle = _idle(asked)
    started = scribe_sessions.start(here.root, backlog_id, asked.interval, 1800 if idle is None else idle, most)
    return started.pid, started.created


def _stop_with_daemon(here: Surroundings, backlog_id: str) -> bool:
    session = here.daemon_session(backlog_id)
    if session is None or not is_live(session):
        return False
    here.daemon.stop(session)
    return True


def _stop_on_files(here: Surroundings, backlog_id: str) -> bool:
    session = here.registry().get_session_info(backlog_id)
    return session is not None and session.status != "completed" and scribe_sessions.stop(here.root, session)


def _is_recording(here: Surroundings, session: ScribeSession) -> bool:
    if session.status != "active":
        return False
    known = here.daemon_session(session.backlog_id)
    return is_live(known) if known is not None else is_running(session.pid)


def _print_instance(session: ScribeSession, verbose: bool) -> None:
    print(f"  PID {session.pid}: {shown(session.backlog_id)} (started {shown(session.start_time)})")
    if verbose:
        print(f"    Command: {shown(' '.join(arguments_of(session.pid)) or 'unknown')}")
        print(f"    Memory: {memory_mb(session.pid):.1f} MB")
        print()


def _idle(asked: argparse.Namespace) -> int | None:
    return asked.idle_timeout if asked.idle_timeout is not None else _number("SCRIBE_IDLE_TIMEOUT", None)


def _number(name: str, default: int | None) -> int | None:
    try:
        return int(os.environ[name])
    except (KeyError, ValueError):
        return default


def _is_on(name: str) -> bool:
    return os.environ.get(name, "true").lower() not in ("false", "0", "no", "off")
