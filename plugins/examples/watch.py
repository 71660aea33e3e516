#!/usr/bin/env python3
"""Prints Scribe's events, one JSON object a line, and misses none: written from docs/protocol.md, with the standard library only.

    watch.py [--topic PATTERN]... [--from EPOCH:SEQ] [--count N]

Comes back when the connection is lost or Scribe restarts, and goes on behind the last event it printed. Events that are gone are said
on standard error, and the next line then is the first that is there again. Ends after N events, or with Ctrl-C.
"""
import argparse
import json
import os
import socket
import sys
import time
from typing import Any, Iterator, Optional, Tuple

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 5.0
WINDOW = 256
Cursor = Tuple[str, int]


class Refused(Exception):
    """The daemon's own refusal: trying again would not help."""


class Client:
    """One connection: a request gets its answer, whatever else comes is kept for `messages`."""

    def __init__(self, path: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(path)
        self.lines = self.socket.makefile("rb")
        self.waiting: list = []
        self.next_id = 1

    def close(self) -> None:
        self.lines.close()
        self.socket.close()

    def send(self, message: dict) -> None:
        self.socket.sendall(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")

    def receive(self) -> dict:
        line = self.lines.readline()
        if not line.endswith(b"\n"):
            raise ConnectionError("the connection was lost")
        return json.loads(line)

    def call(self, method: str, params: dict) -> Any:
        request, self.next_id = self.next_id, self.next_id + 1
        self.send({"id": request, "method": method, "params": params})
        while True:
            message = self.receive()
            if message.get("id") != request:
                self.waiting.append(message)
            elif "error" in message:
                raise Refused(message["error"]["message"])
            else:
                return message["result"]

    def messages(self) -> Iterator[dict]:
        while True:
            yield self.waiting.pop(0) if self.waiting else self.receive()


def find_socket() -> Optional[str]:
    home = os.environ.get("SCRIBE_HOME") or os.path.expanduser("~/.scribe")
    try:
        with open(os.path.join(home, "run", "scribe.json"), encoding="utf-8") as file:
            endpoint = json.load(file)
        os.kill(endpoint["pid"], 0)  # a file of a process that is gone names nobody
        return endpoint["socket"]
    except (OSError, ValueError, KeyError):
        return None


def follow(client: Client, topics: list, cursor: Optional[Cursor]) -> Iterator[Tuple[Optional[dict], Cursor]]:
    """Events after the cursor, each with the cursor behind it; `None` where some are gone."""
    client.call("hello", {"protocol": ["1.0"], "client": {"name": "watch.py", "kind": "other", "pid": os.getpid()}, "scopes": ["read"]})
    go_on = {} if cursor is None else {"epoch": cursor[0], "from_seq": cursor[1]}
    begun = client.call("events/subscribe", {"topics": topics, "window": WINDOW, **go_on})
    if begun["gap"]:
        cursor = None
        yield None, (begun["epoch"], begun["seq"])
    unacknowledged = 0
    for message in client.messages():
        params = message.get("params", {})
        if message.get("method") == "events/gap":
            yield None, (begun["epoch"], params["to_seq"])
        if message.get("method") != "events/event":
            continue
        envelope = params["envelope"]
        if cursor is not None and envelope["epoch"] == cursor[0] and envelope["seq"] <= cursor[1]:
            continue
        cursor = (envelope["epoch"], envelope["seq"])
        yield envelope, cursor
        unacknowledged += 1
        if unacknowledged >= WINDOW // 4:
            client.send({"method": "events/ack", "params": {"sub": begun["sub"], "seq": envelope["seq"]}})
            unacknowledged = 0


def watch(topics: list, cursor: Optional[Cursor], count: Optional[int]) -> None:
    pause, printed = FIRST_PAUSE_S, 0
    while True:
        path = find_socket()
        if path is not None:
            try:
                client = Client(path)
                try:
                    for envelope, cursor in follow(client, topics, cursor):
                        pause = FIRST_PAUSE_S
                        if envelope is None:
                            print("Events are missing here.", file=sys.stderr, flush=True)
                            continue
                        print(json.dumps(envelope, ensure_ascii=False), flush=True)
                        printed += 1
                        if printed == count:
                            return
                finally:
                    client.close()
            except (OSError, ValueError):
                pass
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_S)


def main() -> int:
    parser = argparse.ArgumentParser(description="Print Scribe's events and miss none.")
    parser.add_argument("--topic", action="append", default=[], help="only these, for example session.*")
    parser.add_argument("--from", dest="start", help="go on behind this event: EPOCH:SEQ")
    parser.add_argument("--count", type=int, help="end after so many events")
    asked = parser.parse_args()
    cursor: Optional[Cursor] = None
    if asked.start is not None:
        epoch, _, seq = asked.start.rpartition(":")
        if not epoch or not seq.isdigit():
            parser.error("--from takes EPOCH:SEQ")
        cursor = (epoch, int(seq))
    try:
        watch(asked.topic or ["*"], cursor, asked.count)
    except Refused as refusal:
        print(f"watch.py: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
