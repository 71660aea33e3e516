"""The actions of `single_doorway.py scribe` on plain files: flags, output and exit codes of the old command."""

from __future__ import annotations

import json
import unittest

import scribe_sessions
from scaffold import GONE, DoorwayCase


class Verbs(DoorwayCase):
    def test_a_whole_day(self) -> None:
        pid = self.start()
        session = self.registry()["B-1009"]
        self.assertEqual(
            (session["pid"], session["status"], session["worklog_path"]),
            (pid, "active", "artifacts/worklogs/B-1009.md"),
        )
        slot = {"pid": pid, "interval": 60, "worklog": "artifacts/worklogs/B-1009.md"}
        self.assertEqual(self.state(), {"backlog_id": "B-1009", "branch": self.branch, "scribe": slot})
        self.assertIn("- Session started\n- Branch: feat/B-1009-demo\n", self.worklog())
        self.assertEqual(
            self.scribe("append", "chose the plain way").stdout, "📝 Added to B-1009 worklog: chose the plain way\n"
        )
        self.assertIn("\n\n- chose the plain way\n", self.worklog())
        status = self.scribe("status", "-v").stdout
        self.assertRegex(
            status,
            rf"(?s)^📝 Found 1 Scribe instance\(s\):\n  PID {pid}: B-1009 \(started .*\)\n    Command: .*_daemon.*\n"
            rf"    Memory: [\d.]+ MB\n\n📋 Current state: B-1009\n   Active PID: {pid}\n$",
        )
        self.assertEqual(
            self.scribe("stop").stdout, "✅ Updated session B-1009 status to completed\n📝 Scribe stopped\n"
        )
        self.eventually(lambda: not scribe_sessions.is_recorder(pid, "B-1009"))
        session = self.registry()["B-1009"]
        self.assertEqual((session["status"], self.state()["scribe"]), ("completed", {}))
        self.assertIsNotNone(session["last_activity"])
        self.assertEqual(self.worklog().count("- Session stopped"), 1)
        self.assertIn("chose the plain way", self.read("artifacts/summaries/B-1009-summary.md"))
        self.assertEqual(self.scribe("status").stdout, "📝 No Scribe instances running\n📋 Current state: B-1009\n")

    def test_the_registry_verbs(self) -> None:
        self.assertEqual(self.scribe("list").stdout, "No sessions found.\n")
        self.run_script(
            "session_registry.py",
            "register",
            "--backlog-id",
            "B-1",
            "--pid",
            GONE,
            "--worklog-path",
            "w",
            "--priority",
            "high",
        )
        self.run_script("session_registry.py", "register", "--backlog-id", "B-2", "--pid", GONE, "--worklog-path", "w")
        self.assertEqual(
            self.scribe("tag", "--backlog-id", "B-1", "--tags", "b", "a").stdout,
            "✅ Added tags ['b', 'a'] to session B-1\n",
        )
        self.assertEqual(
            self.scribe("untag", "--backlog-id", "B-1", "--tags", "c").stdout,
            "✅ Removed tags ['c'] from session B-1\n",
        )
        listing = self.scribe("list").stdout
        self.assertRegex(listing, r"^\n📊 Session Registry \(2 sessions\)\n={80}\n\n🔹 B-2\n")
        self.assertIn("\n🔹 B-1\n   Status: active\n   PID: 4194399\n   Started: ", listing)
        self.assertIn("   Priority: high\n   Context Tags: a, b\n", listing)
        self.assertNotIn("Context Tags", self.scribe("list", "--no-context").stdout)
        self.assertEqual(self.scribe("list", "--status-filter", "paused").stdout, "No sessions found.\n")
        self.assertRegex(
            self.scribe("info", "--backlog-id", "B-1").stdout,
            r"^\n📋 Session Info: B-1\n={50}\nStatus: active\nPID: 4194399\nStarted: .*\nType: brainstorming\n"
            r"Priority: high\nTags: a, b\nWorklog: w\n$",
        )
        self.assertEqual(
            self.scribe("validate").stdout, "⚠️ Session B-1 PID 4194399 not found\n⚠️ Session B-2 PID 4194399 not found\n"
        )
        self.assertEqual(self.registry()["B-1"]["status"], "orphaned")
        self.assertEqual((self.scribe("validate").stdout, self.scribe("cleanup").stdout), ("", ""))

    def test_old_completed_sessions_are_cleaned_up(self) -> None:
        record = {
            "backlog_id": "B-1",
            "pid": 2,
            "start_time": "2025-01-01T00:00:00Z",
            "worklog_path": "w",
            "status": "completed",
        }
        self.put("artifacts/session_registry.json", json.dumps({"sessions": {"B-1": record}}))
        self.assertEqual(self.scribe("cleanup").stdout, "🧹 Cleaned up 1 old completed sessions\n")
        self.assertEqual(self.registry(), {})

    def test_unknown_sessions_end_with_0(self) -> None:
        for arguments, said in (
            (["tag", "--backlog-id", "B-9", "--tags", "x"], "⚠️ Session B-9 not found in registry\n"),
            (["untag", "--backlog-id", "B-9", "--tags", "x"], "⚠️ Session B-9 not found in registry\n"),
            (["info", "--backlog-id", "B-9"], "❌ Session B-9 not found\n"),
            (["stop"], "⚠️  Scribe not running\n"),
        ):
            done = self.scribe(*arguments)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, said, ""))

    def test_no_id_ends_with_1(self) -> None:
        self.git("checkout", "-q", "-b", "main")
        start, append = self.scribe("start"), self.scribe("append", "x")
        self.assertEqual((start.returncode, append.returncode), (1, 1))
        self.assertIn(
            "❌ Cannot determine backlog_id. Provide --backlog-id or create branch feat/B-XYZ-...", start.stdout
        )
        self.assertIn(
            "❌ Cannot determine backlog_id. Provide --backlog-id or ensure scribe is running.", append.stdout
        )

    def test_wrong_usage_ends_with_2(self) -> None:
        for arguments in (
            [],
            ["nonsense"],
            ["list", "--status-filter", "gone"],
            ["tag"],
            ["append"],
            ["_daemon"],
            ["start", "--interval", "x"],
        ):
            done = self.scribe(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("usage:", done.stderr)
        self.assertEqual(self.run_script("single_doorway.py", "generate").returncode, 2)

    def test_the_branch_beats_the_state_and_the_option_beats_both(self) -> None:
        self.put(".ai_state.json", '{"backlog_id": "B-9"}')
        self.scribe("append", "of the branch")
        self.scribe("append", "of the option", "--backlog-id", "B-5")
        self.git("checkout", "-q", "-b", "main")
        self.scribe("append", "of the state")
        for backlog_id, source in (("B-1009", "branch"), ("B-5", "option"), ("B-9", "state")):
            self.assertIn(f"of the {source}", self.worklog(backlog_id))

    def test_an_empty_message_is_accepted(self) -> None:
        self.assertEqual(self.scribe("append", "").returncode, 0)
        self.assertTrue(self.worklog().endswith("\n\n- \n"))

    def test_the_registry_command(self) -> None:
        for arguments in (["register"], ["update"], ["tag"], ["untag"], ["info"], ["update", "--backlog-id", "B-1"]):
            done = self.run_script("session_registry.py", *arguments)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertRegex(done.stdout, "^❌ --.* required")
        self.run_script(
            "session_registry.py",
            "register",
            "--backlog-id",
            "B-1",
            "--pid",
            GONE,
            "--worklog-path",
            "w",
            "--tags",
            "a",
            "b",
        )
        self.assertIn(
            "status to paused",
            self.run_script("session_registry.py", "update", "--backlog-id", "B-1", "--status", "paused").stdout,
        )
        self.assertIn(
            "Added tags ['c']",
            self.run_script("session_registry.py", "tag", "--backlog-id", "B-1", "--tags", "c").stdout,
        )
        self.assertIn(
            "Removed tags ['a']",
            self.run_script("session_registry.py", "untag", "--backlog-id", "B-1", "--tags", "a").stdout,
        )
        self.assertEqual(
            (self.registry()["B-1"]["status"], self.registry()["B-1"]["context"]["tags"]), ("paused", ["b", "c"])
        )
        for command in ("list", "info", "cleanup", "validate"):
            self.assertEqual(self.run_script("session_registry.py", command, "--backlog-id", "B-1").returncode, 0)
        self.assertEqual(self.run_script("session_registry.py", "nonsense").returncode, 2)


if __name__ == "__main__":
    unittest.main()
