"""Scribe for Python programs, with the standard library only. `ScribeClient` is the way in."""

from .client import ScribeClient
from .errors import ScribeError, Unreachable
from .models import AppendResult, ClientStatus, Event, ScribeContext, Session
from .roles import ROLES
from .subscriptions import Subscription
from .version import __version__

__all__ = [
    "ROLES",
    "AppendResult",
    "ClientStatus",
    "Event",
    "ScribeClient",
    "ScribeContext",
    "ScribeError",
    "Session",
    "Subscription",
    "Unreachable",
    "__version__",
]
