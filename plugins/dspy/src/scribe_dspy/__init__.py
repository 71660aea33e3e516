"""Scribe for DSPy programs: context as an input, tools, a callback.

What programs written for the Python Scribe expect is in `scribe_dspy.compat`.
"""

from .callback import ScribeCallback
from .mcp_tools import scribe_mcp_tools
from .retriever import ScribeRM
from .session_context import SessionContext
from .status import ScribeStatus
from .tools import scribe_tools
from .with_scribe import WithScribe

__all__ = [
    "ScribeCallback",
    "ScribeRM",
    "ScribeStatus",
    "SessionContext",
    "WithScribe",
    "scribe_mcp_tools",
    "scribe_tools",
]
