"""Beginning and ending a session on plain files: what these scripts do when no Scribe daemon runs.

Owns the order of the steps (worklog, registry, state) and who records: one recorder process for each backlog id of a
repository. Invariant: a session ends once, whoever ends it, with one closing entry.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import scribe_files
from scribe_git import current_branch
from scribe_processes import arguments_of, is_running
from scribe_records import ScribeSession, SessionContext
from scribe_text import Refused, printable
from session_registry import SessionRegistry

INTERVAL_FLOOR = 10
IDLE_FLOOR = 60
STOP_SECONDS = 5.0
DOORWAY = "single_doorway.py"
# What a recorder takes for the wish that it ends.
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True)
class Started:
    pid: int
    created: bool


def registry_of(root: Path) -> SessionRegistry:
    """The registry of a repository. `Refused` when it leads outside."""
    if (root / "artifacts").exists():
        scribe_files.folder_inside(root, "artifacts")
    return SessionRegistry(root / scribe_files.REGISTRY, durable=True)


def start(root: Path, backlog_id: str, interval: int, idle_timeout: int, most: int) -> Started:
    """Begins to record, or finds that it is being recorded. `Refused` when `most` sessions record already."""
    with scribe_files.locked(root / "artifacts" / "start"):
        registry = registry_of(root)
        known = registry.get_session_info(backlog_id)
        if known is not None and known.status == "active" and is_recorder(known.pid, backlog_id):
            return Started(known.pid, created=False)
        recording = [
            session.backlog_id
            for session in registry.get_active_sessions()
            if is_recorder(session.pid, session.backlog_id)
        ]
        if len(recording) >= most:
            raise Refused(f"{len(recording)} sessions record here already ({', '.join(recording)}). Stop one first.")
        return Started(_begin(root, registry, backlog_id, (interval, idle_timeout)), created=True)


def finish(root: Path, backlog_id: str, line: str) -> bool:
    """Ends a session that has not ended; false if it has (somebody else ended it)."""
    with scribe_files.locked(root / "artifacts" / "finish"):
        registry = registry_of(root)
        session = registry.get_session_info(backlog_id)
        if session is None or session.status == "completed":
            return False
        scribe_files.append_entry(root, backlog_id, [line])
        registry.update_session_status(backlog_id, "completed")
        clear_state(root, backlog_id)
        return True


def stop(root: Path, session: ScribeSession) -> bool:
    """Ends a session. Its recorder is told, if the process of that number is one; nobody else is ever signalled."""
    if is_recorder(session.pid, session.backlog_id):
        os.kill(session.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while is_recorder(session.pid, session.backlog_id) and time.monotonic() < deadline:
            time.sleep(0.05)
    ended = finish(root, session.backlog_id, "- Session stopped")
    return ended or registry_of(root).sessions[session.backlog_id].status == "completed"


def is_recorder(pid: int, backlog_id: str) -> bool:
    """True if the process is the recorder of this id: by its command line, not by its number."""
    if not is_running(pid):
        return False
    words = arguments_of(pid)
    names = [os.path.basename(word) for word in words]
    return DOORWAY in names and "_daemon" in words and backlog_id in words


def clear_state(root: Path, backlog_id: str) -> None:
    """Frees the one slot of the state file, if this session holds it."""
    state = scribe_files.read_state(root)
    if state is not None and state.get("backlog_id") == backlog_id and state.get("scribe"):
        scribe_files.merge_state(root, {"scribe": {}})


def _begin(root: Path, registry: SessionRegistry, backlog_id: str, times: tuple[int, int]) -> int:
    interval, idle_timeout = max(INTERVAL_FLOOR, times[0]), max(IDLE_FLOOR, times[1])
    branch, worklog = current_branch(root), scribe_files.worklog_path(backlog_id)
    shown_branch = printable(branch).strip() if branch else "(detached)"
    scribe_files.append_entry(root, backlog_id, ["- Session started", f"- Branch: {shown_branch}"])
    pid = _start_recorder(root, backlog_id, interval, idle_timeout)
    known = registry.get_session_info(backlog_id)
    context = known.context if known else SessionContext()
    registry.register_session(
        backlog_id, pid, worklog, context.session_type, context.priority, idle_timeout=idle_timeout
    )
    slot = {"pid": pid, "interval": interval, "worklog": worklog}
    if not scribe_files.merge_state(root, {"backlog_id": backlog_id, "branch": branch or "", "scribe": slot}):
        print(f"⚠️ {scribe_files.STATE} is damaged and was left as it is.", file=sys.stderr)
    return pid


def _start_recorder(root: Path, backlog_id: str, interval: int, idle_timeout: int) -> int:
    """A process of its own: neither a pipe nor the terminal of whoever starts it can hold it up or end it."""
    doorway = Path(__file__).resolve().with_name(DOORWAY)
    options = ["--backlog-id", backlog_id, "--interval", str(interval), "--idle-timeout", str(idle_timeout)]
    # Held back until the recorder can answer them, so that it never ends without a word.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        return subprocess.Popen(
            [sys.executable, str(doorway), "scribe", "_daemon", *options],
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ).pid
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
