"""Tools, MCP, callback, retriever and status, with DSPy itself and a real daemon."""

from __future__ import annotations

import asyncio
import os
import threading
import time
import unittest
from typing import Any

import dspy
from dspy.utils import DummyLM
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from scaffold import NODE, PROJECT, DaemonCase, RepoCase, eventually
from scribe_dspy import (
    ScribeCallback,
    ScribeRM,
    ScribeStatus,
    SessionContext,
    WithScribe,
    scribe_mcp_tools,
    scribe_tools,
)

STEPS: list[dict[str, Any]] = [
    {"next_thought": "look", "next_tool_name": "scribe_context", "next_tool_args": {"task": "parser"}},
    {"next_thought": "find", "next_tool_name": "scribe_search", "next_tool_args": {"query": "parser"}},
    {"next_thought": "log", "next_tool_name": "scribe_log", "next_tool_args": {"text": "use it", "kind": "decision"}},
    {"next_thought": "who", "next_tool_name": "scribe_sessions", "next_tool_args": {}},
    {"next_thought": "done", "next_tool_name": "finish", "next_tool_args": {}},
    {"reasoning": "r", "answer": "yes"},
]


class TestTools(DaemonCase):
    def observed(self, found: dspy.Prediction) -> list[str]:
        return [str(found.trajectory[f"observation_{number}"]) for number in range(4)]

    def check(self, observed: list[str]) -> None:
        self.assertIn("# Scribe context: coder", observed[0])
        self.assertRegex(observed[1], r"^1\. B-7 · \d{4}-\d\d-\d\d \d\d:\d\d · note · .*parser")
        self.assertEqual(observed[2], "Logged decision to B-7 (recorded).")
        self.assertIn("- B-7 · feat/B-7-demo · recording", observed[3])
        self.assertIn("- Decision: use it", self.lines())

    def test_react_runs_them_in_either_form(self) -> None:
        client = self.client()
        client.append("the parser is slow", wait=True)
        eventually(lambda: client.call("worklog/search", {"query": "parser"})["hits"])
        with dspy.context(lm=DummyLM(STEPS)):
            tools = scribe_tools(client, role="coder", write=True)
            self.check(self.observed(dspy.ReAct("question -> answer", tools=tools)(question="q")))

        async def awaited() -> dspy.Prediction:
            with dspy.context(lm=DummyLM(STEPS)):
                tools = scribe_tools(client, role="coder", mode="async", write=True)
                return await dspy.ReAct("question -> answer", tools=tools).acall(question="q")

        self.check(self.observed(asyncio.run(awaited())))

    def test_they_describe_themselves_and_write_only_where_they_may(self) -> None:
        tools = scribe_tools(self.client(), write=True)
        self.assertEqual([one.name for one in scribe_tools(self.client())], [one.name for one in tools[:3]])
        self.assertEqual(tools[3].args["kind"]["enum"], ["note", "decision", "blocker", "plan", "result"])
        self.assertEqual(tools[0].args, {"task": {"type": "string", "default": ""}})
        self.assertEqual(tools[3](text=" "), "Nothing was logged. The note is empty.")
        # Within a running loop too.
        self.assertIn("# Scribe context", asyncio.run(self.within(tools[0])))

    async def within(self, tool: dspy.Tool) -> str:
        return str(tool())

    def test_over_mcp_they_are_those_of_the_server(self) -> None:
        async def ask() -> list[str]:
            environment = {"SCRIBE_HOME": str(self.home), "PATH": os.environ["PATH"]}
            server = StdioServerParameters(
                command=NODE,
                args=[str(PROJECT / "out/cli/main.js"), "mcp"],
                env=environment,
                cwd=str(self.repo.root),
            )
            async with Client(stdio_client(server)) as session:
                tools = {one.name: one for one in await scribe_mcp_tools(session)}
                return [*sorted(tools), await tools["scribe_context"].acall(role="coder")]

        *names, context = asyncio.run(ask())
        self.assertEqual(names, ["scribe_context", "scribe_log", "scribe_search", "scribe_sessions"])
        self.assertIn("# Scribe context: coder", context)


class TestToolsOff(RepoCase):
    def test_they_say_that_nobody_answers(self) -> None:
        tools = scribe_tools(self.client(), write=True)
        said = [tools[0](), tools[1](query="x"), tools[2](), tools[3](text="kept")]
        self.assertIn("this is from the files", said[0])
        self.assertEqual(
            said[1:], ["Scribe does not answer. Scribe does not run.", "No session is known.", "Logged note (spooled)."]
        )


class TestCallback(DaemonCase):
    def run_with(self, callback: ScribeCallback, program: dspy.Module, lm: Any, **inputs: Any) -> None:
        with dspy.context(lm=lm, callbacks=[callback]):
            program(**inputs)

    def noted(self) -> list[str]:
        return [line for line in self.lines() if line.startswith("- DSPy ")]

    def test_one_note_for_the_outermost_call_with_what_was_called_in_it(self) -> None:
        client = self.client()
        program = dspy.ReAct("question -> answer", tools=scribe_tools(client, role="coder", write=True))
        self.run_with(ScribeCallback(client=client), program, DummyLM(STEPS), question="secret question")
        [note] = eventually(self.noted)
        self.assertRegex(note, r"^- DSPy module ReAct: ok, \d+\.\d s, 6 lm calls, 7 module calls, 1 × finish")
        self.assertIn("1 × scribe_log", note)
        self.assertNotIn("secret question", note)

    def test_levels_say_more_and_never_what_scribe_put_there(self) -> None:
        client = self.client()
        program = WithScribe(dspy.Predict("context, question -> answer"), "coder", client=client)
        lm = DummyLM([{"answer": "forty-two " * 100}] * 4)
        self.run_with(ScribeCallback(client=client, level="off"), program, lm, question="why so")
        self.run_with(ScribeCallback(client=client, level="summary"), program, lm, question="why so")
        context = SessionContext(markdown="# Scribe context: x", revision="r").format()
        self.run_with(ScribeCallback(client=client, level="full"), program, lm, question="and?", context=context)
        [summary, full] = eventually(lambda: (found := self.noted()) if len(self.noted()) == 2 else None)
        self.assertIn("in: question=why so", summary)
        self.assertLess(len(summary), 700)
        self.assertGreater(len(full), len(summary))
        for note in (summary, full):
            self.assertNotIn("Scribe context", note)
        with self.assertRaises(ValueError):
            ScribeCallback(client=client, level="loud")  # type: ignore[arg-type]

    def test_what_fails_is_said_and_fails_as_before(self) -> None:
        client = self.client()

        class Failing(dspy.Module):
            def forward(self, question: str) -> dspy.Prediction:
                raise KeyError(question)

        with self.assertRaises(KeyError):
            self.run_with(ScribeCallback(client=client), Failing(), DummyLM([]), question="q")
        [note] = eventually(self.noted)
        self.assertIn("DSPy module Failing: failed (KeyError)", note)

    def test_an_evaluation_is_one_note(self) -> None:
        client = self.client()
        examples = [dspy.Example(question=f"q{one}", answer="yes").with_inputs("question") for one in range(10)]
        with dspy.context(lm=DummyLM([{"answer": "yes"}] * 10), callbacks=[ScribeCallback(client=client)]):
            dspy.Evaluate(devset=examples, metric=lambda e, p, _t=None: e.answer == p.answer, num_threads=4)(
                dspy.Predict("question -> answer")
            )
        [note] = eventually(self.noted)
        self.assertRegex(note, r"DSPy evaluation Evaluate: ok, .*10 lm calls, 10 module calls · score 100")

    def test_handlers_only_put_in_line(self) -> None:
        """With the way to the daemon held up altogether, a program takes no longer."""
        client = self.client()
        client.get_context()
        held = threading.Event()
        client.subscribe(["worklog.*"], lambda _event: void(held.wait(20))).wait(30)
        self.daemon.rpc("worklog/append", session=self.session["id"], text="hold the thread")
        time.sleep(0.5)
        began = time.monotonic()
        for _ in range(50):
            self.run_with(
                ScribeCallback(client=client),
                dspy.Predict("question -> answer"),
                DummyLM([{"answer": "a"}]),
                question="q",
            )
        seconds = time.monotonic() - began
        waiting = client.status.queued
        held.set()
        self.assertEqual(waiting, 50)
        self.assertLess(seconds, 15)
        eventually(lambda: len(self.noted()) == 50)


class TestRetrieverAndStatus(DaemonCase):
    def test_old_programs_find_what_was_recorded(self) -> None:
        client = self.client()
        for text in ("the parser is slow on long lines", "the cache is cold", "slow start of the cache"):
            client.append(text, wait=True)
        retrieve = ScribeRM(client)
        eventually(lambda: len(retrieve("slow", k=5)) >= 2)
        with dspy.context(rm=retrieve):
            found = dspy.Retrieve(k=2)("why is the parser slow?").passages
        self.assertIn("the parser is slow", found[0])
        self.assertEqual(len(found), 2)
        self.assertEqual(retrieve("xyzzy"), [])
        self.daemon.stop()
        self.assertEqual(retrieve("slow"), [])
        self.daemon.start()

    def test_a_streamed_program_says_that_it_asks(self) -> None:
        client = self.client()

        async def stream() -> list[str]:
            with dspy.context(lm=DummyLM([{"answer": "a"}])):
                program = WithScribe(dspy.Predict("context, question -> answer"), "coder", client=client)
                streamed = dspy.streamify(program, status_message_provider=ScribeStatus())
                return [str(getattr(one, "message", "")) async for one in streamed(question="q")]

        self.assertIn("Reading the session's context...", asyncio.run(stream()))


def void(_value: object) -> None:
    """For a listener whose value means nothing."""


if __name__ == "__main__":
    unittest.main()
