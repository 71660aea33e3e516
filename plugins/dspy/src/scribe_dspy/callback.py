"""DSPy's calls as notes of the session: one for each outermost call, with what was called within it.

Handlers run in the program's own thread or loop, so they only count and put a note in line: no I/O, no waiting. What
Scribe itself has put into an input is never written back.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

from dspy.utils.callback import ACTIVE_CALL_ID, BaseCallback

from scribe_client import ScribeClient
from scribe_client.notes import shortened
from scribe_client.text import foreign_line, without_injected

from .call_log import CallLog, Root
from .session_context import SessionContext

Level = Literal["off", "meta", "summary", "full"]
SUMMARY_CHARS = 200
FULL_CHARS = 1_500


class ScribeCallback(BaseCallback):
    """`off`; `meta`: that it ran, how long, how often what was called, what failed; `summary`: also the first 200
    characters of what went in and came out; `full`: more of them."""

    def __init__(
        self, session: str | None = None, *, level: Level = "meta", client: ScribeClient | None = None
    ) -> None:
        if level not in get_args(Level):
            raise ValueError(f"The level is one of {', '.join(get_args(Level))}, not {level}.")
        self._session, self._level = session, level
        self._client = client or ScribeClient.shared()
        self._calls = CallLog()

    def on_module_start(self, call_id: str, instance: Any, inputs: dict[str, Any]) -> None:
        self._begin(call_id, "module", type(instance).__name__, inputs)

    def on_module_end(self, call_id: str, outputs: Any | None, exception: BaseException | None = None) -> None:
        self._end(call_id, outputs, exception)

    def on_lm_start(self, call_id: str, instance: Any, inputs: dict[str, Any]) -> None:
        self._begin(call_id, "lm", str(getattr(instance, "model", type(instance).__name__)), inputs)

    def on_lm_end(self, call_id: str, outputs: dict[str, Any] | None, exception: BaseException | None = None) -> None:
        self._end(call_id, outputs, exception)

    def on_tool_start(self, call_id: str, instance: Any, inputs: dict[str, Any]) -> None:
        self._begin(call_id, "tool", str(instance.name), inputs)

    def on_tool_end(self, call_id: str, outputs: dict[str, Any] | None, exception: BaseException | None = None) -> None:
        self._end(call_id, outputs, exception)

    def on_evaluate_start(self, call_id: str, instance: Any, inputs: dict[str, Any]) -> None:
        self._begin(call_id, "evaluation", type(instance).__name__, {})

    def on_evaluate_end(self, call_id: str, outputs: Any | None, exception: BaseException | None = None) -> None:
        self._end(call_id, getattr(outputs, "score", None), exception)

    def on_compile_start(self, call_id: str, instance: Any, inputs: dict[str, Any]) -> None:
        self._begin(call_id, "optimization", type(instance).__name__, {})

    def on_compile_end(self, call_id: str, outputs: Any | None, exception: BaseException | None = None) -> None:
        self._end(call_id, None, exception)

    def _begin(self, call_id: str, kind: str, name: str, inputs: dict[str, Any]) -> None:
        if self._level == "off":
            return
        root = self._calls.begin(call_id, ACTIVE_CALL_ID.get(), kind, name)
        if root is not None and self._level in ("summary", "full"):
            root.detail = self._shown(inputs.get("kwargs", inputs))

    def _end(self, call_id: str, outputs: Any, exception: BaseException | None) -> None:
        ended = self._calls.end(call_id, exception)
        if ended is None:
            return
        root, seconds = ended
        parts = [_sentence(root, seconds, exception)]
        if root.kind == "evaluation" and isinstance(outputs, (int, float)):
            parts.append(f"score {outputs}")
        elif self._level in ("summary", "full"):
            parts += [f"in: {root.detail}", f"out: {self._shown(outputs)}"]
        self._client.append(shortened(" · ".join(parts), 3_900), session=self._session)

    def _shown(self, value: object) -> str:
        most = SUMMARY_CHARS if self._level == "summary" else FULL_CHARS
        if hasattr(value, "toDict"):
            value = value.toDict()
        if not isinstance(value, dict):
            return foreign_line(without_injected(str(value))[: 4 * most], most)
        own = {name: one for name, one in value.items() if not isinstance(one, SessionContext)}
        said = "; ".join(f"{name}={without_injected(str(one))[: 4 * most]}" for name, one in own.items())
        return foreign_line(said, most)


def _sentence(root: Root, seconds: float, exception: BaseException | None) -> str:
    ending = "ok" if exception is None else f"failed ({type(exception).__name__})"
    counted = [f"{number} {_named(what)}" for what, number in sorted(root.counts.items())]
    failed = [f"{what} ×{number}" for what, number in sorted(root.failures.items())]
    within = f", {', '.join(counted)}" if counted else ""
    return f"DSPy {root.kind} {root.name}: {ending}, {seconds:.1f} s{within}" + (
        f"; failed within: {', '.join(failed)}" if failed else ""
    )


def _named(what: str) -> str:
    return f"× {what[5:]}" if what.startswith("tool:") else f"{what} calls"
