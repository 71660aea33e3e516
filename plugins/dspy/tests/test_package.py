"""The package as it is handed out: its example, what it promises, what it shares with the rest of the project."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

from scaffold import PACKAGE, PROJECT, DaemonCase, eventually
from scribe_client import ROLES, __version__
from scribe_client.roles import focus_of


class TestExample(DaemonCase):
    def test_the_readmes_example_is_the_file_and_runs(self) -> None:
        example = PACKAGE / "examples/plan_next.py"
        readme = (PACKAGE / "README.md").read_text(encoding="utf-8")
        self.assertIn(f"```python\n{example.read_text(encoding='utf-8').rstrip()}\n```", readme)
        done = subprocess.run(
            [sys.executable, str(example)],
            check=False,
            cwd=self.repo.root,
            env={**os.environ, "SCRIBE_HOME": str(self.home)},
            capture_output=True,
            text=True,
        )
        self.assertEqual(
            (done.returncode, done.stdout), (0, "Write the test for the parser.\nconnected\n"), done.stderr
        )
        noted = eventually(lambda: found if len(found := self.lines()) >= 4 else None)
        self.assertRegex(noted[-2], r"^- DSPy module WithScribe: ok, .*in: question=What comes next\?")
        self.assertEqual(noted[-1], "- Next: Write the test for the parser first.")

    def test_the_roles_are_the_daemons(self) -> None:
        for role in (*ROLES, "general", "somebody"):
            answer = self.daemon.rpc("context/get", cwd=str(self.repo.root), role=role)
            self.assertEqual(answer["role_focus"], focus_of(role))

    def test_the_daemon_knows_it_by_its_name_and_version(self) -> None:
        client = self.client(client_name="my-program")
        client.get_context()
        [known] = [one for one in client.call("client/list", {})["clients"] if one["name"] == "my-program"]
        self.assertEqual((known["kind"], known["version"], known["pid"]), ("dspy", __version__, os.getpid()))
        self.assertEqual(known["scopes"], ["read", "append"])


class TestPackage(unittest.TestCase):
    def test_the_client_needs_the_standard_library_only(self) -> None:
        source = str(PACKAGE / "src")
        code = f"import sys; sys.path.insert(0, {source!r}); import scribe_client; print(scribe_client.ROLES)"
        done = subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True, capture_output=True, text=True)
        self.assertIn("planner", done.stdout)

    def test_what_is_built_has_both_packages_with_their_types(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
                check=True,
                cwd=PACKAGE,
                capture_output=True,
            )
            [wheel] = Path(folder).glob("*.whl")
            names = set(zipfile.ZipFile(wheel).namelist())
        self.assertEqual(wheel.name, f"scribe_dspy-{__version__}-py3-none-any.whl")
        wanted = {str(path.relative_to(PACKAGE / "src")) for path in (PACKAGE / "src").rglob("*") if path.is_file()}
        self.assertEqual({one for one in wanted if not one.endswith(".pyc")} - names, set())
        self.assertLessEqual({"scribe_client/py.typed", "scribe_dspy/py.typed"}, names)

    def test_secrets_are_taken_out_by_the_same_rules_as_in_the_scripts(self) -> None:
        own = (PACKAGE / "src/scribe_client/redact.py").read_bytes()
        self.assertEqual(own, (PROJECT / "plugins/python-cli/scribe_redact.py").read_bytes())

    def test_files_are_small_and_say_what_they_own(self) -> None:
        for path in (PACKAGE / "src").rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            self.assertLessEqual(len(text.splitlines()), 190, path)
            self.assertRegex(text, re.compile(r'^"""\S'), path)


if __name__ == "__main__":
    unittest.main()
