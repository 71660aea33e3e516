"""The memory rehydrator that holds nobody up: modes, single flight, breaker, automatic rehydration."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
import unittest
from dataclasses import dataclass
from typing import Any

from scaffold import DaemonCase, RepoCase, eventually
from scribe_dspy.compat import AsyncMemoryRehydrator, AutoRehydration, RehydrationRequest, RehydrationResult
from scribe_dspy.compat.breaker import Breaker
from scribe_dspy.compat.rehydration import request_of, result_of

ROOM_S = 3.0


@dataclass
class Bundle:
    text: str
    meta: dict[str, Any]


class Remembering:
    """A memory of the newer kind, which is as slow as it is told to be."""

    def __init__(self) -> None:
        self.slow_s = 0.0
        self.failing = False
        self.asked = 0
        self.go_on = threading.Event()

    def rehydrate(self, *, query: str, role: str) -> Bundle:
        self.asked += 1
        if self.slow_s:
            self.go_on.wait(self.slow_s)
        if self.failing:
            raise ConnectionError("no database")
        return Bundle(f"{role} asked {query!r}", {"hits": 3})


class TestWithDaemon(DaemonCase):
    def setUp(self) -> None:
        super().setUp()
        self.memory = Remembering()
        self.addCleanup(self.memory.go_on.set)
        self.scribe = self.client()

    def rehydrator(self, **options: Any) -> AsyncMemoryRehydrator:
        return AsyncMemoryRehydrator(self.memory, client=self.scribe, **options)

    def ask(self, rehydrator: AsyncMemoryRehydrator, message: str = "m", **more: Any) -> RehydrationResult:
        request = RehydrationRequest(session_id="B-7", current_message=message, role="planner", **more)
        return asyncio.run(rehydrator.rehydrate_memory(request))

    def test_normal_has_both_parts_and_the_originals_fields(self) -> None:
        result = self.ask(self.rehydrator())
        self.assertEqual((result.metadata["mode"], result.metadata["hits"], result.cache_hit), ("normal", 3, False))
        self.assertEqual(result.metadata["scribe_source"], "live")
        self.assertIn("# Scribe context: planner", result.rehydrated_context)
        self.assertTrue(result.rehydrated_context.endswith("## Memory\n\nplanner asked 'm'"))
        self.assertEqual(result.project_context["scribe"]["session"], "B-7")
        self.assertGreater(result.rehydration_time_ms, 0)
        self.assertLessEqual(len(self.ask(self.rehydrator(), max_context_length=900).rehydrated_context), 900)

    def test_asked_again_it_is_remembered_until_its_time_is_over(self) -> None:
        rehydrator = self.rehydrator(ttl_s=1.5)
        self.ask(rehydrator)
        again = self.ask(rehydrator)
        self.assertEqual((again.metadata["mode"], again.cache_hit, self.memory.asked), ("normal", True, 1))
        time.sleep(1.6)
        self.ask(rehydrator)
        self.assertEqual(self.memory.asked, 2)

    def test_one_that_is_late_is_stale_and_lands_for_the_next_time_here_and_with_the_daemon(self) -> None:
        rehydrator = self.rehydrator(deadline_s=0.6, ttl_s=60)
        self.ask(rehydrator, "early")
        self.memory.slow_s = 20
        began = time.monotonic()
        late = self.ask(rehydrator, "late")
        self.assertLess(time.monotonic() - began, 0.6 + ROOM_S)
        self.assertEqual((late.metadata["mode"], late.cache_hit), ("stale", True))
        self.assertIn("asked 'early'", late.rehydrated_context)
        self.assertEqual(late.metadata["scribe_source"], "live")
        self.memory.go_on.set()
        eventually(lambda: self.ask(rehydrator, "late").metadata["mode"] == "normal")
        kept = eventually(lambda: (found := self.shared())["text"].endswith("'late'") and found)
        self.assertEqual(kept["found"], True)
        # Another program's, whose own memory is not to be had, finds it.
        other = asyncio.run(
            AsyncMemoryRehydrator(client=self.client()).rehydrate_memory({"session_id": "B-7", "role": "planner"})
        )
        self.assertEqual(other.metadata["mode"], "stale")
        self.assertIn("asked 'late'", other.rehydrated_context)

    def shared(self) -> dict[str, Any]:
        return self.daemon.rpc("memory/get", session=self.session["id"], role="planner")

    def test_a_memory_that_never_answered_is_degraded(self) -> None:
        self.memory.slow_s = 20
        result = self.ask(self.rehydrator(deadline_s=0.5))
        self.assertEqual(result.metadata["mode"], "degraded")
        self.assertIn("strategic planning", result.rehydrated_context)
        self.assertIn("# Scribe context: planner", result.rehydrated_context)

    def test_the_same_question_at_the_same_time_is_asked_once_and_the_pool_is_bounded(self) -> None:
        self.memory.slow_s = 20
        rehydrator = self.rehydrator(deadline_s=1.0)

        async def many() -> list[RehydrationResult]:
            same = [
                rehydrator.rehydrate_memory(RehydrationRequest(session_id="B-7", role="planner")) for _ in range(10)
            ]
            others = [rehydrator.rehydrate_memory(RehydrationRequest(current_message=f"{n}")) for n in range(10)]
            return await asyncio.gather(*same, *others)

        self.assertEqual({one.metadata["mode"] for one in asyncio.run(many())}, {"degraded"})
        # Nobody was put in line behind those that hang.
        self.memory.go_on.set()
        time.sleep(0.5)
        self.assertEqual(self.memory.asked, 2)

    def test_without_waiting_there_is_what_is_known_and_the_rest_comes_behind_it(self) -> None:
        rehydrator = self.rehydrator()
        request = RehydrationRequest(session_id="B-7", current_message="m", role="planner")
        began = time.monotonic()
        first = rehydrator.rehydrate_nowait(request)
        self.assertLess(time.monotonic() - began, 0.5)
        self.assertEqual(first.metadata["mode"], "degraded")
        eventually(lambda: rehydrator.rehydrate_nowait(request).metadata["mode"] == "normal")
        eventually(lambda: rehydrator.rehydrate_nowait(request).metadata["scribe_source"] == "live")

    def test_a_child_asks_for_itself(self) -> None:
        self.memory.slow_s = 20
        rehydrator = self.rehydrator(deadline_s=5)
        request = RehydrationRequest(session_id="B-7", current_message="m", role="planner")
        rehydrator.rehydrate_nowait(request)
        pid = os.fork()
        if pid == 0:
            self.memory.slow_s = 0
            os._exit(0 if rehydrator.rehydrate(request).metadata["mode"] == "normal" else 1)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0)

    def test_for_synchronous_callers(self) -> None:
        result = self.rehydrator().rehydrate(RehydrationRequest(session_id="B-7", current_message="m", role="planner"))
        self.assertEqual((result.metadata["mode"], result.metadata["scribe_source"]), ("normal", "live"))

    def test_what_fails_again_and_again_is_let_rest_for_one_role(self) -> None:
        self.memory.failing = True
        rehydrator = self.rehydrator()
        for number in range(5):
            result = self.ask(rehydrator, f"m{number}")
            self.assertEqual(result.metadata["mode"], "degraded")
        self.assertEqual((self.memory.asked, rehydrator.breaker_state("planner")), (3, "open"))
        self.assertEqual(rehydrator.breaker_state("coder"), "closed")

    def test_a_session_that_starts_is_rehydrated_by_itself_once_in_a_while(self) -> None:
        os.environ.update(AUTO_REHYDRATE="1", REHYDRATE_MINUTES="10")
        self.addCleanup(lambda: [os.environ.pop(name) for name in ("AUTO_REHYDRATE", "REHYDRATE_MINUTES")])
        self.memory.slow_s = 0.5
        auto = AutoRehydration(self.rehydrator(), self.scribe).start()
        self.addCleanup(auto.close)
        self.assertTrue(auto.wait_until_following(30))
        self.daemon.rpc("session/stop", session=self.session["id"])
        began = time.monotonic()
        self.session = self.daemon.rpc("session/start", cwd=str(self.repo.root))["session"]
        # Unlike the original's, it holds up nobody.
        self.assertLess(time.monotonic() - began, ROOM_S)
        eventually(lambda: self.memory.asked == 1)
        kept = eventually(lambda: (found := self.shared())["found"] and found)
        self.assertIn("current project status", kept["text"])
        state = json.loads((self.repo.root / ".rehydrate_state.json").read_text())
        self.assertAlmostEqual(state["B-7"], time.time(), delta=60)
        self.assertFalse(auto.trigger("B-7"))
        os.environ["REHYDRATE_MINUTES"] = "0"
        self.assertTrue(auto.trigger("B-7"))
        os.environ["AUTO_REHYDRATE"] = "0"
        self.assertFalse(auto.trigger("B-8"))


class TestOff(RepoCase):
    def test_without_the_app_the_memory_is_still_asked(self) -> None:
        rehydrator = AsyncMemoryRehydrator(lambda request: f"kept {request.current_message}", client=self.client())
        result = asyncio.run(rehydrator.rehydrate_memory("the message"))
        self.assertEqual((result.metadata["mode"], result.metadata["scribe_source"]), ("normal", "files"))
        self.assertIn("kept the message", result.rehydrated_context)

    def test_an_asynchronous_memory_and_what_is_none(self) -> None:
        async def remember(request: RehydrationRequest) -> dict[str, str]:
            await asyncio.sleep(0.01)
            return {"rehydrated_context": f"a {request.role}"}

        rehydrator = AsyncMemoryRehydrator(remember, client=self.client())
        self.assertIn("a coder", asyncio.run(rehydrator.rehydrate_memory({"role": "coder"})).rehydrated_context)
        with self.assertRaises(TypeError):
            AsyncMemoryRehydrator(7, client=self.client())

    def test_a_damaged_state_file_is_none(self) -> None:
        os.environ["AUTO_REHYDRATE"] = "1"
        self.addCleanup(os.environ.pop, "AUTO_REHYDRATE")
        client = self.client()
        auto = AutoRehydration(AsyncMemoryRehydrator(client=client), client)
        for text in ("", "[1]", "{", '{"B-7": "x"}'):
            (self.repo.root / ".rehydrate_state.json").write_text(text)
            self.assertTrue(auto.trigger("B-7"))
        self.assertFalse(auto.trigger("B-7"))


class TestBreaker(unittest.TestCase):
    def test_it_opens_after_three_rests_and_lets_one_try(self) -> None:
        breaker = Breaker()
        for _ in range(3):
            self.assertTrue(breaker.may_ask(0))
            breaker.failed(0)
        self.assertEqual((breaker.may_ask(29.9), breaker.state(29.9)), (False, "open"))
        self.assertEqual(breaker.state(30), "half-open")
        self.assertTrue(breaker.may_ask(30))
        # Only one tries; it fails, so the rest begins anew.
        self.assertFalse(breaker.may_ask(30))
        breaker.failed(31)
        self.assertFalse(breaker.may_ask(60))
        self.assertTrue(breaker.may_ask(61))
        breaker.succeeded()
        self.assertEqual((breaker.may_ask(61), breaker.state(61)), (True, "closed"))


class TestForms(unittest.TestCase):
    def test_requests_and_answers_of_other_classes_are_read(self) -> None:
        @dataclass
        class Other:
            session_id: str = "s"
            user_id: str = "u"
            query: str = "q"

        request = request_of(Other())
        self.assertEqual((request.session_id, request.current_message, request.max_context_length), ("s", "q", 10_000))
        self.assertEqual(request_of(request), request)
        whole = RehydrationResult("x", "y", "text", conversation_history=[1], metadata={"a": 1})
        found = result_of(whole, request)
        self.assertEqual((found.session_id, found.rehydrated_context, found.conversation_history), ("s", "text", [1]))
        self.assertEqual(result_of(Bundle("t", {"b": 2}), request).metadata, {"b": 2})
        self.assertEqual(result_of(None, request).rehydrated_context, "")


if __name__ == "__main__":
    unittest.main()
