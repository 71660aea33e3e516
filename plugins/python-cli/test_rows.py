"""The behaviours of the old registry's own tests, first part: 13 of the registry, 5 of the context, 11 with scribe."""

from __future__ import annotations

import json
import unittest
from unittest.mock import patch

import session_context_integration
import session_registry
from scaffold import EMPTY, RepoCase
from session_context_integration import SessionContextIntegrator
from session_registry import SessionRegistry

OLD = "2025-08-14T00:00:00Z"
TAGS = ["role-validation", "context-preservation", "dspy-integration"]


class RowCase(RepoCase):
    def setUp(self) -> None:
        super().setUp()
        self.path = self.put("registry.json", EMPTY)
        self.registry_object = self.open()

    def open(self) -> SessionRegistry:
        return SessionRegistry(registry_path=str(self.path))

    def register(self, backlog_id: str = "B-999", pid: int = 12345, **more: object) -> None:
        self.registry_object.register_session(backlog_id, pid, f"artifacts/worklogs/{backlog_id}.md", **more)

    def validate_with_dead_processes(self) -> None:
        with patch.object(session_registry, "is_running", return_value=False):
            self.registry_object.validate_processes()

    @property
    def sessions(self) -> dict:
        return self.registry_object.sessions


class Registry(RowCase):
    def test_r1_an_empty_registry_opens(self) -> None:
        self.assertEqual(self.sessions, {})
        self.assertIsInstance(self.sessions, dict)

    def test_r2_register(self) -> None:
        self.register(session_type="implementation", priority="high", tags=TAGS)
        session = self.sessions["B-999"]
        self.assertEqual(
            (session.backlog_id, session.pid, session.worklog_path), ("B-999", 12345, "artifacts/worklogs/B-999.md")
        )
        self.assertEqual(
            (session.context.session_type, session.context.priority, session.status),
            ("implementation", "high", "active"),
        )
        self.assertTrue(set(TAGS).issubset(session.context.tags))

    def test_r3_completed_has_a_last_activity(self) -> None:
        self.register()
        self.registry_object.update_session_status("B-999", "completed")
        self.assertEqual(self.sessions["B-999"].status, "completed")
        self.assertIsNotNone(self.sessions["B-999"].last_activity)

    def test_r4_tags_are_added(self) -> None:
        self.register()
        self.registry_object.add_context_tags("B-999", ["new-tag", "another-tag"])
        self.assertEqual(set(self.sessions["B-999"].context.tags), {"new-tag", "another-tag"})

    def test_r5_a_tag_is_removed(self) -> None:
        self.register(tags=TAGS)
        self.registry_object.remove_context_tags("B-999", ["role-validation"])
        self.assertNotIn("role-validation", self.sessions["B-999"].context.tags)
        self.assertIn("context-preservation", self.sessions["B-999"].context.tags)

    def test_r6_active_sessions(self) -> None:
        self.register()
        self.register("B-1000")
        self.registry_object.update_session_status("B-999", "completed")
        self.assertEqual([session.backlog_id for session in self.registry_object.get_active_sessions()], ["B-1000"])

    def test_r7_by_any_tag_each_once(self) -> None:
        self.register(tags=["role-validation", "context-preservation"])
        self.register("B-1000", tags=["dspy-integration", "testing"])
        found = lambda tags: [session.backlog_id for session in self.registry_object.get_sessions_by_context(tags)]
        self.assertEqual(found(["role-validation"]), ["B-999"])
        self.assertEqual(found(["dspy-integration", "testing"]), ["B-1000"])

    def test_r8_info(self) -> None:
        self.register()
        session = self.registry_object.get_session_info("B-999")
        self.assertEqual((session.backlog_id, session.pid), ("B-999", 12345))
        self.assertIsNone(self.registry_object.get_session_info("NON-EXISTENT"))

    def test_r9_old_completed_sessions_are_cleaned_up(self) -> None:
        self.register()
        self.registry_object.update_session_status("B-999", "completed")
        self.sessions["B-999"].start_time = OLD
        self.registry_object.cleanup_completed_sessions()
        self.assertNotIn("B-999", self.sessions)
        self.assertNotIn("B-999", self.open().sessions)

    def test_r10_a_dead_process_orphans(self) -> None:
        self.register()
        self.validate_with_dead_processes()
        self.assertEqual(self.sessions["B-999"].status, "orphaned")

    def test_r11_another_object_reads_it_back(self) -> None:
        self.register(tags=["test-tag"])
        session = self.open().sessions["B-999"]
        self.assertEqual((session.backlog_id, session.pid), ("B-999", 12345))
        self.assertIn("test-tag", session.context.tags)

    def test_r12_unknown_sessions_are_a_warning(self) -> None:
        with patch("builtins.print") as said:
            self.registry_object.update_session_status("NON-EXISTENT", "completed")
            self.registry_object.add_context_tags("NON-EXISTENT", ["test-tag"])
        self.assertEqual(
            [call.args for call in said.call_args_list], [("⚠️ Session NON-EXISTENT not found in registry",)] * 2
        )
        self.assertEqual(self.sessions, {})

    def test_r13_context_survives_saving(self) -> None:
        self.register(session_type="implementation", priority="high", tags=TAGS)
        self.registry_object.save_registry()
        context = SessionRegistry(registry_path=self.registry_object.registry_path).sessions["B-999"].context
        self.assertEqual(
            (context.session_type, context.priority, set(context.tags)), ("implementation", "high", set(TAGS))
        )


def sample(backlog_id: str, status: str, tags: list[str]) -> dict:
    context = {
        "tags": tags,
        "session_type": "implementation",
        "priority": "high",
        "description": None,
        "related_sessions": None,
    }
    return {
        "backlog_id": backlog_id,
        "pid": 12345,
        "start_time": "2025-08-21T00:00:00Z",
        "worklog_path": f"artifacts/worklogs/{backlog_id}.md",
        "status": status,
        "context": context,
        "last_activity": None,
        "idle_timeout": 1800,
    }


class Context(RepoCase):
    def setUp(self) -> None:
        super().setUp()
        sessions = {
            "B-999": sample("B-999", "active", ["role-validation", "context-preservation"]),
            "B-1000": sample("B-1000", "completed", ["dspy-integration"]),
        }
        text = json.dumps(
            {"last_updated": "2025-08-21T00:00:00Z", "total_sessions": 2, "active_sessions": 1, "sessions": sessions}
        )
        self.integrator = SessionContextIntegrator(registry_path=str(self.put("registry.json", text)))

    def test_i1_active_context(self) -> None:
        context = self.integrator.get_active_sessions_context()
        self.assertEqual(context["session_count"], 1)
        self.assertEqual([entry["backlog_id"] for entry in context["active_sessions"]], ["B-999"])
        self.assertNotIn("status", context["active_sessions"][0])

    def test_i2_by_tags_completed_ones_too(self) -> None:
        for tag, ids in (("role-validation", ["B-999"]), ("dspy-integration", ["B-1000"]), ("non-existent-tag", [])):
            context = self.integrator.get_sessions_by_context([tag])
            self.assertEqual(
                (context["count"], [entry["backlog_id"] for entry in context["matching_sessions"]]), (len(ids), ids)
            )

    def test_i3_summary(self) -> None:
        summary = self.integrator.get_session_summary()
        for part in ("Active Scribe Sessions (1)", "B-999", "role-validation", "context-preservation"):
            self.assertIn(part, summary)

    def test_i4_enhance(self) -> None:
        enhanced = self.integrator.enhance_memory_context({"existing": "data"})
        self.assertEqual((enhanced["existing"], enhanced["scribe_sessions"]["session_count"]), ("data", 1))
        self.assertIn("session_summary", enhanced)

    def test_i5_integrate(self) -> None:
        with patch.object(session_context_integration, "SessionContextIntegrator") as stub:
            stub.return_value.get_active_sessions_context.return_value = {"active_sessions": [], "session_count": 0}
            stub.return_value.get_session_summary.return_value = "No active sessions"
            data = session_context_integration.integrate_with_memory_rehydrator()
        self.assertEqual(set(data), {"session_registry", "session_summary", "integration_timestamp"})


class WithScribe(RowCase):
    def test_s1_start_registers(self) -> None:
        self.register("B-1000", session_type="brainstorming", priority="medium")
        session = self.sessions["B-1000"]
        self.assertEqual(
            (session.pid, session.worklog_path, session.status), (12345, "artifacts/worklogs/B-1000.md", "active")
        )

    def test_s2_stop_completes(self) -> None:
        self.register("B-1000")
        self.registry_object.update_session_status("B-1000", "completed")
        self.assertEqual(self.sessions["B-1000"].status, "completed")
        self.assertIsNotNone(self.sessions["B-1000"].last_activity)

    def test_s3_three_tags_less_one(self) -> None:
        self.register("B-1000")
        self.registry_object.add_context_tags("B-1000", TAGS)
        self.registry_object.remove_context_tags("B-1000", TAGS[:1])
        self.assertEqual(list(self.sessions["B-1000"].context.tags), TAGS[1:])

    def test_s4_several_sessions(self) -> None:
        for number, tag in enumerate(("implementation", "brainstorming", "debugging")):
            self.register(f"B-{1000 + number}", tags=[tag])
        self.assertEqual(len(self.registry_object.get_active_sessions()), 3)
        self.registry_object.update_session_status("B-1000", "completed")
        self.assertEqual(len(self.registry_object.get_active_sessions()), 2)
        self.assertEqual(
            [session.backlog_id for session in self.registry_object.get_sessions_by_context(["implementation"])],
            ["B-1000"],
        )

    def test_s5_cleanup_of_three(self) -> None:
        for number in range(3):
            self.register(f"B-{number}")
            self.registry_object.update_session_status(f"B-{number}", "completed")
        for session in self.sessions.values():
            session.start_time = OLD
        self.registry_object.cleanup_completed_sessions()
        self.assertEqual(self.sessions, {})

    def test_s6_a_dead_process_orphans(self) -> None:
        self.register("B-1000")
        self.validate_with_dead_processes()
        self.assertEqual(self.sessions["B-1000"].status, "orphaned")

    def test_s7_tags_of_both_times_are_read_back(self) -> None:
        self.register("B-1000", tags=["scribe-session", "implementation"])
        self.registry_object.add_context_tags("B-1000", ["role-validation"])
        session = self.open().sessions["B-1000"]
        self.assertEqual((session.backlog_id, session.pid), ("B-1000", 12345))
        self.assertEqual(list(session.context.tags), ["scribe-session", "implementation", "role-validation"])

    def test_s8_unknown_sessions_raise_nothing(self) -> None:
        with patch("builtins.print"):
            self.registry_object.update_session_status("NON-EXISTENT", "completed")
            self.registry_object.add_context_tags("NON-EXISTENT", ["test-tag"])
            self.registry_object.remove_context_tags("NON-EXISTENT", ["test-tag"])
        self.assertEqual(self.sessions, {})

    def test_s9_list_and_info(self) -> None:
        self.register("B-1000", tags=["cli-test"])
        self.assertEqual([session.backlog_id for session in self.registry_object.get_active_sessions()], ["B-1000"])
        self.assertIn("cli-test", self.registry_object.get_session_info("B-1000").context.tags)

    def test_s10_the_integrator_over_the_same_file(self) -> None:
        self.register("B-1000", tags=["memory-integration", "scribe-session"])
        integrator = SessionContextIntegrator(registry_path=str(self.path))
        context = integrator.get_active_sessions_context()
        self.assertEqual((context["session_count"], context["active_sessions"][0]["backlog_id"]), (1, "B-1000"))
        for part in ("B-1000", "memory-integration"):
            self.assertIn(part, integrator.get_session_summary())

    def test_s11_end_to_end(self) -> None:
        self.register("B-1000", session_type="implementation", priority="high", tags=["e2e-test"])
        self.registry_object.add_context_tags("B-1000", TAGS[:2])
        [active] = self.registry_object.get_active_sessions()
        self.assertEqual((active.status, list(active.context.tags)), ("active", ["e2e-test", *TAGS[:2]]))
        self.registry_object.update_session_status("B-1000", "completed")
        session = self.registry_object.get_session_info("B-1000")
        self.assertEqual(session.status, "completed")
        self.assertIsNotNone(session.last_activity)
        self.assertEqual(
            SessionContextIntegrator(registry_path=str(self.path)).get_active_sessions_context()["session_count"], 0
        )
        session.start_time = OLD
        self.registry_object.cleanup_completed_sessions()
        self.assertNotIn("B-1000", self.sessions)


if __name__ == "__main__":
    unittest.main()
