"""What a streamed program says of itself while Scribe is asked.

`dspy.streamify(program, status_message_provider=ScribeStatus())`
"""

from __future__ import annotations

from typing import Any

from dspy.streaming.messages import StatusMessageProvider

from .with_scribe import WithScribe

_TOOLS = {
    "scribe_context": "Reading the session's context...",
    "scribe_search": "Looking through what was recorded...",
    "scribe_sessions": "Looking at the sessions...",
    "scribe_log": "Writing into the worklog...",
}


class ScribeStatus(StatusMessageProvider):
    def module_start_status_message(self, instance: Any, inputs: dict[str, Any]) -> str | None:
        if isinstance(instance, WithScribe):
            return "Reading the session's context..."
        return None

    def tool_start_status_message(self, instance: Any, inputs: dict[str, Any]) -> str | None:
        return _TOOLS.get(instance.name, f"Calling tool {instance.name}...")

    def tool_end_status_message(self, outputs: Any) -> str | None:
        return None
