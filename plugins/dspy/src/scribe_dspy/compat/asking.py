"""How a rehydrator is asked, whatever its form: a function or an object, synchronous or not."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

from .rehydration import RehydrationRequest

Inner = Callable[[RehydrationRequest], Any]


def asked_with(inner: Inner | object | None) -> Inner | None:
    """How it is asked: a function of a request, or an object with `rehydrate_memory` or `rehydrate(query=, role=)`."""
    if inner is None:
        return None
    whole = getattr(inner, "rehydrate_memory", None)
    if callable(whole):
        return whole  # type: ignore[no-any-return]
    bundle = getattr(inner, "rehydrate", None)
    if callable(bundle):
        return lambda request: bundle(query=request.current_message, role=request.role)
    if callable(inner):
        return inner
    raise TypeError("A rehydrator is a function, or has rehydrate_memory() or rehydrate().")


def answered(ask: Inner, request: RehydrationRequest) -> Any:
    """Its answer. Blocks: on a worker only, which has no loop of its own."""
    answer = ask(request)
    return asyncio.run(_awaited(answer)) if inspect.isawaitable(answer) else answer


async def _awaited(answer: Any) -> Any:
    return await answer
