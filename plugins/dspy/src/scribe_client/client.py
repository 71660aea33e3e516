"""Scribe, as a program uses it: context that comes by a deadline, notes that are not lost, events that go on.

The same object serves threads, event loops and forked children; every way in has a synchronous and an asynchronous
form. Nothing here starts the app, and nothing waits longer than its deadline.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as WaitTimeout
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from .client_state import ClientState, Options
from .context_cache import View
from .contexts import Fallback
from .endpoint import scribe_home
from .errors import ScribeError, Unreachable
from .from_files import empty_context
from .io_thread import io_thread
from .models import AppendResult, ClientStatus, Event, ScribeContext, Session
from .notes import note_text
from .outbox import Note
from .roles import GENERAL
from .subscriptions import Subscription

if TYPE_CHECKING:
    from typing_extensions import Unpack

# Beyond the deadline, for the way between threads.
SLACK_S = 0.3
USUAL_CHARS = 8_000


class Asked(TypedDict, total=False):
    """What can be asked of a context."""

    # What is to be done, in words: what speaks of it comes first.
    task: str | None
    # A session's id or backlog id; by default the one of the project.
    session: str | None
    # Only these sources.
    sections: Sequence[str] | None
    # Length of the Markdown, 500 to 20,000.
    budget_chars: int
    # Seconds; by default the client's.
    deadline_s: float | None
    # The Python program's dictionary instead of Markdown.
    legacy: bool


class ScribeClient:
    """A client of the daemon of `home` (by default `~/.scribe`) for one project (by default the current folder)."""

    _shared: ClassVar[dict[str, ScribeClient]] = {}
    _shared_lock = threading.Lock()

    def __init__(  # noqa: PLR0913
        self,
        *,
        home: str | os.PathLike[str] | None = None,
        project_root: str | os.PathLike[str] | None = None,
        session: str | None = None,
        deadline_s: float = 1.5,
        max_age_s: float = 2.0,
        fallback: Fallback = "files",
        client_name: str = "scribe-dspy",
    ) -> None:
        project = str(Path(project_root or Path.cwd()).absolute())
        self._state = ClientState(
            Options(scribe_home(home), project, session, deadline_s, max_age_s, fallback, client_name)
        )

    @classmethod
    def shared(cls, **options: Any) -> ScribeClient:
        """This process's client with these options; made when it is first asked for."""
        key = repr(sorted((name, str(value)) for name, value in options.items()))
        with cls._shared_lock:
            if key not in cls._shared:
                cls._shared[key] = cls(**options)
            return cls._shared[key]

    # Context

    def submit_context(self, role: str | None = None, **asked: Unpack[Asked]) -> Future[ScribeContext]:
        """Asks and does not wait."""
        return self._state.submit(self._state.context(self._view(role, asked), self._deadline(asked)))

    async def aget_context(self, role: str | None = None, **asked: Unpack[Asked]) -> ScribeContext:
        """The context, at the deadline at the latest; never raises, unless the client's fallback is `raise`."""
        return await self._awaited(self.submit_context(role, **asked), role, self._deadline(asked))

    def get_context(self, role: str | None = None, **asked: Unpack[Asked]) -> ScribeContext:
        """As `aget_context`."""
        if io_thread().is_current():  # waiting for oneself: a listener asks for what is known
            return self.context_nowait(role)
        try:
            return self.submit_context(role, **asked).result(self._deadline(asked) + SLACK_S)
        except WaitTimeout:
            return self._late(role)

    def context_nowait(self, role: str | None = None) -> ScribeContext:
        """What is known now, without any I/O; a newer one is fetched behind it."""
        state, view = self._state, self._view(role, {})
        state.refresh_if_due(view)
        return state.contexts.shown(view) or empty_context(view.role, ("Nothing is known yet.",))

    # Notes

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

    # Anything else

    async def acall(self, method: str, params: Mapping[str, Any], *, deadline_s: float | None = None) -> dict[str, Any]:
        """Any command of the protocol. Raises `ScribeError` when it is refused or nobody answers."""
        deadline = self._state.options.deadline_s if deadline_s is None else deadline_s
        future = self._state.submit(self._state.link.call(method, params, deadline))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), deadline + SLACK_S)
        except asyncio.TimeoutError:
            raise Unreachable("Scribe gave no answer in time.") from None

    def call(self, method: str, params: Mapping[str, Any], *, deadline_s: float | None = None) -> dict[str, Any]:
        """As `acall`. Not from a listener, which runs where the answer would come in."""
        deadline = self._state.options.deadline_s if deadline_s is None else deadline_s
        if io_thread().is_current():
            raise RuntimeError("A listener must not wait for Scribe: use the asynchronous form elsewhere.")
        try:
            return self._state.submit(self._state.link.call(method, params, deadline)).result(deadline + SLACK_S)
        except WaitTimeout:
            raise Unreachable("Scribe gave no answer in time.") from None

    async def asessions(self, **filters: Any) -> list[Session]:
        """Sessions; filters are those of `session/list` (`state`, `repo`, `limit`). None while nobody answers."""
        try:
            found = (await self.acall("session/list", filters)).get("sessions", [])
        except Unreachable:
            return []
        return [Session.from_wire(one) for one in found]

    def subscribe(self, topics: Sequence[str], cb: Callable[[Event], None]) -> Subscription:
        """Calls `cb` on the IO thread for every event, each once, also after lost connections. It must not block."""
        subscription = Subscription(self._state.link, topics, cb)
        self._state.begin(subscription)
        return subscription

    async def aevents(self, topics: Sequence[str]) -> AsyncIterator[Event]:
        """The same as an iterator in the caller's loop. The daemon waits for a consumer that is slow."""
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[Event] = asyncio.Queue()
        subscription = Subscription(
            self._state.link,
            topics,
            lambda event: void(loop.call_soon_threadsafe(arrived.put_nowait, event)),
            acks_itself=False,
        )
        self._state.begin(subscription)
        try:
            while True:
                event = await arrived.get()
                yield event
                if event.topic != "events.gap":
                    io_thread().loop.call_soon_threadsafe(subscription.consumed, event)
        finally:
            subscription.close()

    @property
    def status(self) -> ClientStatus:
        return self._state.status()

    def close(self, timeout: float = 1.0) -> None:
        """Delivers what waits, at most `timeout` seconds, spools the rest, and ends. Safe to call twice."""
        self._state.close(timeout)

    def _note(self, text: str, kind: str, session: str | None, idem: str | None) -> Note:
        options = self._state.options
        params = {"cwd": options.project, "text": note_text(text, kind), "idem": idem or uuid.uuid4().hex}
        named = session or options.session
        return Note({**params, "session": named} if named is not None else params)

    async def _awaited(self, future: Future[ScribeContext], role: str | None, deadline: float) -> ScribeContext:
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), deadline + SLACK_S)
        except asyncio.TimeoutError:
            return self._late(role)

    def _late(self, role: str | None) -> ScribeContext:
        """The IO thread itself is held up, by a listener that blocks."""
        if self._state.options.fallback == "raise":
            raise ScribeError("wait.deadline", "No answer in time.")
        return self.context_nowait(role)

    def _view(self, role: str | None, asked: Asked) -> View:
        options, sections = self._state.options, asked.get("sections")
        return View(
            project=options.project,
            role=role or GENERAL,
            session=asked.get("session") or options.session,
            task=asked.get("task"),
            sections=None if sections is None else tuple(sections),
            budget_chars=asked.get("budget_chars", USUAL_CHARS),
            legacy=asked.get("legacy", False),
        )

    def _deadline(self, asked: Asked) -> float:
        given = asked.get("deadline_s")
        return self._state.options.deadline_s if given is None else given

    def __deepcopy__(self, _memo: dict[int, Any]) -> ScribeClient:
        """Programs are copied by optimizers; what they talk to is one."""
        return self

    def __copy__(self) -> ScribeClient:
        return self

    def __getstate__(self) -> dict[str, Any]:
        return self._state.options.as_arguments()

    def __setstate__(self, arguments: dict[str, Any]) -> None:
        ScribeClient.__init__(self, **arguments)


def void(_value: object) -> None:
    """For a listener whose own value means nothing."""
