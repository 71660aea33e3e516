"""Context the way the Python provider fetches it: the same subprocesses, one after another. The contender of context.bench.ts.

Runs in the repository and stays up, as the provider does inside a program; each line on the input is a role, each line on the output
how long that fetch took, in milliseconds. Its `status` process is pythonVerb.py, which is leaner than the original's.
"""

import json
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

STATUS = [sys.executable, str(Path(__file__).with_name("pythonVerb.py")), "status"]
WORKLOGS = Path("artifacts/worklogs")
REGISTRY = Path("artifacts/session_registry.json")

FOCUS = {
    "planner": {"focus": "strategic planning and resource allocation", "keywords": ["planning", "strategy", "roadmap"]},
    "implementer": {"focus": "technical implementation and system integration", "keywords": ["implementation", "integration"]},
    "coder": {"focus": "code development and debugging", "keywords": ["coding", "debugging", "implementation"]},
    "researcher": {"focus": "research and analysis", "keywords": ["research", "analysis", "investigation"]},
    "reviewer": {"focus": "quality assurance and review", "keywords": ["review", "testing", "validation"]},
}


def output(command: list) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def active_sessions() -> list:
    lines = output(STATUS).split("\n")
    return [{"backlog_id": line, "status": "active", "last_updated": ""} for line in lines if "active" in line.lower() and "B-" in line]


def recent_worklogs() -> list:
    since = datetime.now() - timedelta(hours=24)
    found = []
    for path in WORKLOGS.glob("*.md"):
        stat = path.stat()
        modified = datetime.fromtimestamp(stat.st_mtime)
        if modified > since:
            found.append({"file": path.name, "last_modified": modified.isoformat(), "size": stat.st_size})
    return found


def registry() -> dict:
    return json.loads(REGISTRY.read_text()) if REGISTRY.exists() else {}


def branch() -> str:
    return output(["git", "branch", "--show-current"])


def recent_changes() -> list:
    return [name for name in output(["git", "diff", "--name-only", "HEAD~1"]).split("\n") if name]


def fetch_scribe_context() -> dict:
    return {
        "active_sessions": active_sessions(),
        "recent_worklogs": recent_worklogs(),
        "session_registry": registry(),
        "current_branch": branch(),
        "recent_changes": recent_changes(),
        "timestamp": datetime.now().isoformat(),
    }


def relevant_sessions(role: str) -> list:
    keywords = FOCUS.get(role, {"keywords": []})["keywords"]
    return [one for one in active_sessions() if any(word in str(one).lower() for word in keywords)]


def current_work(role: str) -> dict:
    return {
        "role": role,
        "active_sessions": len(active_sessions()),
        "recent_changes": len(recent_changes()),
        "current_branch": branch(),
        "worklog_entries": len(recent_worklogs()),
    }


def get_role_specific_context(role: str) -> dict:
    return {
        "role": role,
        "base_context": fetch_scribe_context(),
        "role_focus": FOCUS.get(role, {}),
        "relevant_sessions": relevant_sessions(role),
        "current_work": current_work(role),
    }


for line in sys.stdin:
    began = time.perf_counter()
    get_role_specific_context(line.strip())
    print((time.perf_counter() - began) * 1000, flush=True)
