"""The part of the client that adds notes to the worklog."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from concurrent.futures import TimeoutError as WaitTimeout

from .client_state import ClientState
from .io_thread import io_thread
from .models import AppendResult
from .notes import note_text
from .outbox import Note


class NoteCalls:
    _state: ClientState

    async def aappend(
        self, text: str, *, kind: str = "note", session: str | None = None, idem: str | None = None
    ) -> AppendResult:
        """Adds a note (a decision, a blocker, a plan, a result) to the worklog, and says what became of it."""
        note = self._note(text, kind, session, idem)
        future = asyncio.wrap_future(note.done)
        self._state.send(note)
        with contextlib.suppress(asyncio.TimeoutError):
            return await asyncio.wait_for(asyncio.shield(future), self._state.options.append_s)
        return AppendResult("queued", note.idem)

    def append(
        self, text: str, *, kind: str = "note", wait: bool = False, session: str | None = None, idem: str | None = None
    ) -> AppendResult | None:
        """As `aappend`. Without `wait` it is only put in line: no I/O, no waiting, no result."""
        note = self._note(text, kind, session, idem)
        self._state.send(note)
        if not wait or io_thread().is_current():
            return None
        with contextlib.suppress(WaitTimeout):
            return note.done.result(self._state.options.append_s)
        return AppendResult("queued", note.idem)

    def _note(self, text: str, kind: str, session: str | None, idem: str | None) -> Note:
        options = self._state.options
        params = {"cwd": options.project, "text": note_text(text, kind), "idem": idem or uuid.uuid4().hex}
        named = session or options.session
        return Note({**params, "session": named} if named is not None else params)
