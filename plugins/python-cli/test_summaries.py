"""The summarizing scripts, against the old summarizer's own output."""

from __future__ import annotations

import json
import os
import re
import unittest
from datetime import datetime

import worklog_summarizer
from scaffold import SAMPLES, VECTORS, RepoCase

NAMES = sorted(path.stem for path in (VECTORS / "expected").glob("*.json"))


def timeless(markdown: str) -> str:
    markdown = re.sub(r"(<!-- (?:CREATED|UPDATED)_AT:) [\dT:.-]+ -->", r"\1 <ISO> -->", markdown)
    return re.sub(r"(\*\*(?:Generated|Last Updated)\*\*:) [\d :-]+", r"\1 <LOCAL>", markdown)


class Summaries(RepoCase):
    def put_worklog(self, name: str, data: bytes | str) -> None:
        self.put(f"artifacts/worklogs/{name}.md", data)

    def summarize(self, *arguments: str):
        return self.run_script("worklog_summarizer.py", *arguments)

    def test_the_vectors_in_both_forms(self) -> None:
        self.assertGreater(len(NAMES), 10)
        for name in NAMES:
            with self.subTest(name):
                self.put_worklog(name, (VECTORS / f"worklogs/{name}.md").read_bytes())
                summary = worklog_summarizer.summarize(self.root, name)
                self.assertEqual(
                    worklog_summarizer.render_json(summary).encode(), (VECTORS / f"expected/{name}.json").read_bytes()
                )
                markdown = worklog_summarizer.render_markdown(summary, datetime.now())
                self.assertEqual(timeless(markdown).encode(), (VECTORS / f"expected/{name}.md").read_bytes())

    def test_the_sample_session(self) -> None:
        self.put_worklog("B-093", (SAMPLES / "3-after-stop.B-093.md").read_bytes())
        done = self.summarize("--backlog-id", "B-093", "--format", "json", "--output", "out.json")
        self.assertEqual(
            (done.returncode, self.read("out.json")), (0, (SAMPLES / "4-summary.json").read_text(encoding="utf-8"))
        )
        self.assertEqual(self.summarize("--backlog-id", "B-093", "--quiet").stdout, "")
        self.assertEqual(
            timeless(self.read("artifacts/summaries/B-093-summary.md")),
            timeless((SAMPLES / "4-summary.md").read_text(encoding="utf-8")),
        )

    def test_json_without_a_named_file_goes_where_the_summary_goes(self) -> None:
        self.put_worklog("B-1", "- New idea: where it goes\n")
        self.assertEqual(self.summarize("--backlog-id", "B-1", "--format", "json").returncode, 0)
        self.assertEqual(
            json.loads(self.read("artifacts/summaries/B-1-summary.md"))["ideas"], ["New idea: where it goes"]
        )

    def test_what_cannot_be_summarized_ends_with_1_and_is_said_once(self) -> None:
        self.put_worklog("A-badutf8", (VECTORS / "worklogs/A-badutf8.md").read_bytes())
        (self.root / "artifacts/worklogs/B-2.md").symlink_to("A-badutf8.md")
        (self.root / "artifacts/worklogs/B-3.md").mkdir()
        for backlog_id in ("B-1", "A-badutf8", "B-2", "B-3", "../../x"):
            done = self.summarize("--backlog-id", backlog_id)
            self.assertEqual(
                (done.returncode, done.stdout, done.stderr.count("❌"), done.stderr.count("\n")), (1, "", 1, 1)
            )
        self.assertEqual(self.summarize().returncode, 2)
        self.assertFalse((self.root / "artifacts/summaries").exists())

    def test_worklogs_of_somebody_else_are_not_read(self) -> None:
        outside = self.folder / "outside"
        (outside / "worklogs").mkdir(parents=True)
        (outside / "worklogs/B-1.md").write_text("- New idea: of somebody else\n")
        (self.root / "artifacts").symlink_to(outside)
        self.assertEqual(self.summarize("--backlog-id", "B-1").returncode, 1)
        self.assertEqual(os.listdir(outside), ["worklogs"])

    def test_the_hook_never_holds_up_a_commit(self) -> None:
        for state in (None, "{", "[]", '{"backlog_id": "B-404"}', '{"backlog_id": "../../x"}', '{"backlog_id": 7}'):
            if state is not None:
                self.put(".ai_state.json", state)
            self.assertEqual(self.run_script("worklog_pre_commit.py").returncode, 0)
        self.assertFalse((self.root / "artifacts").exists())
        self.put(".ai_state.json", '{"backlog_id": "B-1"}')
        self.put_worklog("B-1", "- Decision: of the hook\n")
        self.assertEqual(self.run_script("worklog_pre_commit.py").returncode, 0)
        self.assertIn("Decision: of the hook", self.read("artifacts/summaries/B-1-summary.md"))


class Everything(RepoCase):
    def generate(self, *arguments: str):
        return self.run_script("generate_all_summaries.py", *arguments)

    def test_no_worklogs_end_with_1(self) -> None:
        for arguments in ([], ["--check-integration"], ["--graph-report"], ["--backlog-id", "../../x"]):
            self.assertEqual(self.generate(*arguments).returncode, 1)
        self.assertEqual(os.listdir(self.root), [".git"])

    def test_all_of_them_and_only_those_that_are_not_up_to_date(self) -> None:
        for number in range(3):
            self.put(f"artifacts/worklogs/B-{number}.md", f"- New idea: number {number}\n")
        self.put("artifacts/worklogs/not an id.md", "x")
        self.assertEqual(self.generate("--check-integration").stdout.count("missing"), 3)
        self.assertEqual(self.generate("--quiet").stdout, "")
        self.assertEqual(len(os.listdir(self.root / "artifacts/summaries")), 3)
        again = self.generate()
        self.assertEqual((again.returncode, again.stdout.count("up to date")), (0, 3))
        self.assertEqual(self.generate("--force").stdout.count("written to"), 3)
        os.utime(self.root / "artifacts/worklogs/B-1.md", ns=(2**62, 2**62))
        self.assertIn("B-1: older than its worklog", self.generate("--check-integration").stdout)
        self.assertEqual(self.generate().stdout.count("written to"), 1)
        self.assertIn("B-2: scribe_summary, weight 1", self.generate("--graph-report").stdout)

    def test_20_one_that_is_up_to_date_is_no_failure(self) -> None:
        self.put("artifacts/worklogs/B-1.md", "x\n")
        for _ in range(2):
            done = self.generate("--backlog-id", "B-1")
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_one_that_cannot_be_read_keeps_no_other_from_its_summary(self) -> None:
        self.put("artifacts/worklogs/B-1.md", b"\xff\xfe")
        self.put("artifacts/worklogs/B-2.md", "x\n")
        done = self.generate()
        self.assertEqual((done.returncode, done.stderr.count("❌")), (1, 1))
        self.assertTrue((self.root / "artifacts/summaries/B-2-summary.md").exists())


class Context(RepoCase):
    def test_1_a_session_that_is_active_is_in_the_context(self) -> None:
        self.run_script(
            "session_registry.py", "register", "--backlog-id", "B-1", "--pid", str(os.getpid()), "--worklog-path", "w"
        )
        context = json.loads(self.run_script("session_context_integration.py", "integrate").stdout)
        self.assertEqual([entry["backlog_id"] for entry in context["session_registry"]["active_sessions"]], ["B-1"])

    def test_the_command(self) -> None:
        run = lambda *arguments: self.run_script("session_context_integration.py", *arguments)
        self.assertEqual(run("summary").stdout, "No active Scribe sessions\n")
        self.run_script(
            "session_registry.py", "register", "--backlog-id", "B-1", "--pid", "2", "--worklog-path", "w", "--tags", "a"
        )
        self.assertIn("Active Scribe Sessions (1)", run("summary").stdout)
        self.assertEqual(json.loads(run("active").stdout)["active_sessions"][0]["context_tags"], ["a"])
        self.assertEqual(json.loads(run("context", "--tags", "a", "b").stdout)["count"], 1)
        self.assertEqual(json.loads(run("integrate").stdout)["session_registry"]["session_count"], 1)
        self.assertEqual((run("context").returncode, run("nonsense").returncode), (0, 2))

    def test_a_registry_that_cannot_be_used_is_an_empty_context_with_the_reason(self) -> None:
        (self.root / "artifacts").mkdir()
        (self.root / "artifacts/session_registry.json").symlink_to("/dev/zero")
        context = json.loads(self.run_script("session_context_integration.py", "active").stdout)
        self.assertEqual((context["session_count"], context["active_sessions"]), (0, []))
        self.assertIn("not an ordinary file", context["error"])


if __name__ == "__main__":
    unittest.main()
