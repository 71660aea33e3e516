"""Scribe, as a program uses it: context that comes by a deadline, notes that are not lost, events that go on.

The same object serves threads, event loops and forked children; every way in has a synchronous and an asynchronous
form. Nothing here starts the app, and nothing waits longer than its deadline.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any, ClassVar

from .client_state import ClientState, Options
from .context_calls import ContextCalls
from .contexts import Fallback
from .daemon_calls import DaemonCalls
from .endpoint import scribe_home
from .models import ClientStatus
from .note_calls import NoteCalls


class ScribeClient(ContextCalls, NoteCalls, DaemonCalls):
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

    @property
    def status(self) -> ClientStatus:
        return self._state.status()

    def close(self, timeout: float = 1.0) -> None:
        """Delivers what waits, at most `timeout` seconds, spools the rest, and ends. Safe to call twice."""
        self._state.close(timeout)

    def __deepcopy__(self, _memo: dict[int, Any]) -> ScribeClient:
        """Programs are copied by optimizers; what they talk to is one."""
        return self

    def __copy__(self) -> ScribeClient:
        return self

    def __getstate__(self) -> dict[str, Any]:
        return self._state.options.as_arguments()

    def __setstate__(self, arguments: dict[str, Any]) -> None:
        ScribeClient.__init__(self, **arguments)
