"""For the tests: a real daemon on a data folder of its own, repositories, a way to wait. No product code uses it."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scribe_client import ScribeClient, ScribeContext

PACKAGE = Path(__file__).resolve().parents[1]
PROJECT = PACKAGE.parents[1]
NODE = os.environ.get("SCRIBE_TEST_NODE") or str(PROJECT / "node_modules/.bin/node")
# A bound on hanging, not on speed.
SECONDS = 60.0
IDENTITY = {
    "GIT_AUTHOR_NAME": "Test",
    "GIT_AUTHOR_EMAIL": "t@example.invalid",
    "GIT_COMMITTER_NAME": "Test",
    "GIT_COMMITTER_EMAIL": "t@example.invalid",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
}


def eventually(what: Callable[[], Any], seconds: float = SECONDS) -> Any:
    """The first value that counts as true."""
    end = time.monotonic() + seconds
    while not (found := what()):
        if time.monotonic() > end:
            raise AssertionError("it never came true")
        time.sleep(0.02)
    return found


class Daemon:
    """As it ships, in a process of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._process: subprocess.Popen[str] | None = None
        self.start()

    def start(self) -> None:
        command = [NODE, str(PROJECT / "out/main/headless.js"), "--home", str(self.home), "--port", "0", "--json"]
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("SCRIBE_", "GIT_"))}
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**clean, **IDENTITY, "SCRIBE_MAX_INSTANCES": "64"}
        )
        assert self._process.stdout is not None
        ready = json.loads(self._process.stdout.readline())
        self.socket = str(ready["socket"])

    def send(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self._process is None:
            return
        self.send(number)
        self._process.wait(SECONDS)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def rpc(self, method: str, **params: Any) -> dict[str, Any]:
        """Asked as a person would, over the socket's HTTP door."""
        connection = http.client.HTTPConnection("scribe", timeout=SECONDS)
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.connect(self.socket)
        asked = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        connection.request("POST", "/v1/rpc", json.dumps(asked))
        found = json.loads(connection.getresponse().read())
        connection.close()
        if "error" in found:
            raise AssertionError(found["error"])
        return dict(found["result"])


class Repo:
    def __init__(self, folder: Path, branch: str = "feat/B-7-demo") -> None:
        self.root = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", branch)
        self.write(".gitignore", "artifacts/\n.ai_state.json\n.rehydrate_state.json\n")
        self.write("a.py", "one = 1\n")
        self.commit("first")

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.root, check=True, env={**os.environ, **IDENTITY})

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def commit(self, message: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)


class RepoCase(unittest.TestCase):
    """Each test has a repository and an empty data folder in which no daemon runs."""

    def setUp(self) -> None:
        self.folder = Path(os.path.realpath(tempfile.mkdtemp(prefix="sd-")))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.home = self.folder / "h"
        self.repo = Repo(self.folder / "repo")

    def client(self, **options: Any) -> ScribeClient:
        client = ScribeClient(**{"home": self.home, "project_root": self.repo.root, **options})
        self.addCleanup(client.close)
        return client


class DaemonCase(RepoCase):
    """Beside a daemon, in whose data folder the tests of a class work; `B-7` is being recorded."""

    daemon: Daemon

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        home = Path(os.path.realpath(tempfile.mkdtemp(prefix="sh-")))
        cls.addClassCleanup(shutil.rmtree, home, ignore_errors=True)
        cls.daemon = Daemon(home)
        cls.addClassCleanup(cls.end)

    @classmethod
    def end(cls) -> None:
        cls.daemon.send(signal.SIGCONT)
        cls.daemon.stop()

    def setUp(self) -> None:
        super().setUp()
        self.home = self.daemon.home
        self.session: dict[str, Any] = self.daemon.rpc("session/start", cwd=str(self.repo.root))["session"]
        self.addCleanup(self.daemon.rpc, "session/stop", session=self.session["id"])

    def settled(self, client: ScribeClient, role: str = "coder") -> ScribeContext:
        """The context when what follows a start is over."""

        def revision() -> str:
            asked = {"cwd": client.target()["cwd"], "role": role, "max_age_ms": 0}
            return str(self.daemon.rpc("context/get", **asked)["revision"])

        def same() -> bool:
            before = revision()
            time.sleep(0.5)
            return revision() == before

        eventually(same)
        return client.get_context(role)

    def lines(self) -> list[str]:
        """All lines of the worklog."""
        entries = self.daemon.rpc("worklog/read", session=self.session["id"], limit=1000)["entries"]
        return [line for entry in entries for line in entry["lines"]]

    def spooled(self) -> list[str]:
        with contextlib.suppress(OSError):
            return sorted(path.name for path in (self.home / "spool").iterdir())
        return []
