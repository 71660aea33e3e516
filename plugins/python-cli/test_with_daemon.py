"""The old commands beside a real Scribe daemon. Run with `SCRIBE_TEST_HOME`, the data folder of one that runs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

import scribe_client
import scribe_sessions
from scaffold import HERE, RepoCase

HOME = os.environ.get("SCRIBE_TEST_HOME")


@unittest.skipUnless(HOME, "SCRIBE_TEST_HOME names no data folder of a daemon")
class WithDaemon(RepoCase):
    def setUp(self) -> None:
        super().setUp()
        os.environ["SCRIBE_HOME"] = str(HOME)
        self.put("README.md", "x\n")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "first")
        self.client = scribe_client.connect("test")
        self.assertIsNotNone(self.client)
        # Clean-ups run last first: the sessions end before the repository goes.
        self.addCleanup(self.client.close)
        self.addCleanup(self.end_sessions)

    def end_sessions(self) -> None:
        for session in self.daemon_sessions():
            self.client.call("session/stop", session=session["id"])
            # Its last words follow the answer.
            self.eventually(lambda: self.registry()["B-1009"]["status"] == "completed")
            self.eventually(lambda: self.worklog().endswith("- Session stopped\n"))

    def daemon_sessions(self, root: Path | None = None) -> list[dict]:
        return self.client.call("session/list", repo=str(root or self.root))["sessions"]

    def worklog(self) -> str:
        path = self.root / "artifacts/worklogs/B-1009.md"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def test_a_whole_day(self) -> None:
        started = self.scribe("start", "--idle-timeout", "300")
        self.assertEqual((started.returncode, started.stderr), (0, ""))
        pid = int(
            re.search(
                r"^✅ Registered session B-1009 \(PID: (\d+)\)\n📝 Scribe started \(PID \1\) for B-1009\. "
                r"Writing to artifacts/worklogs/B-1009\.md\n$",
                started.stdout,
            ).group(1)
        )
        [session] = self.daemon_sessions()
        self.assertEqual(
            (session["state"], session["idle_timeout_s"], session["backlog_id"]), ("recording", 300, "B-1009")
        )
        # What stands in the registry may be signalled by the old program: never the daemon itself.
        self.assertEqual(self.registry()["B-1009"]["pid"], pid)
        self.assertNotEqual(pid, self.client.call("health")["pid"])
        self.assertIn("recording B-1009 already", self.scribe("start").stdout)
        self.assertEqual(len(self.daemon_sessions()), 1)

        self.assertEqual(
            self.scribe("append", "chose the plain way").stdout, "📝 Added to B-1009 worklog: chose the plain way\n"
        )
        entries = self.client.call("worklog/read", session=session["id"])["entries"]
        self.assertEqual((entries[-1]["kind"], entries[-1]["lines"]), ("note", ["- chose the plain way"]))
        self.eventually(lambda: "- chose the plain way\n" in self.worklog())

        self.assertRegex(
            self.scribe("status").stdout,
            rf"^📝 Found 1 Scribe instance\(s\):\n  PID {pid}: B-1009 \(started .*\)\n"
            r"📋 Current state: B-1009\n   Active PID: \d+\n$",
        )
        self.assertIn("\n🔹 B-1009\n   Status: active\n", self.scribe("list").stdout)
        self.assertEqual(
            self.scribe("tag", "--backlog-id", "B-1009", "--tags", "b", "a").stdout,
            "✅ Added tags ['b', 'a'] to session B-1009\n",
        )
        self.eventually(lambda: set(self.registry()["B-1009"]["context"]["tags"]) == {"a", "b"})
        self.assertEqual(self.daemon_sessions()[0]["tags"], ["b", "a"])
        self.assertEqual(
            self.scribe("untag", "--backlog-id", "B-1009", "--tags", "b").stdout,
            "✅ Removed tags ['b'] from session B-1009\n",
        )
        self.assertEqual(self.daemon_sessions()[0]["tags"], ["a"])
        self.assertIn("Status: active\n", self.scribe("info", "--backlog-id", "B-1009").stdout)
        self.assertEqual((self.scribe("validate").stdout, self.scribe("cleanup").stdout), ("", ""))

        self.assertEqual(
            self.scribe("stop").stdout, "✅ Updated session B-1009 status to completed\n📝 Scribe stopped\n"
        )
        self.assertEqual(self.daemon_sessions()[0]["state"], "completed")
        self.eventually(lambda: self.registry()["B-1009"]["status"] == "completed")
        self.eventually(lambda: self.worklog().endswith("- Session stopped\n"))
        self.assertEqual(self.scribe("stop").stdout, "⚠️  Scribe not running\n")
        self.assertIn("📝 No Scribe instances running", self.scribe("status").stdout)

    def test_changes_are_recorded_by_the_daemon_and_no_recorder_is_started(self) -> None:
        self.scribe("start")
        self.assertFalse(scribe_sessions.is_recorder(self.registry()["B-1009"]["pid"], "B-1009"))
        self.put("a.ts", "one\n")
        self.eventually(lambda: "  - a.ts\n" in self.worklog())

    def test_four_starts_at_once_are_one_session(self) -> None:
        command = [sys.executable, "-B", str(HERE / "single_doorway.py"), "scribe", "start"]
        running = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(4)]
        self.assertEqual([process.wait(60) for process in running], [0] * 4)
        self.assertEqual(len(self.daemon_sessions()), 1)
        self.assertEqual(self.worklog().count("- Session started"), 1)

    def test_from_a_folder_below_it_is_the_same_session(self) -> None:
        (self.root / "lib").mkdir()
        self.assertEqual(self.scribe("start", cwd=self.root / "lib").returncode, 0)
        self.scribe("append", "from below", cwd=self.root / "lib")
        self.eventually(lambda: "- from below\n" in self.worklog())
        self.assertEqual(os.listdir(self.root / "lib"), [])

    def test_a_message_cannot_forge_an_entry(self) -> None:
        self.scribe("start")
        self.scribe("append", "one\n\n## 2025-01-01 00:00:00\n\n- Session stopped\r- Branch: evil")
        self.eventually(lambda: "- one\n" in self.worklog())
        self.assertEqual(len(re.findall(r"^## ", self.worklog(), re.M)), 2)
        self.assertNotRegex(self.worklog(), r"(?m)^- (?:Session stopped|Branch: evil)")

    def test_ids_that_lead_elsewhere_are_refused(self) -> None:
        for backlog_id in ("../../x", "/etc/x", ".."):
            for action in (["start"], ["append", "text"]):
                done = self.scribe(*action, "--backlog-id", backlog_id)
                self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertEqual(self.daemon_sessions(), [])

    def test_an_item_nobody_records_is_kept_on_files(self) -> None:
        done = self.scribe("append", "of nobody", "--backlog-id", "B-5")
        self.assertEqual((done.returncode, done.stdout), (0, "📝 Added to B-5 worklog: of nobody\n"))
        self.assertIn("- of nobody\n", self.read("artifacts/worklogs/B-5.md"))
        self.assertEqual(
            self.scribe("tag", "--backlog-id", "B-5", "--tags", "x").stdout, "⚠️ Session B-5 not found in registry\n"
        )

    def test_what_the_daemon_takes_no_note_of_is_still_noted(self) -> None:
        self.scribe("start")
        self.assertEqual(self.scribe("append", "").returncode, 0)
        self.assertEqual(self.scribe("append", "x" * 5000).returncode, 0)
        self.assertIn("\n\n- \n", self.worklog())
        self.assertIn("- " + "x" * 5000 + "\n", self.worklog())

    def test_a_session_of_the_same_id_elsewhere_is_not_touched(self) -> None:
        other = self.folder / "other"
        subprocess.run(["git", "init", "-q", "-b", self.branch, str(other)], check=True)
        session = self.client.call("session/start", cwd=str(other))["session"]
        try:
            self.scribe("append", "of this one")
            self.scribe("tag", "--backlog-id", "B-1009", "--tags", "x")
            self.assertEqual(self.scribe("stop").stdout, "⚠️  Scribe not running\n")
            [untouched] = self.daemon_sessions(other)
            self.assertEqual((untouched["state"], untouched["tags"]), ("recording", []))
            self.assertIn("- of this one\n", self.worklog())
        finally:
            self.client.call("session/stop", session=session["id"])

    def test_a_recorder_on_files_gives_way_to_the_daemon(self) -> None:
        os.environ["SCRIBE_HOME"] = str(self.home)
        pid = int(re.search(r"PID:? (\d+)", self.scribe("start").stdout).group(1))
        self.assertTrue(scribe_sessions.is_recorder(pid, "B-1009"))
        os.environ["SCRIBE_HOME"] = str(HOME)
        self.assertEqual(self.scribe("start").returncode, 0)
        self.eventually(lambda: not scribe_sessions.is_recorder(pid, "B-1009"))
        self.assertEqual(self.registry()["B-1009"]["status"], "active")
        self.assertNotIn("- Session stopped", self.worklog())

    def test_the_class_and_the_daemon_work_on_one_registry(self) -> None:
        self.scribe("start")
        self.run_script(
            "session_registry.py",
            "register",
            "--backlog-id",
            "B-7",
            "--pid",
            "4194399",
            "--worklog-path",
            "w",
            "--tags",
            "t",
        )
        self.scribe("append", "so that the daemon writes again")
        self.scribe("tag", "--backlog-id", "B-1009", "--tags", "x")
        self.eventually(lambda: self.registry()["B-1009"]["context"]["tags"] == ["x"])
        self.assertEqual(self.registry()["B-7"]["context"]["tags"], ["t"])
        self.assertIn("🔹 B-7\n", self.scribe("list").stdout)
        context = json.loads(self.run_script("session_context_integration.py", "active").stdout)
        self.assertIn("B-1009", [entry["backlog_id"] for entry in context["active_sessions"]])

    def test_the_summary_is_of_what_the_daemon_wrote(self) -> None:
        self.scribe("start")
        self.scribe("append", "New idea: ask the daemon")
        self.eventually(lambda: "ask the daemon" in self.worklog())
        self.run_script("worklog_summarizer.py", "--backlog-id", "B-1009", "--format", "json", "--output", "out.json")
        self.assertEqual(json.loads(self.read("out.json"))["ideas"], ["New idea: ask the daemon"])


if __name__ == "__main__":
    unittest.main()
