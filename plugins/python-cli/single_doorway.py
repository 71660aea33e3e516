#!/usr/bin/env python3
"""`single_doorway.py scribe ACTION`: the old command, on a running Scribe daemon or on plain files.

Each action asks the daemon where one runs and records this repository, and works on the files otherwise. Output, flags
and exit codes are the old ones: 0 done, 1 refused, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import doorway_actions
import registry_verbs
from scribe_client import DaemonError
from scribe_text import Refused, shown, tolerant_output

DEFAULT_IDLE = 1800
DEFAULT_INTERVAL = 60


def main(arguments: list[str]) -> int:
    """Runs the command; the exit code."""
    asked = parser().parse_args(arguments)
    tolerant_output()
    try:
        return doorway_actions.ACTIONS[asked.action](asked)
    except (Refused, DaemonError, OSError) as error:
        if os.environ.get("SCRIBE_DEBUG", "").lower() in ("1", "true", "yes", "on"):
            raise
        failure = doorway_actions.FAILURES.get(asked.action)
        print(f"❌ Failed to {failure}: {shown(error)}" if failure else f"❌ {shown(error)}")
        return 0 if failure else 1


def parser() -> argparse.ArgumentParser:
    doorway = argparse.ArgumentParser(prog="single_doorway.py", description="Scribe, by its old name.")
    scribe = doorway.add_subparsers(dest="command", required=True).add_parser("scribe", help="record a session")
    actions = scribe.add_subparsers(dest="action", required=True)
    _add_recording(actions)
    _add_registry(actions)
    return doorway


def _add_recording(actions: argparse._SubParsersAction) -> None:
    start = actions.add_parser("start", help="begin to record")
    start.add_argument("--backlog-id")
    start.add_argument("--interval", type=int, default=DEFAULT_INTERVAL)
    start.add_argument("--idle-timeout", type=int)
    start.add_argument("--fast", action="store_true")
    start.add_argument("--full", action="store_true")
    stop = actions.add_parser("stop", help="end a session")
    stop.add_argument("--backlog-id")
    append = actions.add_parser("append", help="add a note to the worklog")
    append.add_argument("message")
    append.add_argument("--backlog-id")
    status = actions.add_parser("status", help="what is being recorded")
    status.add_argument("--verbose", "-v", action="store_true")
    recorder = actions.add_parser("_daemon")
    recorder.add_argument("--backlog-id", required=True)
    recorder.add_argument("--interval", type=int, default=DEFAULT_INTERVAL)
    recorder.add_argument("--idle-timeout", type=int, default=DEFAULT_IDLE)


def _add_registry(actions: argparse._SubParsersAction) -> None:
    listing = actions.add_parser("list", help="all sessions")
    listing.add_argument("--no-context", action="store_true")
    listing.add_argument("--status-filter", choices=registry_verbs.STATUSES)
    for name in ("tag", "untag"):
        tagging = actions.add_parser(name, help=f"{name} a session")
        tagging.add_argument("--backlog-id", required=True)
        tagging.add_argument("--tags", nargs="+", required=True)
    info = actions.add_parser("info", help="one session")
    info.add_argument("--backlog-id", required=True)
    actions.add_parser("cleanup", help="remove completed sessions older than a week")
    actions.add_parser("validate", help="find sessions whose process is gone")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
