"""The Python program's `ScribeContextProvider`, name by name, served by the daemon or what stands in for it.

Its dictionaries have the same keys; what was always empty there is filled. `project_root` is where the old one had it;
nothing is created by looking.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

from scribe_client import Event, ScribeClient, Subscription
from scribe_client.from_files import REGISTRY, WORKLOGS

DEADLINE_S = 1.8


class AsyncScribeContextProvider:
    """The same with an `a` before each name, for programs in an event loop."""

    def __init__(self, project_root: Path | str | None = None, *, client: ScribeClient | None = None) -> None:
        self.project_root = Path(project_root or Path.cwd())
        self.session_registry_path = self.project_root / REGISTRY
        self.worklogs_path = self.project_root / WORKLOGS
        self.client = client or ScribeClient.shared(project_root=self.project_root.absolute())

    async def aget_role_specific_context(self, role: str) -> dict[str, Any]:
        context = await self.client.aget_context(role, legacy=True, deadline_s=DEADLINE_S)
        return {**context.to_legacy_dict(), "role": role}

    async def afetch_scribe_context(self) -> dict[str, Any]:
        return _base(await self.aget_role_specific_context("general"))

    async def aget_active_session(self) -> dict[str, Any]:
        return _first(await self.afetch_scribe_context())

    async def aintegrate_with_model_switcher(self, model_switcher: Any, live: bool = False) -> Subscription | None:
        give(model_switcher, await self.afetch_scribe_context())
        return self.follow(model_switcher) if live else None

    def follow(self, model_switcher: Any) -> Subscription:
        """Gives the context anew whenever it has changed. Close what is returned to end it."""

        async def renew() -> None:
            give(model_switcher, await self.afetch_scribe_context())

        # On the IO thread: the fetch is awaited there, nobody waits for it.
        def changed(_event: Event) -> None:
            task = asyncio.ensure_future(renew())
            task.add_done_callback(lambda done: done.cancelled() or done.exception())

        return self.client.subscribe(["context.changed", "session.*"], changed)


class ScribeContextProvider(AsyncScribeContextProvider):
    """The original's methods. None raises; each answers within two seconds."""

    def fetch_scribe_context(self) -> dict[str, Any]:
        return _base(self.get_role_specific_context("general"))

    def get_active_session(self) -> dict[str, Any]:
        return _first(self.fetch_scribe_context())

    def get_role_specific_context(self, role: str) -> dict[str, Any]:
        context = self.client.get_context(role, legacy=True, deadline_s=DEADLINE_S)
        return {**context.to_legacy_dict(), "role": role}

    def integrate_with_model_switcher(self, model_switcher: Any, live: bool = False) -> Subscription | None:
        """`live`: also whenever the context changes, until the subscription that is returned is closed."""
        give(model_switcher, self.fetch_scribe_context())
        return self.follow(model_switcher) if live else None


def give(model_switcher: Any, context: dict[str, Any]) -> None:
    """As the original did: by `add_context`, else into `context`."""
    if hasattr(model_switcher, "add_context"):
        model_switcher.add_context(context)
    elif hasattr(model_switcher, "context"):
        model_switcher.context.update(context)


def integrate_with_model_switcher(model_switcher: Any, live: bool = False) -> Subscription | None:
    """For the current folder."""
    return ScribeContextProvider().integrate_with_model_switcher(model_switcher, live)


def get_scribe_context_for_role(role: str) -> dict[str, Any]:
    """For the current folder."""
    return ScribeContextProvider().get_role_specific_context(role)


async def aget_context_for_role(role: str, task: str, *, deadline_s: float = DEADLINE_S) -> str:
    """In place of the model switcher's `get_context_for_role`: text, by the deadline, never blocking the loop."""
    context = await ScribeClient.shared().aget_context(role, task=task[:2000] or None, deadline_s=deadline_s)
    return context.text()


def _base(role_context: dict[str, Any]) -> dict[str, Any]:
    base = role_context.get("base_context")
    return dict(base) if isinstance(base, dict) else {"error": "nothing is known", "timestamp": _now()}


def _first(base: dict[str, Any]) -> dict[str, Any]:
    active = base.get("active_sessions") or []
    return dict(active[0]) if active else {}


def _now() -> str:
    return datetime.now().isoformat()
