"""The client beside a real daemon: context, notes, events, from threads, loops and copies."""

from __future__ import annotations

import asyncio
import copy
import pickle
import signal
import threading
import unittest

from scaffold import DaemonCase, eventually
from scribe_client import Event, ScribeClient, ScribeError, Subscription
from scribe_client.io_thread import io_thread


class TestContext(DaemonCase):
    def test_it_is_live_and_the_same_byte_for_byte_while_nothing_changes(self) -> None:
        client = self.client()
        first = self.settled(client)
        second = self.client().get_context("coder")
        self.assertEqual((first.source, first.partial, first.role), ("live", False, "coder"))
        self.assertEqual((first.markdown, first.revision), (second.markdown, second.revision))
        # The daemon says "not modified", and nothing is lost by it.
        again = client.get_context("coder")
        self.assertEqual((again.markdown, again.sections), (first.markdown, first.sections))
        assert first.session is not None
        self.assertEqual((first.session.backlog_id, first.session.state), ("B-7", "recording"))

    def test_roles_tasks_budgets_and_sections_are_handed_on(self) -> None:
        client = self.client()
        for number in range(60):
            client.append(f"entry number {number} of a long day of work on the parser", wait=number == 59)
        short = client.get_context("researcher", task="parser", budget_chars=600)
        self.assertLessEqual(len(short.markdown), 600)
        self.assertIn("parser", short.markdown)
        self.assertEqual(set(client.get_context(sections=["git"]).sections), {"git"})
        self.assertLessEqual(len(short.text(300)), 300)

    def test_from_a_loop_from_threads_and_from_a_loop_in_a_thread(self) -> None:
        client = self.client()
        found: list[str] = []

        async def ask() -> None:
            contexts = await asyncio.gather(*[client.aget_context("coder") for _ in range(8)])
            # The synchronous form works in a loop too; it only holds it up.
            found.extend(one.source for one in [*contexts, client.get_context("planner")])

        threads = [threading.Thread(target=lambda: asyncio.run(ask())) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(found, ["live"] * 36)

    def test_what_changes_is_fetched_by_itself(self) -> None:
        client = self.client(max_age_s=600)
        before = client.get_context("planner")
        # Followed from the first context on; a change before that would be told to nobody.
        eventually(lambda: client._state._changes is not None and client._state._changes.wait(1))
        self.daemon.rpc("worklog/append", session=self.session["id"], text="Decision: keep it small")
        after = eventually(lambda: (one := client.context_nowait("planner")).revision != before.revision and one)
        self.assertIn("keep it small", after.markdown)

    def test_without_io_it_gives_what_is_known_and_fetches_the_rest(self) -> None:
        client = self.client()
        first = client.context_nowait("coder")
        self.assertEqual(first.source, "empty")
        self.assertIn("code development and debugging", first.markdown)
        self.assertEqual(eventually(lambda: client.context_nowait("coder").source == "live"), True)

    def test_more_questions_than_the_daemon_takes_wait_their_turn_and_are_all_answered(self) -> None:
        client = self.client()

        async def ask() -> list[str]:
            asked = [client.aget_context("coder", task=f"task {one}", deadline_s=20) for one in range(300)]
            return [one.source for one in await asyncio.gather(*asked)]

        self.assertEqual(set(asyncio.run(ask())), {"live"})
        # It was never asked so often that it let go.
        self.assertEqual((client.status.state, client.status.last_error), ("connected", None))

    def test_status_tells_how_it_does(self) -> None:
        client = self.client()
        client.get_context()
        status = client.status
        self.assertEqual((status.state, status.queued, status.spooled), ("connected", 0, 0))
        self.assertGreater(status.latency_ms_p95, 0)


class TestNotes(DaemonCase):
    def test_a_note_is_on_the_disk_when_it_was_waited_for_and_once_under_its_key(self) -> None:
        client = self.client()
        result = client.append("use a socket", kind="decision", wait=True, idem="k1")
        again = asyncio.run(client.aappend("use a socket", kind="decision", idem="k1"))
        assert result is not None
        self.assertEqual((result.state, result.session, result.seq), ("recorded", "B-7", again.seq))
        self.assertEqual(self.lines().count("- Decision: use a socket"), 1)

    def test_one_that_is_not_waited_for_arrives_in_order(self) -> None:
        client = self.client()
        for number in range(20):
            self.assertIsNone(client.append(f"note {number}"))
        client.append("the last", wait=True)
        self.assertEqual(self.lines()[-21:], [*(f"- note {number}" for number in range(20)), "- the last"])

    def test_closing_delivers_what_waits(self) -> None:
        client = self.client()
        client.append("said at the end")
        client.close()
        self.assertIn("- said at the end", self.lines())
        with self.assertRaises(RuntimeError):
            client.append("too late")

    def test_what_is_no_note_is_refused_at_once(self) -> None:
        client = self.client()
        for text, kind in [("", "note"), ("  ", "note"), ("x" * 4001, "note"), ("x", "poem")]:
            with self.assertRaises(ValueError):
                client.append(text, kind=kind)
        refused = client.append("x", wait=True, session="B-404")
        assert refused is not None
        self.assertEqual((refused.state, client.status.refused), ("refused", 1))

    def test_more_than_the_daemon_takes_at_once_arrives_all_the_same(self) -> None:
        client = self.client()
        for number in range(150):
            client.append(f"burst {number}")
        client.close(30)
        self.assertEqual(sum(line.startswith("- burst ") for line in self.lines()), 150)


class TestCommands(DaemonCase):
    def test_any_command_and_its_refusal(self) -> None:
        client = self.client()
        self.assertEqual(client.call("health", {})["ok"], True)
        [session] = asyncio.run(client.asessions(state=["recording"]))
        self.assertEqual((session.backlog_id, session.repo), ("B-7", str(self.repo.root)))
        with self.assertRaises(ScribeError) as caught:
            client.call("session/get", {"session": "B-404"})
        self.assertEqual(caught.exception.code, "session.notFound")
        # A program that only reads and notes may not steer.
        with self.assertRaises(ScribeError) as caught:
            client.call("session/stop", {"session": "B-7"})
        self.assertEqual(caught.exception.code, "auth.scopeDenied")


class TestEvents(DaemonCase):
    def said(self, events: list[Event]) -> list[str]:
        return [event.data["entry"]["lines"][0] for event in events if event.topic == "worklog.appended"]

    def following(self, client: ScribeClient, events: list[Event]) -> Subscription:
        subscription = client.subscribe(["worklog.*"], events.append)
        self.assertTrue(subscription.wait(30))
        return subscription

    def test_each_once_and_in_order_across_restarts_and_kills_of_the_daemon(self) -> None:
        client, events = self.client(), list[Event]()
        self.following(client, events)

        def note(text: str) -> None:
            self.daemon.rpc("worklog/append", session=self.session["id"], text=text)

        def own() -> list[str]:
            return [line for line in self.said(events) if line.startswith(("- before", "- after"))]

        for number, end in enumerate([signal.SIGKILL, signal.SIGTERM, signal.SIGKILL]):
            note(f"before {number}")
            self.daemon.stop(end)
            self.daemon.start()
            note(f"after {number}")
        wanted = [f"- {when} {number}" for number in range(3) for when in ("before", "after")]
        eventually(lambda: len(own()) >= 6)
        self.assertEqual(own(), wanted)
        numbers = [event.seq for event in events if event.topic == "worklog.appended"]
        self.assertEqual(numbers, sorted(set(numbers)))

    def test_as_an_iterator_in_the_callers_loop(self) -> None:
        client = self.client()

        async def follow() -> list[str]:
            found: list[str] = []
            async for event in client.aevents(["worklog.*"]):
                if event.topic == "worklog.appended":
                    found.append(event.data["entry"]["lines"][0])
                if len(found) == 300:
                    return found
            return found

        async def both() -> list[str]:
            following = asyncio.ensure_future(follow())
            await asyncio.sleep(0.5)
            # More than the window, so that what is not acknowledged would be missing.
            for number in range(300):
                await asyncio.to_thread(
                    self.daemon.rpc, "worklog/append", session=self.session["id"], text=f"n {number}"
                )
            return await asyncio.wait_for(following, 60)

        self.assertEqual(asyncio.run(both()), [f"- n {number}" for number in range(300)])

    def test_a_listener_that_fails_or_waits_for_itself_harms_nobody(self) -> None:
        client, events, sources = self.client(), list[Event](), list[str]()

        def bad(event: Event) -> None:
            sources.append(client.get_context("coder").source)
            with self.assertRaises(RuntimeError):
                client.call("health", {})
            raise ValueError(event.topic)

        with self.assertLogs("scribe_client", "WARNING"):
            self.assertTrue(client.subscribe(["worklog.*"], bad).wait(30))
            self.following(client, events)
            client.append("heard by both", wait=True)
            eventually(lambda: events and sources)
        self.assertEqual(client.get_context("coder").source, "live")

    def test_one_that_was_closed_hears_nothing_more(self) -> None:
        client, events = self.client(), list[Event]()
        subscription = self.following(client, events)
        subscription.close()
        subscription.close()
        client.append("nobody listens", wait=True)
        self.assertEqual(events, [])


class TestCopies(DaemonCase):
    def test_a_copy_is_the_client_itself_and_a_pickle_is_one_without_sockets(self) -> None:
        client = self.client(session="B-7")
        client.get_context()
        self.assertIs(copy.deepcopy({"client": client})["client"], client)
        self.assertIs(copy.copy(client), client)
        other = pickle.loads(pickle.dumps(client))
        self.addCleanup(other.close)
        self.assertEqual((other.get_context().source, other._state.options), ("live", client._state.options))

    def test_one_for_a_process(self) -> None:
        one = ScribeClient.shared(home=self.home, project_root=self.repo.root)
        self.addCleanup(one.close)
        self.assertIs(one, ScribeClient.shared(project_root=self.repo.root, home=self.home))
        self.assertIsNot(one, ScribeClient.shared(home=self.home, project_root=self.folder))
        self.assertIs(io_thread(), io_thread())


if __name__ == "__main__":
    unittest.main()
