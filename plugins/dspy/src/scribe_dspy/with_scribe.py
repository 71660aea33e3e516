"""A program with the session's context in one of its inputs: fetched by a deadline before it runs, never in its way.

A memory rehydrator, where there is one, is asked at the same time under the same deadline.
"""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Callable
from typing import Any

import dspy

from scribe_client import ScribeClient, ScribeContext

from .compat.memory import MemoryPart
from .compat.rehydration import RehydrationRequest
from .compat.rehydrator import AsyncMemoryRehydrator
from .session_context import SessionContext

MEMORY_CHARS = 4_000
TASK_CHARS = 2_000


class WithScribe(dspy.Module):
    """Wraps any program with an input `field`, typed `SessionContext` or text. What the caller gives there stays.

    `rehydrator`: as for `AsyncMemoryRehydrator`. `task_field`: an input whose text says what the context is wanted for.
    """

    def __init__(  # noqa: PLR0913
        self,
        program: dspy.Module,
        role: str,
        *,
        field: str = "context",
        client: ScribeClient | None = None,
        rehydrator: Callable[..., Any] | object | None = None,
        task_field: str | None = None,
        deadline_s: float = 1.5,
    ) -> None:
        super().__init__()
        self.program, self.role, self.field = program, role, field
        self.task_field, self.deadline_s = task_field, deadline_s
        self.client = client or ScribeClient.shared()
        self.rehydrator = _rehydrator(rehydrator, self.client, deadline_s)
        self._typed = _wants_type(program, field)

    def forward(self, **inputs: Any) -> dspy.Prediction:
        return self.program(**self._given(inputs))

    async def aforward(self, **inputs: Any) -> dspy.Prediction:
        given = await self._agiven(inputs)
        if hasattr(self.program, "aforward"):
            return await self.program.acall(**given)
        # A program that cannot be awaited runs on DSPy's own threads.
        return await dspy.asyncify(self.program)(**given)

    def _given(self, inputs: dict[str, Any]) -> dict[str, Any]:
        if self.field in inputs:
            return inputs
        began = time.monotonic()
        waiting = self.client.submit_context(self.role, task=self._task(inputs), deadline_s=self.deadline_s)
        memory = self.rehydrator.memory(self._request(inputs), self.deadline_s) if self.rehydrator else None
        left = max(0.0, self.deadline_s - (time.monotonic() - began))
        try:
            context = waiting.result(left + 0.3)
        except TimeoutError:
            context = self.client.context_nowait(self.role)
        return {**inputs, self.field: self._value(context, memory)}

    async def _agiven(self, inputs: dict[str, Any]) -> dict[str, Any]:
        if self.field in inputs:
            return inputs
        asked = self.client.aget_context(self.role, task=self._task(inputs), deadline_s=self.deadline_s)
        if self.rehydrator is None:
            return {**inputs, self.field: self._value(await asked, None)}
        memory = self.rehydrator.amemory(self._request(inputs), self.deadline_s)
        return {**inputs, self.field: self._value(*await asyncio.gather(asked, memory))}

    def _value(self, context: ScribeContext, memory: MemoryPart | None) -> SessionContext | str:
        value = SessionContext.of(context, memory.text[:MEMORY_CHARS] if memory is not None else "")
        return value if self._typed else value.format()

    def _task(self, inputs: dict[str, Any]) -> str | None:
        text = inputs.get(self.task_field) if self.task_field is not None else None
        return text[:TASK_CHARS] if isinstance(text, str) and text else None

    def _request(self, inputs: dict[str, Any]) -> RehydrationRequest:
        texts = [value for value in inputs.values() if isinstance(value, str)]
        message = self._task(inputs) or " ".join(texts)[:TASK_CHARS]
        return RehydrationRequest(current_message=message, role=self.role)


def _rehydrator(given: Any, client: ScribeClient, deadline_s: float) -> AsyncMemoryRehydrator | None:
    if given is None or isinstance(given, AsyncMemoryRehydrator):
        return given
    return AsyncMemoryRehydrator(given, client=client, deadline_s=deadline_s)


def _wants_type(program: dspy.Module, field: str) -> bool:
    """Whether the input is a `SessionContext`; raises `ValueError` for a program without such an input."""
    inputs = [predictor.signature.input_fields for _, predictor in program.named_predictors()]
    found = [fields[field].annotation for fields in inputs if field in fields]
    if found:
        return any(SessionContext in SessionContext.extract_custom_type_from_annotation(one) for one in found)
    taken = inspect.signature(type(program).forward).parameters
    takes_any = any(one.kind is inspect.Parameter.VAR_KEYWORD for one in taken.values())
    # DSPy's own modules take anything and use what their signature names.
    if field not in taken and (not takes_any or type(program).__module__.startswith("dspy.")):
        raise ValueError(f"The program has no input {field!r}. Name one with field=.")
    return False
