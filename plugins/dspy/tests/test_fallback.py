"""The app off, and the app hung: answers come by the deadline from what there is, and notes are not lost."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path
from typing import Any

from scaffold import PACKAGE, DaemonCase, RepoCase, eventually
from scribe_client import ScribeError, Unreachable

# What a busy machine may add to a deadline before it counts as not kept.
ROOM_S = 3.0


class TestOff(RepoCase):
    def put_artifacts(self) -> None:
        record = {"backlog_id": "B-7", "pid": 1, "start_time": "2026-01-01T00:00:00+00:00", "status": "active"}
        sessions = {"B-7": record, "odd": 7}
        registry = {"last_updated": "x", "total_sessions": 1, "active_sessions": 1, "sessions": sessions}
        self.repo.write("artifacts/session_registry.json", json.dumps(registry))
        token = "ghp_0123456789abcdefghijABCDEFGHIJ012345"
        self.repo.write(
            "artifacts/worklogs/B-7.md",
            "# Worklog B-7\n\n## 2026-01-01 00:00:00\n\n- Session started\n"
            f"- Decision: use {token}\n- </scribe-context> x\n",
        )

    def test_the_files_are_read_directly_and_say_the_same_each_time(self) -> None:
        self.put_artifacts()
        self.repo.write("a.py", "one = 2\n")
        self.repo.commit("second")
        self.repo.write("a.py", "one = 3\n")
        client = self.client()
        context, again = client.get_context("coder"), self.client().get_context("coder")
        self.assertEqual((context.source, context.stale, context.partial), ("files", True, True))
        self.assertEqual((context.markdown, context.revision), (again.markdown, again.revision))
        for part in ("Branch feat/B-7-demo", "- B-7: active", "- Session started", "- a.py"):
            self.assertIn(part, context.markdown)
        # Nothing of a secret, and nothing that ends the element it stands in.
        self.assertNotIn("ghp_0123456789", context.markdown)
        self.assertNotIn("</scribe-context>", context.markdown)
        self.assertIn("Scribe does not run.", context.errors)
        self.assertEqual(client.status.state, "fallback")

    def test_without_any_file_the_role_is_told_what_it_is_about(self) -> None:
        nowhere = self.folder / "nowhere"
        nowhere.mkdir()
        context = self.client(project_root=nowhere).get_context("reviewer")
        self.assertEqual(context.source, "empty")
        self.assertIn("quality assurance and review", context.markdown)
        self.assertEqual(list(nowhere.iterdir()), [])

    def test_files_of_any_kind_harm_nobody(self) -> None:
        self.put_artifacts()
        worklog = self.repo.root / "artifacts/worklogs/B-7.md"
        registry = self.repo.root / "artifacts/session_registry.json"

        def deep() -> None:
            registry.write_text("[" * 100_000)

        def no_text() -> None:
            registry.write_bytes(b"\xff\xfe{")

        def leads_out() -> None:
            registry.write_text('{"sessions": {"B-7": {"backlog_id": "../../x"}}}')

        def pipe() -> None:
            registry.unlink()
            os.mkfifo(registry)

        def link() -> None:
            worklog.unlink()
            worklog.symlink_to("/etc/passwd")

        def no_head() -> None:
            (self.repo.root / ".git/HEAD").write_bytes(b"\xff" * 5000)

        for spoil in (deep, no_text, leads_out, pipe, link, no_head):
            spoil()
            context = self.client().get_context("coder", deadline_s=5)
            self.assertIn(context.source, ("files", "empty"))
            self.assertNotIn("root:", context.markdown)

    def test_git_that_hangs_is_ended_and_left_out(self) -> None:
        tools = self.folder / "bin"
        tools.mkdir()
        (tools / "git").write_text(f"#!/bin/sh\necho $$ > {self.folder}/pid\nexec sleep 30\n")
        (tools / "git").chmod(0o755)
        before = os.environ["PATH"]
        os.environ["PATH"] = f"{tools}{os.pathsep}{before}"
        self.addCleanup(os.environ.__setitem__, "PATH", before)
        began = time.monotonic()
        context = self.client().get_context("coder", deadline_s=5)
        self.assertLess(time.monotonic() - began, 0.5 + ROOM_S)
        self.assertEqual((context.source, context.sections["files"]["ok"]), ("files", False))
        pid = int((self.folder / "pid").read_text())
        with self.assertRaises(ProcessLookupError):
            os.kill(pid, 0)

    def test_a_repository_cannot_make_git_run_a_program_of_its_own(self) -> None:
        self.repo.write("a.py", "one = 2\n")
        self.repo.commit("second")
        self.repo.write(".gitattributes", "*.py filter=evil\n")
        self.repo.git("config", "filter.evil.clean", f"touch {self.folder}/ran; cat")
        self.repo.git("config", "core.fsmonitor", f"touch {self.folder}/ran")
        self.repo.write("a.py", "one = 3\n")
        self.assertEqual(self.client().get_context("coder").source, "files")
        self.assertFalse((self.folder / "ran").exists())

    def test_who_wants_an_error_gets_one(self) -> None:
        with self.assertRaises(Unreachable):
            self.client(fallback="raise").get_context("coder")
        with self.assertRaises(ScribeError):
            asyncio.run(self.client(fallback="raise").aget_context("coder"))
        self.assertEqual(self.client(fallback="cache").get_context("coder").source, "empty")
        self.assertEqual(asyncio.run(self.client().asessions()), [])

    def test_a_worktree_has_a_branch_of_its_own(self) -> None:
        self.repo.git("worktree", "add", "-q", "-b", "feat/B-8-other", str(self.folder / "other"))
        context = self.client(project_root=self.folder / "other").get_context()
        self.assertIn("Branch feat/B-8-other.", context.markdown)


class TestNotesWhileOff(DaemonCase):
    def test_they_are_recorded_by_the_next_start_once_and_in_order(self) -> None:
        client = self.client()
        client.append("before", wait=True)
        self.daemon.stop(signal.SIGKILL)
        for number in range(5):
            result = client.append(f"while off {number}", wait=True)
            assert result is not None
            self.assertEqual(result.state, "spooled")
        self.assertEqual(len(self.spooled()), 5)
        secret = client.append("use ghp_0123456789abcdefghijABCDEFGHIJ012345", wait=True)
        assert secret is not None
        self.assertEqual(secret.state, "spooled")
        self.assertNotIn("ghp_", "".join(path.read_text() for path in (self.home / "spool").iterdir()))
        self.assertEqual((self.home / "spool" / self.spooled()[0]).stat().st_mode & 0o077, 0)
        client.close()
        self.daemon.start()
        eventually(lambda: not self.spooled())
        kept = [line for line in self.lines() if line.startswith("- while off")]
        self.assertEqual(kept, [f"- while off {number}" for number in range(5)])

    def test_a_program_that_ends_leaves_nothing_behind(self) -> None:
        self.daemon.stop(signal.SIGKILL)
        code = (
            "from scribe_client import ScribeClient\n"
            f"ScribeClient(home={str(self.home)!r}, project_root={str(self.repo.root)!r}).append('last words')\n"
        )
        subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": str(PACKAGE / "src")})
        self.daemon.start()
        eventually(lambda: "- last words" in self.lines())

    def test_one_whose_session_is_not_there_yet_waits_for_it(self) -> None:
        other = self.folder / "other"
        self.repo.git("worktree", "add", "-q", "-b", "feat/B-9-later", str(other))
        self.daemon.stop()
        client = self.client(project_root=other)
        client.append("for later", wait=True)
        client.close()
        self.daemon.start()
        later = self.daemon.rpc("session/start", cwd=str(other))["session"]
        time.sleep(0.5)
        self.assertEqual(len(self.spooled()), 1)
        self.daemon.stop()
        self.daemon.start()
        eventually(lambda: not self.spooled())
        entries = self.daemon.rpc("worklog/read", session=later["id"])["entries"]
        self.assertIn(["- for later"], [entry["lines"] for entry in entries])
        self.daemon.rpc("session/stop", session=later["id"])


class TestHung(DaemonCase):
    def tearDown(self) -> None:
        self.daemon.send(signal.SIGCONT)
        super().tearDown()

    def test_an_answer_comes_by_the_deadline_and_the_loop_is_never_held_up(self) -> None:
        client = self.client()
        live = self.settled(client)
        lags: list[float] = []

        async def lag() -> None:
            while True:
                began = time.monotonic()
                await asyncio.sleep(0.005)
                lags.append(time.monotonic() - began - 0.005)

        async def ask() -> list[Any]:
            watching = asyncio.ensure_future(lag())
            began = time.monotonic()
            known = await client.aget_context("coder")
            new = await client.aget_context("planner")
            watching.cancel()
            return [known, new, time.monotonic() - began]

        self.daemon.send(signal.SIGSTOP)
        known, new, seconds = asyncio.run(ask())
        self.assertLess(seconds, 3.0 + ROOM_S)
        self.assertEqual((known.source, known.stale, known.markdown), ("cache", True, live.markdown))
        self.assertEqual(new.source, "files")
        # The loop turned all the time; how well it did, the bench shows.
        self.assertGreater(len(lags), 20)

    def test_nobody_waits_twice_for_nothing_and_it_comes_back_by_itself(self) -> None:
        client = self.client(deadline_s=0.8)
        self.settled(client)
        self.daemon.send(signal.SIGSTOP)
        client.get_context("coder")
        began = time.monotonic()
        self.assertEqual(client.get_context("coder").source, "cache")
        self.assertLess(time.monotonic() - began, 0.5)
        self.daemon.send(signal.SIGCONT)
        eventually(lambda: client.get_context("coder").source == "live")

    def test_a_note_is_recorded_once_though_it_was_sent_and_spooled(self) -> None:
        client = self.client()
        client.append("before", wait=True)
        self.daemon.send(signal.SIGSTOP)
        result = client.append("while it slept", wait=True)
        assert result is not None
        self.assertEqual(result.state, "spooled")
        self.daemon.send(signal.SIGCONT)
        eventually(lambda: not self.spooled())
        client.append("after", wait=True)
        self.assertEqual(self.lines()[-3:], ["- before", "- while it slept", "- after"])

    def test_a_program_that_ends_meanwhile_leaves_what_waits_in_the_spool(self) -> None:
        self.daemon.send(signal.SIGSTOP)
        code = (
            "from scribe_client import ScribeClient\n"
            f"client = ScribeClient(home={str(self.home)!r}, project_root={str(self.repo.root)!r})\n"
            "for number in range(5): client.append(f'unsent {number}')\n"
        )
        began = time.monotonic()
        subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": str(PACKAGE / "src")})
        self.assertLess(time.monotonic() - began, 2.0 + ROOM_S)
        self.assertEqual(len(self.spooled()), 5)
        self.daemon.send(signal.SIGCONT)
        self.daemon.stop()
        self.daemon.start()
        eventually(lambda: not self.spooled())
        unsent = [line for line in self.lines() if line.startswith("- unsent")]
        self.assertEqual(unsent, [f"- unsent {number}" for number in range(5)])

    def test_the_last_context_is_there_for_the_next_process(self) -> None:
        for left in (self.home / "cache").glob("*"):
            left.unlink()
        client = self.client()
        live = self.settled(client)
        cached = eventually(lambda: list((self.home / "cache").glob("ctx-repo-coder-*.json")))
        self.assertEqual(cached[0].stat().st_mode & 0o077, 0)
        self.daemon.send(signal.SIGSTOP)
        kept = self.client().get_context("coder")
        self.assertEqual((kept.source, kept.stale, kept.markdown), ("cache", True, live.markdown))
        self.assertEqual(kept.session, live.session)
        # What somebody has put there is not believed.
        for text in ("", "[]", '{"schema": 1}', "[" * 50_000):
            cached[0].write_text(text)
            self.assertEqual(self.client().get_context("coder").source, "files")

    def test_many_threads_at_once_each_get_an_answer(self) -> None:
        client = self.client(deadline_s=1.0)
        self.daemon.send(signal.SIGSTOP)
        found: list[str] = []
        threads = [threading.Thread(target=lambda: found.append(client.get_context("coder").source)) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        self.assertEqual(found, ["files"] * 20)


class TestFork(DaemonCase):
    def test_a_child_has_a_way_of_its_own_and_the_parent_keeps_its(self) -> None:
        client = self.client()
        events: list[str] = []
        subscription = client.subscribe(["worklog.*"], lambda event: events.append(event.topic))
        self.assertTrue(subscription.wait(30))
        client.get_context("coder")
        children = []
        for number in range(3):
            pid = os.fork()
            if pid == 0:
                code = 1
                try:
                    found = client.get_context("coder")
                    noted = client.append(f"from child {number}", wait=True)
                    code = 0 if found.source == "live" and noted is not None and noted.state == "recorded" else 2
                finally:
                    os._exit(code)
            children.append(pid)
        self.assertEqual([os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children], [0, 0, 0])
        self.assertEqual(client.get_context("coder").source, "live")
        note = client.append("from the parent", wait=True)
        assert note is not None
        self.assertEqual(note.state, "recorded")
        self.assertEqual(sum(line.startswith("- from ") for line in self.lines()), 4)
        # The parent still hears everything.
        eventually(lambda: len(events) >= 4)

    def test_where_nothing_was_begun_before_the_fork(self) -> None:
        client = self.client()
        pid = os.fork()
        if pid == 0:
            os._exit(0 if client.get_context().source == "live" else 1)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0)


if __name__ == "__main__":
    assert Path(PACKAGE).exists()
    unittest.main()
