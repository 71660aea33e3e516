"""The recorder that works on plain files: what it sees, what it reports, when it ends."""

from __future__ import annotations

import os
import subprocess
import time
import unittest
from unittest.mock import patch

import scribe_git
import scribe_recorder
import scribe_sessions
from scaffold import DoorwayCase
from scribe_git import read_status
from scribe_recorder import Recorder


class Recording(DoorwayCase):
    """The recorder's looks, one by one, without its process."""

    def setUp(self) -> None:
        super().setUp()
        scribe_sessions.registry_of(self.root).register_session("B-1009", os.getpid(), "w")
        self.recorder = Recorder(self.root, "B-1009", 10, 60)
        self.recorder._look()

    def look(self) -> tuple[str, str | None]:
        """What the look added to the worklog, and the closing line."""
        before = self.worklog() if (self.root / "artifacts/worklogs/B-1009.md").exists() else ""
        line = self.recorder._look()
        after = self.worklog() if (self.root / "artifacts/worklogs/B-1009.md").exists() else ""
        return after[len(before) :], line

    def test_nothing_changed_is_nothing_said(self) -> None:
        self.assertEqual(self.look(), ("", None))

    def test_9_a_file_changed_again_while_it_differs_is_reported_again(self) -> None:
        for text in ("two\n", "three, longer\n"):
            self.put("README.md", text)
            self.assertIn("- Changes: 1 file(s)\n  - README.md\n", self.look()[0])
        self.assertEqual(self.look()[0], "")

    def test_10_files_of_any_kind_and_name_are_seen(self) -> None:
        for path in ("newdir/deep/a.ts", "with space.js", "ünï.md", "UPPER.PY", 'quote".txt'):
            self.put(path, "x")
        added = self.look()[0]
        for shown in ("newdir/deep/a.ts", "with space.js", "ünï.md", "UPPER.PY", '"quote\\".txt"'):
            self.assertIn(f"  - {shown}\n", added)

    def test_11_scribes_own_files_are_not_reported(self) -> None:
        self.git("add", "-f", "artifacts")
        self.git("commit", "-q", "-m", "tracked")
        self.look()
        self.put(".ai_state.json", "{}")
        scribe_sessions.registry_of(self.root).add_context_tags("B-1009", ["x"])
        self.assertEqual(self.look()[0], "")

    def test_another_branch_ends_the_session(self) -> None:
        self.git("checkout", "-q", "-b", "feat/B-2000-other")
        with patch.dict(os.environ, {"SCRIBE_BRANCH_TRACKING": "false"}):
            self.assertEqual(self.look()[1], None)
        self.assertEqual(self.look()[1], "- Branch switched to feat/B-2000-other; stopping scribe")

    def test_12_a_push_ends_the_session_though_the_state_file_is_not_ignored(self) -> None:
        bare = self.folder / "bare.git"
        subprocess.run(["git", "init", "-q", "--bare", str(bare)], check=True)
        self.git("remote", "add", "origin", str(bare))
        self.put(".ai_state.json", "{}")
        self.assertEqual(self.look()[1], None)
        self.git("push", "-q", "-u", "origin", self.branch)
        self.put("dirty.txt", "x")
        self.assertEqual(self.look()[1], None)
        (self.root / "dirty.txt").unlink()
        self.assertEqual(self.look()[1], "- Remote is up-to-date with local; stopping scribe after push")

    def test_idleness_ends_the_session_but_not_while_it_is_paused(self) -> None:
        self.recorder._active_at = time.monotonic() - 61
        scribe_sessions.registry_of(self.root).update_session_status("B-1009", "paused")
        self.put("README.md", "of nobody\n")
        self.assertEqual(self.look(), ("", None))
        scribe_sessions.registry_of(self.root).update_session_status("B-1009", "active")
        self.recorder._active_at = time.monotonic() - 61
        self.assertEqual(self.look(), ("", "- Idle timeout reached; stopping scribe"))

    def test_the_end_is_recorded_once(self) -> None:
        self.assertTrue(scribe_sessions.finish(self.root, "B-1009", "- Idle timeout reached; stopping scribe"))
        self.assertFalse(scribe_sessions.finish(self.root, "B-1009", "- Session stopped"))
        self.assertEqual(self.registry()["B-1009"]["status"], "completed")
        self.assertNotIn("- Session stopped", self.worklog())

    def test_a_repository_cannot_make_git_run_its_programs(self) -> None:
        canary = self.folder / "canary"
        for key in (
            "core.fsmonitor",
            "core.hooksPath",
            "filter.x.clean",
            "filter.x.process",
            "core.sshCommand",
            "diff.x.command",
        ):
            self.git("config", key, f"touch {canary}; cat")
        self.git("config", "filter.x.required", "true")
        self.put(".gitattributes", "* filter=x diff=x\n")
        self.put("README.md", "changed\n")
        self.assertIn("README.md", read_status(self.root).files)
        self.assertFalse(canary.exists())

    def test_22_git_has_a_deadline(self) -> None:
        folder = self.folder / "bin"
        folder.mkdir()
        (folder / "git").write_text("#!/bin/sh\nsleep 300\n")
        (folder / "git").chmod(0o755)
        with (
            patch.dict(os.environ, {"PATH": f"{folder}:{os.environ['PATH']}"}),
            patch.object(scribe_git, "SECONDS", 0.3),
        ):
            with self.assertRaises(scribe_git.GitFailed):
                read_status(self.root)

    def test_git_is_not_taken_from_the_repository(self) -> None:
        self.put("git", "#!/bin/sh\ntouch canary\n").chmod(0o755)
        with patch.dict(os.environ, {"PATH": f".:{os.environ['PATH']}"}):
            read_status(self.root)
        self.assertFalse((self.root / "canary").exists())

    def test_git_that_does_not_answer_ends_nothing_and_reports_nothing(self) -> None:
        self.put("README.md", "changed\n")
        with patch.object(scribe_recorder, "read_status", side_effect=scribe_recorder.GitFailed("no")):
            self.assertEqual(self.look(), ("", None))
        self.assertIn("README.md", self.look()[0])


if __name__ == "__main__":
    unittest.main()
