"""A verb the way the Python program works: load the registry, change it, write all of it anew. The contender of cli.bench.ts."""

import argparse
import json
import os
import subprocess  # noqa: F401  (imported as the original does; importing is part of what a verb costs)
import sys
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Optional

REGISTRY = Path("artifacts/session_registry.json")


@dataclass
class Session:
    backlog_id: str
    pid: int
    start_time: str
    worklog_path: str
    status: str
    context: dict = field(default_factory=dict)
    last_activity: Optional[str] = None
    idle_timeout: int = 1800


def load() -> dict:
    with open(REGISTRY) as file:
        return {key: Session(**value) for key, value in json.load(file)["sessions"].items()}


def save(sessions: dict) -> None:
    active = sum(session.status == "active" for session in sessions.values())
    data = {
        "last_updated": datetime.now(timezone.utc).isoformat(),
        "total_sessions": len(sessions),
        "active_sessions": active,
        "sessions": {key: asdict(session) for key, session in sessions.items()},
    }
    with open(REGISTRY, "w") as file:
        json.dump(data, file, indent=2)


def tag(args: argparse.Namespace) -> None:
    sessions = load()
    tags = set(sessions[args.backlog_id].context["tags"]) | set(args.tags)
    sessions[args.backlog_id].context["tags"] = list(tags)
    save(sessions)
    print(f"Added tags {args.tags} to session {args.backlog_id}")


def append(args: argparse.Namespace) -> None:
    worklog = Path(load()[args.backlog_id].worklog_path)
    entry = f"\n## {datetime.now():%Y-%m-%d %H:%M:%S}\n\n- {args.message}\n"
    worklog.write_text(worklog.read_text() + entry)
    print(f"Added to {args.backlog_id} worklog: {args.message}")


def status(_args: argparse.Namespace) -> None:
    for session in load().values():
        if session.status != "active":
            continue
        try:
            os.kill(session.pid, 0)
        except OSError:
            continue
        print(f"  PID {session.pid}: {session.backlog_id} (started {session.start_time})")


def main() -> int:
    parser = argparse.ArgumentParser(prog="scribe")
    verbs = parser.add_subparsers(dest="verb", required=True)
    one = verbs.add_parser("tag")
    one.add_argument("--backlog-id", required=True)
    one.add_argument("--tags", nargs="+", required=True)
    one.set_defaults(run=tag)
    two = verbs.add_parser("append")
    two.add_argument("message")
    two.add_argument("--backlog-id", required=True)
    two.set_defaults(run=append)
    verbs.add_parser("status").set_defaults(run=status)
    args = parser.parse_args()
    args.run(args)
    return 0


if __name__ == "__main__":
    sys.exit(main())
