"""For the tests: a repository and a data folder of their own, and the scripts as processes. No product code uses it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import scribe_sessions

HERE = Path(__file__).resolve().parent
VECTORS = HERE.parents[1] / "testing/compat/vectors"
SAMPLES = HERE.parents[1] / "testing/compat/samples"
SECONDS = 60
EMPTY = '{"sessions": {}, "last_updated": "2025-08-21T00:00:00Z", "total_sessions": 0, "active_sessions": 0}'
# Beyond the largest process id of either system.
GONE = "4194399"
IDENTITY = {
    "AUTHOR_NAME": "Test",
    "AUTHOR_EMAIL": "t@example.invalid",
    "COMMITTER_NAME": "Test",
    "COMMITTER_EMAIL": "t@example.invalid",
}


def vectors(name: str) -> object:
    """What the old program made of odd inputs."""
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def remove(folder: Path) -> None:
    """Whoever still writes there gets a moment to end."""
    for _ in range(100):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)


class RepoCase(unittest.TestCase):
    """Each test has an empty repository, in which it stands, and an empty data folder in which no daemon runs."""

    branch = "feat/B-1009-demo"

    def setUp(self) -> None:
        self.folder = Path(os.path.realpath(tempfile.mkdtemp(prefix="spy-")))
        self.addCleanup(remove, self.folder)
        self.home = self.folder / "home"
        self.root = self.folder / "repo"
        self.root.mkdir()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("SCRIBE_", "GIT_"))},
            "SCRIBE_HOME": str(self.home),
            "PYTHONDONTWRITEBYTECODE": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1",
            **{f"GIT_{name}": value for name, value in IDENTITY.items()},
        }
        before, cwd = dict(os.environ), os.getcwd()
        self.addCleanup(lambda: (os.chdir(cwd), os.environ.clear(), os.environ.update(before)))
        os.environ.clear()
        os.environ.update(self.environment)
        os.chdir(self.root)
        self.git("init", "-q", "-b", self.branch)

    def git(self, *arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=self.root, check=True, capture_output=True, text=True).stdout

    def put(self, path: str, text: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return file

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def registry(self) -> dict:
        return json.loads(self.read("artifacts/session_registry.json"))["sessions"]

    def run_script(self, name: str, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """The script as its users start it: a process whose output is a pipe."""
        command = [sys.executable, str(HERE / name), *arguments]
        return subprocess.run(
            command, cwd=cwd or self.root, env=os.environ, capture_output=True, text=True, timeout=SECONDS
        )

    def scribe(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return self.run_script("single_doorway.py", "scribe", *arguments, cwd=cwd)

    def eventually(self, probe, seconds: float = 30.0) -> None:
        deadline = time.monotonic() + seconds
        while not probe():
            self.assertLess(time.monotonic(), deadline, "not true in time")
            time.sleep(0.02)


class DoorwayCase(RepoCase):
    def setUp(self) -> None:
        super().setUp()
        self.put("README.md", "x\n")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "first")
        self.addCleanup(self.end_recorders)

    def end_recorders(self) -> None:
        """Whatever a test did, no recorder of its repository stays."""
        if not (self.root / "artifacts/session_registry.json").exists():
            return
        for session in scribe_sessions.registry_of(self.root).sessions.values():
            if scribe_sessions.is_recorder(session.pid, session.backlog_id):
                os.kill(session.pid, signal.SIGKILL)

    def start(self, *arguments: str) -> int:
        """Starts and returns the recorder's process id."""
        done = self.scribe("start", *arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return int(re.search(r"PID:? (\d+)", done.stdout).group(1))

    def worklog(self, backlog_id: str = "B-1009") -> str:
        return self.read(f"artifacts/worklogs/{backlog_id}.md")

    def state(self) -> dict:
        return json.loads(self.read(".ai_state.json"))
