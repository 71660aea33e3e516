"""DSPy programs with Scribe's context, with DSPy itself and a real daemon: in every way DSPy runs a program."""

from __future__ import annotations

import asyncio
import copy
import signal
import time
import unittest
from typing import Any

import cloudpickle
import dspy
from dspy.clients.cache import Cache
from dspy.utils import DummyLM

from scaffold import DaemonCase, RepoCase
from scribe_client import ScribeClient
from scribe_dspy import SessionContext, WithScribe

ROOM_S = 3.0


class Typed(dspy.Signature):
    """What to do next."""

    context: SessionContext = dspy.InputField()
    question: str = dspy.InputField()
    answer: str = dspy.OutputField()


class OnlySync(dspy.Module):
    def __init__(self) -> None:
        super().__init__()
        self.answer = dspy.Predict("context, question -> answer")

    def forward(self, context: str, question: str) -> dspy.Prediction:
        return self.answer(context=context, question=question)


def remembered(request: Any) -> str:
    return f"remembered for {request.role}"


def answers(number: int = 50) -> DummyLM:
    return DummyLM([{"answer": f"a{one}"} for one in range(number)])


def prompt(lm: DummyLM, index: int = -1) -> str:
    return str(lm.history[index]["messages"][-1]["content"])


def cache_key(lm: DummyLM, index: int) -> str:
    """As DSPy's own cache makes it of what was sent."""
    cache = Cache(enable_disk_cache=False, enable_memory_cache=True, disk_cache_dir="", disk_size_limit_bytes=0)
    return str(cache.cache_key({"model": "m", "messages": lm.history[index]["messages"]}))


class TestPrograms(DaemonCase):
    def setUp(self) -> None:
        super().setUp()
        self.scribe = self.client()
        self.scribe.append("keep it small", kind="decision", wait=True)
        self.settled(self.scribe, "planner")

    def test_a_typed_input_and_a_text_get_the_same_context(self) -> None:
        lm = answers()
        with dspy.context(lm=lm):
            typed = WithScribe(dspy.Predict(Typed), "planner", client=self.scribe)
            text = WithScribe(dspy.Predict("context, question -> answer"), "planner", client=self.scribe)
            self.assertEqual([typed(question="q").answer, text(question="q").answer], ["a0", "a1"])
        for index in (0, 1):
            self.assertIn('<scribe-context rev="sha256:', prompt(lm, index))
            self.assertIn("Decision: keep it small", prompt(lm, index))
            self.assertIn("## Decisions", prompt(lm, index))

    def test_an_unchanged_context_is_the_same_key_for_the_cache_and_a_changed_one_another(self) -> None:
        lm = answers()
        with dspy.context(lm=lm):
            program = WithScribe(dspy.Predict(Typed), "planner", client=self.scribe)
            program(question="q")
            time.sleep(1.1)
            again = WithScribe(dspy.Predict(Typed), "planner", client=self.client())
            again(question="q")
            self.daemon.send(signal.SIGSTOP)
            try:
                program(question="q")
            finally:
                self.daemon.send(signal.SIGCONT)
            self.scribe.append("make it fast", kind="decision", wait=True)
            self.settled(self.scribe, "planner")
            program(question="q")
        keys = [cache_key(lm, index) for index in range(4)]
        # From the daemon, from another client, from the cache while the daemon hangs: one key.
        self.assertEqual(len(set(keys[:3])), 1)
        self.assertNotEqual(keys[3], keys[0])

    def test_awaited_asyncified_and_in_parallel(self) -> None:
        async def awaited() -> list[str]:
            with dspy.context(lm=answers()):
                program = WithScribe(dspy.Predict(Typed), "planner", client=self.scribe)
                one_thread = WithScribe(OnlySync(), "coder", client=self.scribe)
                found = [
                    await program.acall(question="q"),
                    await one_thread.acall(question="q"),
                    await dspy.asyncify(program)(question="q"),
                    # The synchronous form within a loop.
                    program(question="q"),
                    *await asyncio.gather(*[program.acall(question=f"q{one}") for one in range(8)]),
                ]
            return [str(one.answer) for one in found]

        self.assertEqual(len(asyncio.run(awaited())), 12)
        lm = answers()
        with dspy.context(lm=lm):
            program = WithScribe(dspy.Predict(Typed), "planner", client=self.scribe)
            examples = [(program, dspy.Example(question=f"q{one}").with_inputs("question")) for one in range(20)]
            found = dspy.Parallel(num_threads=8, disable_progress_bar=True)(examples)
        self.assertEqual(len({str(one.answer) for one in found}), 20)
        self.assertTrue(all("keep it small" in prompt(lm, index) for index in range(20)))

    def test_an_optimizer_copies_the_program_and_not_what_it_talks_to(self) -> None:
        program = WithScribe(dspy.ChainOfThought(Typed), "planner", client=self.scribe, rehydrator=remembered)
        self.assertIs(copy.deepcopy(program).client, self.scribe)
        self.assertIs(copy.deepcopy(program).rehydrator, program.rehydrator)
        self.assertIs(program.reset_copy().client, self.scribe)
        self.assertEqual([name for name, _ in program.named_predictors()], ["program.predict"])
        lm = DummyLM([{"reasoning": "r", "answer": "right"}] * 40)
        trainset = [dspy.Example(question=f"q{one}", answer="right").with_inputs("question") for one in range(4)]
        with dspy.context(lm=lm):
            compiled = dspy.BootstrapFewShot(
                metric=lambda example, found, _trace=None: example.answer == found.answer, max_bootstrapped_demos=2
            ).compile(program, trainset=trainset)
            self.assertEqual(compiled(question="q").answer, "right")
        self.assertIs(compiled.client, self.scribe)
        self.assertEqual(len(compiled.program.predict.demos), 4)
        other = cloudpickle.loads(cloudpickle.dumps(program))
        self.addCleanup(other.client.close)
        self.assertIs(other.rehydrator._client, other.client)
        self.assertEqual(other.client.get_context("planner").source, "live")

    def test_what_the_caller_gives_stays_and_a_program_without_the_input_is_refused(self) -> None:
        lm = answers()
        with dspy.context(lm=lm):
            WithScribe(dspy.Predict("context, question -> answer"), "planner", client=self.scribe)(
                question="q", context="my own"
            )
        self.assertIn("my own", prompt(lm))
        self.assertNotIn("scribe-context", prompt(lm))
        with self.assertRaisesRegex(ValueError, "no input 'context'"):
            WithScribe(dspy.Predict("question -> answer"), "planner", client=self.scribe)
        with self.assertRaises(ValueError):
            WithScribe(dspy.Predict(Typed), "planner", client=self.scribe, field="ctx")

    def test_a_rehydrator_is_asked_at_the_same_time(self) -> None:
        def slow(request: Any) -> str:
            time.sleep(0.2)
            return f"remembered for {request.role}: {request.current_message}"

        async def awaited(program: WithScribe) -> None:
            await program.acall(question="other")

        lm = answers()
        with dspy.context(lm=lm):
            program = WithScribe(dspy.Predict(Typed), "planner", client=self.scribe, rehydrator=slow)
            program(question="what now")
            asyncio.run(awaited(program))
        self.assertIn("## Memory\n\nremembered for planner: what now", prompt(lm, 0))
        self.assertIn("remembered for planner: other", prompt(lm, 1))

    def test_the_daemon_hangs_and_the_program_runs(self) -> None:
        lm = answers()
        self.daemon.send(signal.SIGSTOP)
        self.addCleanup(self.daemon.send, signal.SIGCONT)
        try:
            with dspy.context(lm=lm):
                program = WithScribe(dspy.Predict(Typed), "researcher", client=self.client())
                began = time.monotonic()
                program(question="q")
                self.assertLess(time.monotonic() - began, 2.0 + ROOM_S)
        finally:
            self.daemon.send(signal.SIGCONT)
        self.assertIn("this is from the files", prompt(lm))


class TestOff(RepoCase):
    def test_without_the_app_the_program_runs_from_the_files_or_without_anything(self) -> None:
        lm = answers()
        nowhere = ScribeClient(home=self.home, project_root=self.folder)
        self.addCleanup(nowhere.close)
        with dspy.context(lm=lm):
            WithScribe(dspy.Predict(Typed), "coder", client=self.client())(question="q")
            WithScribe(dspy.Predict(Typed), "coder", client=nowhere)(question="q")
        self.assertIn("Branch feat/B-7-demo", prompt(lm, 0))
        self.assertIn("code development and debugging", prompt(lm, 1))


if __name__ == "__main__":
    unittest.main()
