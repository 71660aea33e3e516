"""Defects of the old command that are gone, by their numbers in the README; more are in the suites they belong to."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import unittest
from unittest.mock import patch

import scribe_sessions
from scaffold import GONE, HERE, DoorwayCase
from scribe_recorder import Recorder


class Gone(DoorwayCase):
    def test_2_status_names_the_session(self) -> None:
        self.start("--backlog-id", "B-77")
        self.assertIn(": B-77 (started", self.scribe("status").stdout)

    def test_3_stop_ends_the_session_that_is_named_and_no_other(self) -> None:
        first, second = self.start("--backlog-id", "B-1"), self.start("--backlog-id", "B-2")
        self.assertIn("B-1 status to completed", self.scribe("stop", "--backlog-id", "B-1").stdout)
        self.assertTrue(scribe_sessions.is_recorder(second, "B-2"))
        self.assertFalse(scribe_sessions.is_recorder(first, "B-1"))
        statuses = {key: session["status"] for key, session in self.registry().items()}
        self.assertEqual((statuses, self.state()["scribe"]["pid"]), ({"B-1": "completed", "B-2": "active"}, second))

    def test_4_a_stranger_is_never_signalled(self) -> None:
        stranger = subprocess.Popen(["sleep", "60"])
        self.addCleanup(lambda: (stranger.kill(), stranger.wait()))
        for pid in (stranger.pid, os.getpid(), 1, 0, -1, -5):
            self.run_script(
                "session_registry.py", "register", "--backlog-id", "B-1009", f"--pid={pid}", "--worklog-path", "w"
            )
            self.put(".ai_state.json", json.dumps({"backlog_id": "B-1009", "scribe": {"pid": pid}}))
            self.assertIn("📝 Scribe stopped", self.scribe("stop").stdout)
        self.assertIsNone(stranger.poll())

    def test_4_a_number_that_was_taken_over_and_odd_numbers_do_not_validate(self) -> None:
        stranger = subprocess.Popen(["sleep", "60"])
        self.addCleanup(lambda: (stranger.kill(), stranger.wait()))
        base = {"start_time": "2025-08-21T00:00:00Z", "worklog_path": "w", "status": "active"}
        pids = {"B-1": stranger.pid, "B-2": -5, "B-3": 0, "B-4": "12"}
        self.put(
            "artifacts/session_registry.json",
            json.dumps({"sessions": {key: {**base, "backlog_id": key, "pid": pid} for key, pid in pids.items()}}),
        )
        self.assertEqual(self.scribe("validate").returncode, 0)
        self.assertEqual({session["status"] for session in self.registry().values()}, {"orphaned"})
        self.assertEqual(set(self.registry()), {"B-1", "B-2", "B-3"})

    def test_6_a_damaged_registry_is_kept_and_said(self) -> None:
        self.run_script("session_registry.py", "register", "--backlog-id", "B-1", "--pid", GONE, "--worklog-path", "w")
        whole = self.read("artifacts/session_registry.json")
        self.put("artifacts/session_registry.json", whole[:-3])
        done = self.scribe("tag", "--backlog-id", "B-1", "--tags", "x")
        self.assertEqual((done.returncode, done.stdout), (0, "✅ Added tags ['x'] to session B-1\n"))
        self.assertIn("damaged", done.stderr)
        self.assertEqual(self.registry()["B-1"]["status"], "active")
        [copy] = [name for name in os.listdir(self.root / "artifacts") if ".corrupt-" in name]
        self.assertEqual(self.read(f"artifacts/{copy}"), whole[:-3])

    def test_7_appends_at_once_lose_nothing(self) -> None:
        command = [sys.executable, "-B", str(HERE / "single_doorway.py"), "scribe", "append"]
        running = [subprocess.Popen([*command, f"note {n}"], stdout=subprocess.DEVNULL) for n in range(12)]
        self.assertEqual([process.wait(60) for process in running], [0] * 12)
        self.assertEqual(
            sorted(re.findall(r"^- note (\d+)$", self.worklog(), re.M), key=int), [str(n) for n in range(12)]
        )
        self.assertEqual(self.worklog().count("# Worklog B-1009\n"), 1)

    def test_8_a_recorder_that_is_ended_leaves_no_active_session(self) -> None:
        pid = self.start()
        os.kill(pid, signal.SIGTERM)
        self.eventually(lambda: self.registry()["B-1009"]["status"] == "completed")
        self.eventually(lambda: self.state()["scribe"] == {})
        self.assertIn("- Session stopped\n", self.worklog())

    def test_13_two_starts_are_one_recorder(self) -> None:
        command = [sys.executable, "-B", str(HERE / "single_doorway.py"), "scribe", "start"]
        running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
        said = [process.communicate(timeout=60)[0] for process in running]
        self.assertEqual([process.returncode for process in running], [0] * 4)
        pids = {re.search(r"PID:? (\d+)", text).group(1) for text in said}
        self.assertEqual((len(pids), sum("already" in text for text in said)), (1, 3))
        self.assertEqual(self.worklog().count("- Session started"), 1)

    def test_14_ids_that_lead_elsewhere_are_refused(self) -> None:
        for backlog_id in ("../../x", "/etc/x", "a/b", ".."):
            for action in (["start"], ["append", "text"], ["_daemon"]):
                done = self.scribe(*action, "--backlog-id", backlog_id)
                self.assertEqual((done.returncode, done.stderr), (1, ""))
                self.assertIn("cannot be a backlog id", done.stdout)
            self.assertEqual(self.scribe("stop", "--backlog-id", backlog_id).returncode, 0)
        self.assertEqual(sorted(os.listdir(self.folder)), ["repo"] if not self.home.exists() else ["home", "repo"])
        self.assertFalse((self.root / "artifacts").exists())

    def test_14_a_message_cannot_forge_an_entry(self) -> None:
        done = self.scribe("append", "one\n\n## 2025-01-01 00:00:00\n\n- Session stopped\r- Branch: evil")
        self.assertEqual((done.returncode, done.stdout.count("\n")), (0, 1))
        self.assertEqual(len(re.findall(r"^## ", self.worklog(), re.M)), 1)
        self.assertEqual(len(re.findall(r"^- ", self.worklog(), re.M)), 1)

    def test_14_a_branch_that_only_ends_like_an_id_names_none(self) -> None:
        self.git("checkout", "-q", "-b", "feat/WEB-12")
        self.assertEqual(self.scribe("start").returncode, 1)

    def test_a_paused_session_can_be_stopped(self) -> None:
        pid = self.start()
        self.run_script("session_registry.py", "update", "--backlog-id", "B-1009", "--status", "paused")
        self.assertIn("📝 Scribe stopped", self.scribe("stop").stdout)
        self.assertFalse(scribe_sessions.is_recorder(pid, "B-1009"))
        self.assertEqual(self.registry()["B-1009"]["status"], "completed")

    def test_an_artifacts_folder_that_leads_elsewhere_gets_nothing(self) -> None:
        outside = self.folder / "outside"
        outside.mkdir()
        (self.root / "artifacts").symlink_to(outside)
        for action in (["start"], ["append", "x"]):
            done = self.scribe(*action)
            self.assertEqual((done.returncode, done.stderr), (1, ""))
        for action in (["list"], ["cleanup"], ["tag", "--backlog-id", "B-1", "--tags", "x"]):
            self.assertIn("leads outside", self.scribe(*action).stdout)
        self.assertEqual(os.listdir(outside), [])

    def test_15_start_in_a_pipe_returns_and_its_recorder_has_its_own_session(self) -> None:
        pid = self.start()
        self.assertNotEqual(os.getsid(pid), os.getsid(0))

    def test_16_nothing_is_said_on_the_error_output(self) -> None:
        self.git("remote", "add", "origin", "/nowhere/at/all.git")
        for action in (["start"], ["append", "x"], ["status"], ["stop"]):
            self.assertEqual(self.scribe(*action).stderr, "")

    def test_17_the_limit_is_of_this_repository_and_ends_nobody(self) -> None:
        with patch.dict(os.environ, {"SCRIBE_MAX_INSTANCES": "2"}):
            first, second = self.start("--backlog-id", "B-1"), self.start("--backlog-id", "B-2")
            third = self.scribe("start", "--backlog-id", "B-3")
            self.assertEqual((third.returncode, third.stderr), (1, ""))
            self.assertIn("B-1, B-2", third.stdout)
            self.assertTrue(scribe_sessions.is_recorder(first, "B-1") and scribe_sessions.is_recorder(second, "B-2"))

    def test_18_a_state_that_is_no_object_is_left_alone(self) -> None:
        for text in ("[1]", "{broken", "null"):
            self.put(".ai_state.json", text)
            self.assertEqual(self.scribe("append", "x").returncode, 0)
            started = self.scribe("start")
            self.assertEqual((started.returncode, self.read(".ai_state.json")), (0, text))
            self.assertIn("damaged", started.stderr) if text != "null" else None
            self.assertIn("📝 Scribe stopped", self.scribe("stop").stdout)

    def test_23_the_timeout_asked_for_is_recorded_and_notes_are_activity(self) -> None:
        self.start("--idle-timeout", "300")
        self.assertEqual(self.registry()["B-1009"]["idle_timeout"], 300)
        self.scribe("append", "x")
        self.assertIsNotNone(self.registry()["B-1009"]["last_activity"])
        self.scribe("stop")
        with patch.dict(os.environ, {"SCRIBE_IDLE_TIMEOUT": "20"}):
            self.start()
        # The floor.
        self.assertEqual(self.registry()["B-1009"]["idle_timeout"], 60)

    def test_a_recorder_that_was_ended_before_it_began_does_not_begin(self) -> None:
        registry = scribe_sessions.registry_of(self.root)
        registry.register_session("B-1009", os.getpid(), "w")
        registry.update_session_status("B-1009", "completed")
        self.assertFalse(Recorder(self.root, "B-1009", 10, 60)._own())
        self.assertEqual(self.registry()["B-1009"]["status"], "completed")

    def test_a_stop_written_by_another_program_ends_the_recorder(self) -> None:
        pid = self.start()
        self.run_script("session_registry.py", "update", "--backlog-id", "B-1009", "--status", "completed")
        self.eventually(lambda: not scribe_sessions.is_recorder(pid, "B-1009"))


if __name__ == "__main__":
    unittest.main()
