"""Registry files of every kind, and several programs on one of them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unittest
from datetime import datetime, timedelta, timezone
from unittest.mock import patch

import scribe_files
import session_registry
from scaffold import HERE, SAMPLES, RepoCase, vectors
from scribe_records import parse_registry, salvage_registry
from scribe_text import Refused
from session_registry import SessionRegistry

REGISTRY = scribe_files.REGISTRY
MINIMAL = {"backlog_id": "B-0", "pid": 1, "start_time": "2025-08-21T00:00:00Z", "worklog_path": "w", "status": "active"}
# Where the old program lost sessions: what is kept instead.
KEPT_INSTEAD = {
    "context_null": ["B-1"],
    "tags_null": ["B-1"],
    "truncated": [],
    "list": [],
    "sessions_list": [],
    "null": [],
    "nan": [],
}


class Registries(RepoCase):
    def setUp(self) -> None:
        super().setUp()
        # What is said of a damaged file is tested where it is asked for.
        silence = patch.object(session_registry.sys, "stderr", open(os.devnull, "w", encoding="utf-8"))
        stream = silence.start()
        self.addCleanup(lambda: (silence.stop(), stream.close()))

    def saved(self, text: str | bytes) -> tuple[str, list[str]]:
        """The file after a save, and the names of copies that were set aside."""
        self.put(REGISTRY, text)
        SessionRegistry(REGISTRY).save_registry()
        copies = sorted(
            path.name for path in (self.root / "artifacts").iterdir() if path.name != "session_registry.json"
        )
        return self.read(REGISTRY), copies

    def test_the_vectors_of_loading_and_saving(self) -> None:
        for name, vector in vectors("registry_load").items():
            with self.subTest(name):
                text, copies = self.saved(vector["file"])
                kept = KEPT_INSTEAD.get(name)
                if kept is None:
                    self.assertEqual(
                        re.sub(r'"last_updated": "[^"]*"', '"last_updated": "<ISO>"', text), vector["saved"]
                    )
                    self.assertEqual((list(json.loads(text)["sessions"]), copies), (vector["loaded"], []))
                else:
                    self.assertEqual(list(json.loads(text)["sessions"]), kept)
                    for copy in copies:
                        self.assertEqual(self.read(f"artifacts/{copy}"), vector["file"])
                    self.assertEqual(len(copies), 0 if kept else 1)
                for copy in copies:
                    (self.root / "artifacts" / copy).unlink()

    def test_a_good_session_beside_a_bad_one_stays(self) -> None:
        for name in KEPT_INSTEAD:
            bad = vectors("registry_load")[name]["file"]
            both = re.sub(r'("sessions": ?\{)', rf"\1{json.dumps('B-0')}: {json.dumps(MINIMAL)}, ", bad, count=1)
            if both != bad:
                with self.subTest(name):
                    self.assertIn("B-0", json.loads(self.saved(both)[0])["sessions"])

    def test_the_vectors_of_cleaning_up(self) -> None:
        recent = (datetime.now(timezone.utc) - timedelta(days=6, hours=23)).isoformat()
        for vector in vectors("cleanup"):
            with self.subTest(vector):
                start = vector["start_time"].replace("<now-6d23h>", recent)
                record = {**MINIMAL, "status": vector["status"], "start_time": start}
                self.put(REGISTRY, json.dumps({"sessions": {"B-0": record}}))
                removed = SessionRegistry(REGISTRY).cleanup_completed_sessions()
                self.assertEqual((removed == 1, "B-0" not in self.registry()), (vector["removed"], vector["removed"]))

    def test_the_samples_are_read_and_written_as_they_are(self) -> None:
        for name in ("1-after-start", "2-after-tag", "3-after-stop"):
            text = (SAMPLES / f"{name}.session_registry.json").read_text(encoding="utf-8")
            timeless = lambda some: re.sub(r'"last_updated": "[^"]*"', "", some)
            self.assertEqual(timeless(self.saved(text)[0]), timeless(text))

    def test_damaged_files_lose_no_session_that_can_be_read(self) -> None:
        whole = json.dumps({"sessions": {f"B-{n}": {**MINIMAL, "backlog_id": f"B-{n}"} for n in range(50)}}, indent=2)
        for cut in (len(whole) - 1, len(whole) // 2, len(whole) // 3):
            with self.subTest(cut):
                text, copies = self.saved(whole[:cut])
                self.assertGreaterEqual(len(json.loads(text)["sessions"]), whole[:cut].count('"status"') - 1)
                self.assertEqual(self.read(f"artifacts/{copies[-1]}"), whole[:cut])

    def test_odd_files_end_in_no_loss_and_no_crash(self) -> None:
        deep = "[" * 100_000
        corpus = [
            "",
            " \n",
            "{",
            "[1]",
            "null",
            "\ufeff{}",
            deep,
            '{"sessions": 7}',
            '{"sessions": {"B-1": 7}}',
            '{"sessions": {"__proto__": {}}}',
        ]
        for data in [
            *(text.encode("utf-8") for text in corpus),
            b"\xff\xfe{\x00}\x00",
            bytes(range(256)),
            b"\x00" * 1000,
        ]:
            with self.subTest(data[:20]):
                text, copies = self.saved(data)
                self.assertIsInstance(json.loads(text)["sessions"], dict)
                kept = [(self.root / "artifacts" / copy).read_bytes() for copy in copies]
                self.assertTrue(data in kept or not data.strip() or parse_registry(data) is not None)
                for copy in copies:
                    (self.root / "artifacts" / copy).unlink()

    def test_what_was_known_is_not_forgotten_because_the_file_is_torn(self) -> None:
        registry = SessionRegistry(REGISTRY)
        registry.register_session("B-1", 1, "w")
        for torn in ("", '{"sessions": {', "null"):
            self.put(REGISTRY, torn)
            registry.register_session("B-2", 2, "w")
            self.assertEqual(set(self.registry()), {"B-1", "B-2"})

    def test_a_bad_record_is_left_out_of_the_file_and_kept_in_the_copy(self) -> None:
        records = {
            "B-1": {**MINIMAL, "backlog_id": "B-1"},
            "B-2": {**MINIMAL, "pid": "12"},
            "B-3": {**MINIMAL, "backlog_id": "B-3"},
        }
        text, copies = self.saved(json.dumps({"sessions": records}))
        self.assertEqual((list(json.loads(text)["sessions"]), len(copies)), (["B-1", "B-3"], 1))
        self.assertIn("B-2", self.read(f"artifacts/{copies[0]}"))

    def test_two_damaged_files_of_one_moment_are_two_copies(self) -> None:
        for text in ("{one", "{two"):
            os.utime(self.put(REGISTRY, text), (1_764_000_000, 1_764_000_000))
            SessionRegistry(REGISTRY).save_registry()
        kept = {self.read(f"artifacts/{name}") for name in os.listdir(self.root / "artifacts") if ".corrupt-" in name}
        self.assertEqual(kept, {"{one", "{two"})

    def test_reading_alone_writes_nothing(self) -> None:
        self.put(REGISTRY, "{")
        self.assertEqual(SessionRegistry(REGISTRY).sessions, {})
        self.assertEqual((self.read(REGISTRY), os.listdir(self.root / "artifacts")), ("{", ["session_registry.json"]))

    def test_a_registry_that_is_no_ordinary_file_is_refused(self) -> None:
        self.put("elsewhere.json", "{}")
        (self.root / "artifacts").mkdir()
        for plant in (
            lambda path: path.symlink_to(self.root / "elsewhere.json"),
            os.mkfifo,
            os.mkdir,
            lambda path: path.open("wb").truncate(scribe_files.MAX_BYTES + 1),
        ):
            path = self.root / REGISTRY
            plant(path)
            with self.assertRaises(Refused):
                SessionRegistry(REGISTRY)
            path.rmdir() if path.is_dir() else path.unlink()
        self.assertEqual(self.read("elsewhere.json"), "{}")

    def test_salvage_reads_brackets_and_strings_only(self) -> None:
        tricky = {**MINIMAL, "worklog_path": 'a "quoted" { [ } text \\'}
        text = json.dumps({"x": {"sessions": {"no": MINIMAL}}, "sessions": {"B-0": tricky}})[:-2]
        self.assertEqual(list(salvage_registry(text.encode()).sessions), ["B-0"])

    def test_beginning_anew_keeps_tags_and_description(self) -> None:
        record = {**MINIMAL, "status": "completed", "context": {"tags": ["kept"], "description": "said"}}
        self.put(REGISTRY, json.dumps({"sessions": {"B-0": record}}))
        SessionRegistry(REGISTRY).register_session("B-0", 2, "w", tags=["new"])
        context = self.registry()["B-0"]["context"]
        self.assertEqual((context["tags"], context["description"]), (["kept", "new"], "said"))


# Saves the way the old program is described to: reads, changes, empties the file, writes it. No lock.
CARELESS = """
import json, sys, time
path, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
for number in range(count):
    for attempt in range(200):
        try:
            data = json.load(open(path))
            break
        except (ValueError, FileNotFoundError):
            time.sleep(0.002)
    key = f"{name}-{number}"
    session = {"backlog_id": key, "pid": 1, "start_time": "2025-08-21T00:00:00Z", "worklog_path": "w"}
    data["sessions"][key] = {**session, "status": "active"}
    with open(path, "w") as file:
        json.dump(data, file, indent=2)
    time.sleep(0.004)
"""
CAREFUL = """
import sys
sys.path.insert(0, sys.argv[4])
from session_registry import SessionRegistry
registry = SessionRegistry(sys.argv[1])
for number in range(int(sys.argv[3])):
    registry.register_session(f"{sys.argv[2]}-{number}", 1, "w")
"""


class Together(RepoCase):
    def start(self, program: str, name: str, count: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-B", "-c", program, REGISTRY, name, str(count), str(HERE)], cwd=self.root
        )

    def test_5_eight_processes_lose_nothing(self) -> None:
        running = [self.start(CAREFUL, f"P{number}", 25) for number in range(8)]
        self.assertEqual([process.wait(60) for process in running], [0] * 8)
        self.assertEqual(len(self.registry()), 200)

    def test_nothing_of_ours_is_lost_beside_a_program_that_takes_no_lock(self) -> None:
        self.put(REGISTRY, '{"sessions": {}}')
        careless = self.start(CARELESS, "OLD", 60)
        registry = SessionRegistry(REGISTRY)
        for number in range(60):
            registry.register_session(f"OURS-{number}", 1, "w")
        self.assertEqual(careless.wait(60), 0)
        registry.register_session("OURS-LAST", 1, "w")
        self.assertEqual(sum(key.startswith("OURS") for key in self.registry()), 61)
        # The old program loses most of these to itself; what is left is its being held up in the middle of a write.
        self.assertGreater(sum(key.startswith("OLD") for key in self.registry()), 54)

    def test_a_late_write_into_the_file_that_was_replaced_is_taken_over(self) -> None:
        SessionRegistry(REGISTRY).register_session("B-1", 1, "w")
        registry = SessionRegistry(REGISTRY)
        late = json.loads(self.read(REGISTRY))
        late["sessions"]["B-LATE"] = {**MINIMAL, "backlog_id": "B-LATE"}
        replace, handle = os.replace, open(self.root / REGISTRY, "r+", encoding="utf-8")

        def racing(source: str, target: str) -> None:
            replace(source, target)
            if late:
                handle.write(json.dumps(late))
                handle.truncate()
                handle.close()
                late.clear()

        with patch.object(scribe_files.os, "replace", racing):
            registry.register_session("B-2", 2, "w")
        self.assertEqual(set(self.registry()), {"B-1", "B-2", "B-LATE"})

    def test_a_change_of_two_is_a_change_of_both(self) -> None:
        one, two = SessionRegistry(REGISTRY), SessionRegistry(REGISTRY)
        one.register_session("B-1", 1, "w")
        two.add_context_tags("B-1", ["of two"])
        one.add_context_tags("B-1", ["of one"])
        two.update_session_status("B-1", "completed")
        session = self.registry()["B-1"]
        self.assertEqual((session["context"]["tags"], session["status"]), (["of two", "of one"], "completed"))
        two.sessions["B-1"].start_time = "2020-01-01T00:00:00Z"
        two.save_registry()
        one.load_registry()
        two.cleanup_completed_sessions()
        one.load_registry()
        self.assertEqual((one.sessions, self.registry()), ({}, {}))

    def test_no_save_leaves_a_torn_file_or_a_temporary_one(self) -> None:
        killed = self.start(CAREFUL, "K", 100_000)
        self.eventually(lambda: (self.root / REGISTRY).exists())
        for _ in range(200):
            json.loads(self.read(REGISTRY))
        killed.kill()
        killed.wait(60)
        self.assertGreater(len(self.registry()), 0)
        SessionRegistry(REGISTRY).register_session("B-1", 1, "w")
        self.assertEqual(os.listdir(self.root / "artifacts"), ["session_registry.json"])


if __name__ == "__main__":
    unittest.main()
