"""The part of the client that asks for context: waiting, awaiting, and not waiting at all."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as WaitTimeout
from typing import TYPE_CHECKING, TypedDict

from .client_state import SLACK_S, ClientState
from .context_cache import View
from .errors import ScribeError
from .from_files import empty_context
from .io_thread import io_thread
from .models import ScribeContext
from .roles import GENERAL

if TYPE_CHECKING:
    from typing_extensions import Unpack

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


class ContextCalls:
    _state: ClientState

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
