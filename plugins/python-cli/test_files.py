"""Ids, notes, worklogs, state files and processes: what comes in is hostile, what is written is whole."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import unittest
from datetime import datetime, timedelta, timezone
from unittest.mock import patch

import scribe_files
import scribe_processes
from scaffold import HERE, RepoCase, vectors
from scribe_redact import redact
from scribe_text import Refused, change_lines, detect_backlog_id, note_lines, parse_backlog_id, path_text
from session_registry import SessionRegistry

REGISTRY = scribe_files.REGISTRY


class Ids(unittest.TestCase):
    def test_ids_that_could_name_another_file_are_refused(self) -> None:
        for text in (
            "../../x",
            "/etc/passwd",
            "a/b",
            "a\\b",
            "..",
            ".",
            ".x",
            "a..b",
            "B-1.",
            "",
            "CON",
            "nul",
            "B 1",
            "B-1\n",
            "B-\u0663",
            "x" * 65,
            "-rf",
            "\0",
        ):
            with self.subTest(text), self.assertRaises(Refused):
                parse_backlog_id(text)
        for text in ("B-1", "A-bomfile", "x" * 64, "1.2_3-4"):
            self.assertEqual(parse_backlog_id(text), text)

    def test_the_vectors_of_detection(self) -> None:
        for vector in vectors("detect_backlog_id"):
            state = (vector["state"] or {}).get("backlog_id")
            result = vector["result"]
            expected = result if result and result.isascii() else None
            with self.subTest(vector):
                self.assertEqual(detect_backlog_id(vector["explicit"], vector["branch"], state), expected)

    def test_a_name_that_only_ends_like_an_id_is_none(self) -> None:
        self.assertIsNone(detect_backlog_id(None, "feat/WEB-12", None))
        self.assertEqual(detect_backlog_id(None, "feat/WEB-12-B-7", None), "B-7")
        with self.assertRaises(Refused):
            detect_backlog_id(None, "main", "../../x")


class Worklogs(RepoCase):
    def test_a_note_cannot_forge_an_entry(self) -> None:
        for end in ("\n", "\r", "\r\n", "\v", "\f", "\x85", "\u2028", "\u2029"):
            lines = note_lines(f"one{end}## 2025-01-01 00:00:00{end}{end}- Session stopped")
            self.assertEqual(lines, ["- one", "  ## 2025-01-01 00:00:00", "  - Session stopped"])
        self.assertEqual(note_lines(""), ["- "])

    def test_paths_stay_on_one_line(self) -> None:
        self.assertEqual(path_text("a b.ts"), "a b.ts")
        for path in ("new\nline", " leading", "- x", "(+9 more)", 'quote"', "\u202etxt.exe", "\udcff"):
            self.assertRegex(path_text(path), r'^"[^\n\u202e\udcff]*"$')
        self.assertEqual(change_lines([f"{n:02}" for n in range(12)])[-2:], ["  - 09", "  - (+2 more)"])

    def test_appending_adds_to_what_is_there(self) -> None:
        scribe_files.append_note(self.root, "B-1", "one")
        first = self.read("artifacts/worklogs/B-1.md")
        self.assertRegex(first, r"\A# Worklog B-1\n\n## \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n\n- one\n\Z")
        scribe_files.append_note(self.root, "B-1", "two")
        self.assertTrue(self.read("artifacts/worklogs/B-1.md").startswith(first))

    def test_a_worklog_that_leads_elsewhere_is_not_written(self) -> None:
        outside = self.folder / "outside"
        outside.mkdir()
        (outside / "theirs.md").write_text("theirs")
        folder = scribe_files.folder_inside(self.root, "artifacts/worklogs")
        (folder / "B-1.md").symlink_to(outside / "theirs.md")
        os.link(outside / "theirs.md", folder / "B-2.md")
        os.mkfifo(folder / "B-3.md")
        (folder / "B-4.md").mkdir()
        for backlog_id in ("B-1", "B-2", "B-3", "B-4"):
            with self.assertRaises(Refused):
                scribe_files.append_note(self.root, backlog_id, "x")
        self.assertEqual((os.listdir(outside), (outside / "theirs.md").read_text()), (["theirs.md"], "theirs"))

    def test_a_folder_that_leads_elsewhere_gets_nothing(self) -> None:
        outside = self.folder / "outside"
        outside.mkdir()
        (self.root / "artifacts").symlink_to(outside)
        with self.assertRaises(Refused):
            scribe_files.append_note(self.root, "B-1", "x")
        self.assertEqual(os.listdir(outside), [])

    def test_half_an_entry_is_taken_back(self) -> None:
        scribe_files.append_note(self.root, "B-1", "one")
        before, write = self.read("artifacts/worklogs/B-1.md"), os.write
        calls = []

        def short(handle: int, data: bytes) -> int:
            calls.append(data)
            if len(calls) > 1:
                raise OSError(28, "No space left on device")
            return write(handle, data[:5])

        with patch.object(scribe_files.os, "write", short), self.assertRaises(OSError):
            scribe_files.append_note(self.root, "B-1", "two")
        self.assertEqual(self.read("artifacts/worklogs/B-1.md"), before)

    def test_secrets_do_not_reach_the_file(self) -> None:
        secret = "aB3dE5fG7hJ9" * 4
        for text in (
            f"ghp_{secret}",
            f"AKIA{'AB2CD3EF4GH5'[:10]}ABCDEF",
            f"sk-{secret}",
            f"Authorization: Bearer {secret}",
            "postgres://ada:hunter2@db.example.com/app",
            "PASSWORD=correcthorse",
            "api_key = 'abcdefgh'",
            "deploy --password hunter22 --force",
            f"eyJ{secret}.eyJ{secret}.{secret}",
            f"-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----",
        ):
            with self.subTest(text):
                self.assertIn("[redacted:", redact(text))
                self.assertEqual(redact(redact(text)), redact(text))
                scribe_files.append_note(self.root, "B-1", f"note {text}")
        worklog = self.read("artifacts/worklogs/B-1.md")
        for part in (secret, "hunter2", "correcthorse", "abcdefgh"):
            self.assertNotIn(part, worklog)
        for plain in (
            "fix: read the token once (a94a8fe5ccb19ba61c4c0873d391e987982fbbd3)",
            "src/auth/password/resetToken.ts",
        ):
            self.assertEqual(redact(plain), plain)

    def test_hostile_text_is_redacted_in_linear_time(self) -> None:
        for text in (
            "-----BEGIN PRIVATE KEY-----" * 4000,
            "a" * 100_000,
            "--password-" * 10_000,
            "token" * 20_000,
            "eyJ" * 30_000,
        ):
            redact(text)


class State(RepoCase):
    def test_foreign_keys_stay(self) -> None:
        self.put(scribe_files.STATE, '{"mine": [1], "backlog_id": "B-1"}')
        self.assertTrue(scribe_files.merge_state(self.root, {"scribe": {}}))
        self.assertEqual(
            self.read(scribe_files.STATE), '{\n  "mine": [\n    1\n  ],\n  "backlog_id": "B-1",\n  "scribe": {}\n}'
        )

    def test_a_state_that_is_a_link_is_not_followed(self) -> None:
        self.put("theirs.json", '{"backlog_id": "B-9"}')
        (self.root / scribe_files.STATE).symlink_to("theirs.json")
        self.assertEqual((scribe_files.read_state(self.root), scribe_files.merge_state(self.root, {})), (None, False))

    def test_a_damaged_state_is_left_alone(self) -> None:
        for text in ("[]", "{", "7", "\x00", "[" * 100_000):
            self.put(scribe_files.STATE, text)
            self.assertFalse(scribe_files.merge_state(self.root, {"scribe": {}}))
            self.assertEqual(self.read(scribe_files.STATE), text)

    def test_an_empty_one_is_begun(self) -> None:
        for text in (None, "", "\n"):
            if text is not None:
                self.put(scribe_files.STATE, text)
            self.assertTrue(scribe_files.merge_state(self.root, {"backlog_id": "B-1"}))
            (self.root / scribe_files.STATE).unlink()

    def test_temporary_files_stand_in_the_git_directory(self) -> None:
        seen = []
        replace = os.replace
        with patch.object(
            scribe_files.os, "replace", lambda source, target: (seen.append(str(source)), replace(source, target))
        ):
            scribe_files.merge_state(self.root, {"a": 1})
            SessionRegistry(REGISTRY).register_session("B-1", 1, "w")
        self.assertEqual(
            [os.path.dirname(os.path.abspath(path)) for path in seen], [str(self.root / ".git/scribe")] * 2
        )

    def test_a_failed_write_leaves_the_old_file_and_nothing_else(self) -> None:
        scribe_files.merge_state(self.root, {"a": 1})
        before = self.read(scribe_files.STATE)
        with (
            patch.object(scribe_files.os, "replace", side_effect=OSError(28, "No space left on device")),
            self.assertRaises(OSError),
        ):
            scribe_files.merge_state(self.root, {"a": 2})
        self.assertEqual((self.read(scribe_files.STATE), os.listdir(self.root / ".git/scribe")), (before, []))


class Processes(unittest.TestCase):
    def test_numbers_that_name_no_single_process_are_none(self) -> None:
        for pid in (0, 1, -1, -5, 2**40, True, "12", None, 3.0):
            self.assertFalse(scribe_processes.is_running(pid))
        self.assertTrue(scribe_processes.is_running(os.getpid()))

    def test_a_number_that_was_taken_over_belongs_to_somebody_else(self) -> None:
        stranger = subprocess.Popen(["sleep", "60"])
        self.addCleanup(lambda: (stranger.kill(), stranger.wait()))
        hour = timedelta(hours=1)
        self.assertFalse(scribe_processes.belongs_to(stranger.pid, (datetime.now(timezone.utc) - hour).isoformat()))
        self.assertTrue(scribe_processes.belongs_to(stranger.pid, (datetime.now(timezone.utc) + hour).isoformat()))
        self.assertEqual(scribe_processes.arguments_of(stranger.pid)[-1], "60")
        self.assertGreater(scribe_processes.memory_mb(os.getpid()), 1)


class Sources(RepoCase):
    def test_they_work_where_the_old_ones_were_and_as_a_package(self) -> None:
        (self.root / "scripts").mkdir()
        for path in HERE.glob("*.py"):
            if not path.name.startswith("test_") and path.name != "scaffold.py":
                shutil.copy(path, self.root / "scripts")
        doorway = [sys.executable, "scripts/single_doorway.py", "scribe", "append", "from there"]
        subprocess.run(doorway, check=True, capture_output=True)
        self.assertIn("- from there\n", self.read("artifacts/worklogs/B-1009.md"))
        program = (
            "from scripts.session_registry import SessionRegistry; SessionRegistry().register_session('B-1', 1, 'w')\n"
            "from scripts.session_context_integration import SessionContextIntegrator\n"
            "print(SessionContextIntegrator().get_session_summary())"
        )
        done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
        self.assertIn("Active Scribe Sessions (1)", done.stdout)

    def test_only_the_standard_library_is_needed(self) -> None:
        names = {path.stem for path in HERE.glob("*.py")}
        for path in HERE.glob("*.py"):
            for found in re.finditer(r"^(?:from|import) ([\w.]+)", path.read_text(encoding="utf-8"), re.MULTILINE):
                module = found.group(1).split(".")[0]
                if hasattr(sys, "stdlib_module_names"):
                    self.assertTrue(
                        module in sys.stdlib_module_names or module in names, f"{path.name} imports {module}"
                    )


if __name__ == "__main__":
    unittest.main()
