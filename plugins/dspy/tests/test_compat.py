"""The Python program's names and dictionaries, served by the daemon and without it."""

from __future__ import annotations

import asyncio
import json
import os
import time
import unittest
from pathlib import Path
from typing import Any

from scaffold import PROJECT, DaemonCase, RepoCase, eventually
from scribe_client import ScribeClient
from scribe_dspy.compat import (
    AsyncScribeContextProvider,
    ScribeContextProvider,
    aget_context_for_role,
    get_scribe_context_for_role,
    integrate_with_model_switcher,
)

SAMPLE = json.loads((PROJECT / "testing/compat/samples/context_role_coder.json").read_text(encoding="utf-8"))


class Switcher:
    def __init__(self) -> None:
        self.context: dict[str, Any] = {"own": 1}


class AddingSwitcher:
    def __init__(self) -> None:
        self.added: list[dict[str, Any]] = []

    def add_context(self, context: dict[str, Any]) -> None:
        self.added.append(context)


class KeyCase(unittest.TestCase):
    def same_keys(self, found: dict[str, Any], *, registry: bool = True) -> None:
        """At every level the original's keys, and no other."""
        self.assertEqual(list(found), list(SAMPLE))
        base, wanted = found["base_context"], SAMPLE["base_context"]
        self.assertEqual(list(base), list(wanted))
        self.assertEqual(list(found["role_focus"]), list(SAMPLE["role_focus"]))
        self.assertEqual(list(found["current_work"]), list(SAMPLE["current_work"]))
        if registry:
            self.assertEqual(list(base["session_registry"]), list(wanted["session_registry"]))
        for one in base["recent_worklogs"]:
            self.assertEqual(list(one), ["file", "last_modified", "size"])
        for one in [*base["active_sessions"], *found["relevant_sessions"]]:
            self.assertEqual(list(one), ["backlog_id", "status", "last_updated"])
        json.dumps(found)


class TestProvider(DaemonCase, KeyCase):
    def test_the_dictionaries_have_the_originals_keys_and_what_was_always_empty_is_filled(self) -> None:
        provider = ScribeContextProvider(self.repo.root, client=self.client())
        eventually(lambda: (found := provider.fetch_scribe_context())["recent_worklogs"] and found["session_registry"])
        found = provider.get_role_specific_context("coder")
        self.same_keys(found)
        record = found["base_context"]["session_registry"]["sessions"]["B-7"]
        wanted = SAMPLE["base_context"]["session_registry"]["sessions"]["B-093"]
        self.assertEqual((set(record), set(record["context"])), (set(wanted), set(wanted["context"])))
        self.assertEqual(found["role_focus"], SAMPLE["role_focus"])
        self.assertEqual(found["base_context"]["current_branch"], "feat/B-7-demo")
        self.assertEqual([one["backlog_id"] for one in found["relevant_sessions"]], ["B-7"])
        self.assertEqual(provider.get_active_session()["backlog_id"], "B-7")
        self.assertEqual(provider.session_registry_path, self.repo.root / "artifacts/session_registry.json")

    def test_any_context_can_be_had_in_that_form(self) -> None:
        client = self.client()
        self.same_keys(self.settled(client).to_legacy_dict())
        self.same_keys(client.context_nowait("nobody").to_legacy_dict(), registry=False)
        self.assertEqual(client.context_nowait("nobody").to_legacy_dict()["role_focus"]["focus"], "general")

    def test_the_asynchronous_twins_say_the_same(self) -> None:
        one = ScribeContextProvider(self.repo.root, client=self.client())
        other = AsyncScribeContextProvider(self.repo.root, client=self.client())
        self.settled(one.client)

        async def ask() -> list[Any]:
            switcher = AddingSwitcher()
            await other.aintegrate_with_model_switcher(switcher)
            return [
                await other.aget_role_specific_context("planner"),
                await other.afetch_scribe_context(),
                await other.aget_active_session(),
                switcher.added[0],
            ]

        role, base, active, added = asyncio.run(ask())
        for context in (role["base_context"], base, added):
            self.assertEqual({**context, "timestamp": ""}, {**one.fetch_scribe_context(), "timestamp": ""})
        self.assertEqual(active, one.get_active_session())
        self.assertEqual(role["role_focus"], one.get_role_specific_context("planner")["role_focus"])

    def test_a_model_switcher_is_given_it_and_with_live_again_when_it_changes(self) -> None:
        provider = ScribeContextProvider(self.repo.root, client=self.client())
        switcher, adding = Switcher(), AddingSwitcher()
        following = provider.integrate_with_model_switcher(switcher, live=True)
        self.assertIsNone(provider.integrate_with_model_switcher(adding))
        self.assertEqual((switcher.context["own"], switcher.context["current_branch"]), (1, "feat/B-7-demo"))
        self.assertEqual(list(adding.added[0]), list(SAMPLE["base_context"]))
        assert following is not None
        self.assertTrue(following.wait(30))
        other = self.folder / "other"
        self.repo.git("worktree", "add", "-q", "-b", "feat/B-8-other", str(other))
        self.repo.git("checkout", "-q", "-b", "feat/B-7-more")
        self.daemon.rpc("session/update", session=self.session["id"], tags_add=["x"])
        eventually(lambda: switcher.context["current_branch"] == "feat/B-7-more")
        following.close()
        # One without either place for it is left as it is.
        self.assertIsNone(provider.integrate_with_model_switcher(object()))

    def test_for_the_current_folder(self) -> None:
        before, home = Path.cwd(), os.environ.get("SCRIBE_HOME")
        os.chdir(self.repo.root)
        os.environ["SCRIBE_HOME"] = str(self.home)
        self.addCleanup(os.chdir, before)
        self.addCleanup(lambda: os.environ.pop("SCRIBE_HOME") if home is None else None)
        ScribeClient._shared.clear()
        self.addCleanup(ScribeClient._shared.clear)
        self.same_keys(get_scribe_context_for_role("coder"), registry=False)
        switcher = Switcher()
        integrate_with_model_switcher(switcher)
        self.assertEqual(switcher.context["current_branch"], "feat/B-7-demo")
        text = asyncio.run(aget_context_for_role("coder", "fix the parser"))
        self.assertIn("# Scribe context: coder", text)
        for client in ScribeClient._shared.values():
            client.close()


class TestProviderOff(RepoCase, KeyCase):
    def test_without_the_app_they_come_from_the_files(self) -> None:
        about = {"tags": ["a"], "session_type": "debug", "priority": "high"}
        record = {"backlog_id": "B-7", "pid": 1, "start_time": "s", "status": "active", "context": about}
        self.repo.write(
            "artifacts/session_registry.json",
            json.dumps({"last_updated": "x", "total_sessions": 1, "active_sessions": 1, "sessions": {"B-7": record}}),
        )
        self.repo.write("artifacts/worklogs/B-7.md", "# Worklog B-7\n")
        self.repo.write("a.py", "one = 2\n")
        self.repo.commit("second")
        provider = ScribeContextProvider(self.repo.root, client=self.client())
        found = provider.get_role_specific_context("coder")
        self.same_keys(found)
        self.assertEqual(
            found["current_work"],
            {
                **SAMPLE["current_work"],
                "active_sessions": 1,
                "recent_changes": 1,
                "current_branch": "feat/B-7-demo",
                "worklog_entries": 1,
            },
        )
        self.assertEqual(found["base_context"]["recent_changes"], ["a.py"])
        self.assertEqual(provider.get_active_session()["status"], "active")

    def test_where_there_is_nothing_they_are_empty_and_nothing_is_made(self) -> None:
        nowhere = self.folder / "nowhere"
        nowhere.mkdir()
        provider = ScribeContextProvider(nowhere, client=self.client(project_root=nowhere))
        began = time.monotonic()
        self.assertEqual(provider.get_active_session(), {})
        self.same_keys(provider.get_role_specific_context("coder"), registry=False)
        self.assertEqual(provider.fetch_scribe_context()["current_branch"], "unknown")
        self.assertLess(time.monotonic() - began, 10)
        self.assertEqual(list(nowhere.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
