"""Notes on their way to the daemon, in order, one at a time. Putting one in does no I/O and never waits.

What cannot be delivered goes to the spool; when the daemon answers again, what this process has put there is delivered
and taken out. Each note has a key, so that one that arrives twice is recorded once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import spool
from .errors import ScribeError
from .link import DaemonLink
from .models import AppendResult
from .pace import Pace
from .stats import Stats

SEND_S = 2.0
MOST_WAITING = 10_000
MOST_KEPT = 1_000
# Below what the daemon allows a connection, so that contexts still get through.
PER_S = 30.0
BURST = 100.0


@dataclass
class Note:
    params: Mapping[str, Any]
    done: Future[AppendResult] = field(default_factory=Future)

    @property
    def idem(self) -> str:
        return str(self.params["idem"])


class Outbox:
    def __init__(self, home: Path, link: DaemonLink, stats: Stats) -> None:
        self._home, self._link, self._stats = home, link, stats
        self._waiting: deque[Note] = deque()
        self._kept: dict[Path, Note] = {}
        self._pump: asyncio.Task[None] | None = None
        self._pace = Pace(PER_S, BURST)
        link.on_answering.append(self.replay)

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, note: Note) -> bool:
        """From any thread. False, and the note is refused, when as many wait as may."""
        if len(self._waiting) >= MOST_WAITING:
            self._refuse(note, "Too many notes wait.")
            return False
        self._waiting.append(note)
        return True

    def wake(self) -> None:
        """On the loop: sends what waits."""
        if self._pump is None or self._pump.done():
            self._pump = asyncio.ensure_future(self._send_all())

    def replay(self) -> None:
        """On the loop: what was spooled by this process is tried again."""
        kept, self._kept = self._kept, {}
        for path, note in kept.items():
            note.done.add_done_callback(_taken_out(path))
            self._waiting.append(note)
        self.wake()

    def spool_all(self) -> None:
        """Keeps what still waits; for the end of the process."""
        while self._waiting:
            self._spool(self._waiting.popleft())

    async def flush(self) -> None:
        """Until nothing waits."""
        while self._waiting or (self._pump is not None and not self._pump.done()):
            self.wake()
            if self._pump is not None:
                await asyncio.shield(self._pump)

    async def _send_all(self) -> None:
        while self._waiting:
            await asyncio.sleep(self._pace.take(float("inf")) or 0)
            note = self._waiting[0]
            result = await self._sent(note)
            # The end of the process may have taken it meanwhile.
            if self._waiting and self._waiting[0] is note:
                self._waiting.popleft()
                _tell(note, result) if result is not None else self._spool(note)

    async def _sent(self, note: Note) -> AppendResult | None:
        """`None` where nobody took it, or not now."""
        while True:
            try:
                result = await self._link.call("worklog/append", note.params, SEND_S)
            except ScribeError as error:
                self._stats.failed(error)
                if error.retry_after_s > 0:
                    await asyncio.sleep(error.retry_after_s)
                    continue
                if error.retryable:
                    return None
                self._stats.refused += 1
                return AppendResult("refused", note.idem, error=str(error))
            session, entry = result.get("session") or {}, result.get("entry") or {}
            return AppendResult("recorded", note.idem, session.get("backlog_id"), entry.get("seq"))

    def _spool(self, note: Note) -> None:
        path = spool.keep(self._home, note.params)
        if path is None:
            self._refuse(note, "Scribe does not answer and the spool takes no more.")
            return
        self._stats.spooled += 1
        _tell(note, AppendResult("spooled", note.idem))
        if len(self._kept) < MOST_KEPT:
            self._kept[path] = Note(note.params)

    def _refuse(self, note: Note, why: str) -> None:
        self._stats.refused += 1
        self._stats.failed(why)
        _tell(note, AppendResult("refused", note.idem, error=why))


def _taken_out(path: Path) -> Callable[[Future[AppendResult]], None]:
    return lambda _done: path.unlink(missing_ok=True)


def _tell(note: Note, result: AppendResult) -> None:
    if not note.done.done():
        note.done.set_result(result)
