"""The connection to a daemon, beside something that is none: whatever answers, the scripts go on or say why."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
import time
import unittest
from unittest.mock import patch

import scribe_client
import scribe_daemon
from scaffold import RepoCase
from scribe_client import DaemonError, connect

HELLO = {"protocol": "1.0"}
SESSION = {
    "id": "01J",
    "backlog_id": "B-1009",
    "state": "recording",
    "type": "planning",
    "priority": "low",
    "tags": ["t"],
    "description": None,
    "started_at": 1_764_000_000_123,
    "last_activity_at": None,
    "worklog": "artifacts/worklogs/B-1009.md",
    "idle_timeout_s": 60,
}


class FakeDaemon:
    """Listens where a daemon would; `answer` gives what is sent back for each request, line by line."""

    def __init__(self, case: RepoCase, answer) -> None:
        folder = case.home / "run"
        folder.mkdir(parents=True)
        path = str(folder / "scribe.sock")
        self.asked: list[dict] = []
        self._answer = answer
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(path)
        self._server.listen()
        (folder / "scribe.json").write_text(
            json.dumps({"pid": os.getpid(), "epoch": "e", "socket": path, "page": None})
        )
        case.addCleanup(self._server.close)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        # Whoever asked may be gone before the answer is.
        with contextlib.suppress(OSError), connection, connection.makefile("rb") as lines:
            for line in lines:
                request = json.loads(line)
                self.asked.append(request)
                data = self._answer(request)
                if data is None:
                    return
                connection.sendall(data)


def result(request: dict, value: object) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": value}).encode() + b"\n"


def refusal(request: dict, code: str, number: int = 1101) -> bytes:
    error = {"code": number, "message": f"No: {code}.", "data": {"code": code, "retryable": False}}
    return json.dumps({"jsonrpc": "2.0", "id": request["id"], "error": error}).encode() + b"\n"


class Connections(RepoCase):
    def daemon(self, answer) -> FakeDaemon:
        """After hello `answer` decides."""
        return FakeDaemon(
            self, lambda request: result(request, HELLO) if request["method"] == "hello" else answer(request)
        )

    def test_no_daemon_is_none(self) -> None:
        self.assertIsNone(connect())
        self.assertIsNone(scribe_daemon.open_daemon(self.root))
        self.assertFalse(scribe_daemon.is_recorded(self.root, "B-1009"))

    def test_endpoint_files_of_every_kind_are_no_crash(self) -> None:
        folder = self.home / "run"
        folder.mkdir(parents=True)
        gone = {"pid": 4_194_399, "socket": "/nowhere"}
        for content in (
            "",
            "{",
            "[]",
            "null",
            "{}",
            json.dumps(gone),
            '{"pid": -1, "socket": "x"}',
            '{"pid": "x", "socket": 7}',
            "\x00",
        ):
            (folder / "scribe.json").write_text(content)
            self.assertIsNone(connect())
        (folder / "scribe.json").write_text(json.dumps({"pid": os.getpid(), "socket": str(folder / "none.sock")}))
        self.assertIsNone(connect())
        (folder / "scribe.json").write_text(json.dumps({"pid": os.getpid(), "socket": "/" + "x" * 500}))
        self.assertIsNone(connect())

    def test_hello_comes_first_and_names_who_asks(self) -> None:
        fake = self.daemon(lambda request: result(request, {"ok": True}))
        with connect() as client:
            self.assertEqual(client.call("health"), {"ok": True})
        hello = fake.asked[0]
        self.assertEqual(
            (hello["method"], hello["params"]["protocol"], hello["params"]["client"]["kind"]), ("hello", ["1.0"], "cli")
        )

    def test_another_protocol_is_as_if_none_ran(self) -> None:
        FakeDaemon(self, lambda request: refusal(request, "auth.protocolUnsupported", 1003))
        self.assertIsNone(connect())

    def test_whatever_is_no_answer_is_as_if_none_ran(self) -> None:
        for data in (b"HTTP/1.1 200 OK\r\n\r\n", b"\xff\xfe\n", None):
            with self.subTest(data):
                fake = FakeDaemon(self, lambda _request, data=data: data)
                self.assertIsNone(connect())
                fake._server.close()
                for path in (self.home / "run").iterdir():
                    path.unlink()
                (self.home / "run").rmdir()

    def test_events_and_torn_lines_between_are_passed_over(self) -> None:
        event = json.dumps({"jsonrpc": "2.0", "method": "events/event", "params": {}}).encode() + b"\n"
        self.daemon(lambda request: event * 3 + b"7\n[]\n" + result(request, {"n": request["id"]}))
        with connect() as client:
            self.assertEqual([client.call("health")["n"], client.call("health")["n"]], [2, 3])

    def test_a_refusal_has_its_code(self) -> None:
        self.daemon(lambda request: refusal(request, "session.notFound"))
        with connect() as client, self.assertRaises(DaemonError) as caught:
            client.call("session/get")
        self.assertEqual((caught.exception.code, str(caught.exception)), ("session.notFound", "No: session.notFound."))

    def test_a_refusal_without_data_is_one_too(self) -> None:
        self.daemon(
            lambda request: (
                json.dumps({"id": request["id"], "error": {"code": -32601, "message": "x", "data": 7}}).encode() + b"\n"
            )
        )
        with connect() as client, self.assertRaises(DaemonError) as caught:
            client.call("session/get")
        self.assertEqual(caught.exception.code, "-32601")

    def test_no_answer_in_time_is_unreachable(self) -> None:
        self.daemon(lambda _request: b" ")
        with connect() as client, self.assertRaises(DaemonError) as caught:
            client.call("health", seconds=0.2)
        self.assertEqual(caught.exception.code, "daemon.unreachable")

    def test_an_answer_that_trickles_has_the_same_deadline(self) -> None:
        def trickle(_request: dict) -> bytes:
            time.sleep(0.5)
            return b" "

        self.daemon(trickle)
        start = time.monotonic()
        with connect() as client, self.assertRaises(DaemonError):
            client.call("health", seconds=0.3)
        self.assertLess(time.monotonic() - start, 10)

    def test_an_answer_without_end_is_refused(self) -> None:
        self.daemon(lambda _request: b"x" * 300_000)
        with patch.object(scribe_client, "MAX_MESSAGE", 100_000), connect() as client, self.assertRaises(DaemonError):
            client.call("health", seconds=20)

    def test_a_connection_that_is_lost_is_unreachable(self) -> None:
        self.daemon(lambda _request: None)
        with connect() as client, self.assertRaises(DaemonError) as caught:
            client.call("health")
        self.assertEqual(caught.exception.code, "daemon.unreachable")


class Sessions(RepoCase):
    def serve(self, sessions: object) -> FakeDaemon:
        def answer(request: dict) -> bytes:
            return result(request, {"hello": HELLO, "session/list": {"sessions": sessions}}.get(request["method"], {}))

        return FakeDaemon(self, answer)

    def open(self) -> scribe_daemon.DaemonSessions:
        daemon = scribe_daemon.open_daemon(self.root)
        self.addCleanup(daemon.client.close)
        return daemon

    def test_the_newest_of_an_id_counts_but_a_live_one_before_it(self) -> None:
        ended = {**SESSION, "id": "02", "state": "completed"}
        fake = self.serve([ended, SESSION, {**SESSION, "id": "00", "state": "paused"}])
        self.assertEqual(self.open().all()["B-1009"]["id"], "01J")
        self.assertTrue(scribe_daemon.is_recorded(self.root, "B-1009"))
        self.assertEqual(fake.asked[1]["params"]["repo"], str(self.root))

    def test_a_session_becomes_a_record(self) -> None:
        self.serve([SESSION])
        record = self.open().records()["B-1009"]
        self.assertEqual(
            (record.status, record.start_time, record.last_activity),
            ("active", "2025-11-24T16:00:00.123000+00:00", None),
        )
        self.assertEqual(
            (record.context.session_type, list(record.context.tags), record.idle_timeout), ("planning", ["t"], 60)
        )

    def test_an_answer_of_another_shape_is_no_session(self) -> None:
        self.serve(None)
        self.assertEqual(self.open().all(), {})

    def test_a_daemon_that_fails_in_the_middle_is_said(self) -> None:
        def answer(request: dict) -> bytes:
            known = {"hello": HELLO, "session/list": {"sessions": [SESSION]}}
            return (
                result(request, known[request["method"]])
                if request["method"] in known
                else refusal(request, "store.failed", 1742)
            )

        FakeDaemon(self, answer)
        done = self.scribe("append", "x")
        self.assertEqual((done.returncode, done.stdout), (1, "❌ No: store.failed.\n"))
        self.assertFalse((self.root / "artifacts").exists())


if __name__ == "__main__":
    unittest.main()
