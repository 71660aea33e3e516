"""For programs written for the Python Scribe: the original names, served without blocking."""

from .auto_rehydrate import AutoRehydration
from .provider import (
    AsyncScribeContextProvider,
    ScribeContextProvider,
    aget_context_for_role,
    get_scribe_context_for_role,
    integrate_with_model_switcher,
)
from .rehydration import RehydrationRequest, RehydrationResult
from .rehydrator import AsyncMemoryRehydrator

__all__ = [
    "AsyncMemoryRehydrator",
    "AsyncScribeContextProvider",
    "AutoRehydration",
    "RehydrationRequest",
    "RehydrationResult",
    "ScribeContextProvider",
    "aget_context_for_role",
    "get_scribe_context_for_role",
    "integrate_with_model_switcher",
]
