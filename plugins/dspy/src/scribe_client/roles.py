"""The five roles, with the words the Python program had for them, and what is said to a role that gets nothing else."""

from __future__ import annotations

from typing import Any

_FOCUS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "planner": (
        "strategic planning and resource allocation",
        ("timeline", "resource_usage", "progress_tracking"),
        "high",
    ),
    "implementer": (
        "technical implementation and system integration",
        ("code_changes", "integration_status", "technical_debt"),
        "high",
    ),
    "coder": ("code development and debugging", ("file_changes", "debugging_sessions", "code_quality"), "medium"),
    "researcher": ("research and analysis", ("research_sessions", "analysis_progress", "insights"), "medium"),
    "reviewer": ("quality assurance and review", ("review_sessions", "quality_metrics", "approval_status"), "low"),
}
_GENERAL: tuple[str, tuple[str, ...], str] = ("general", (), "low")

ROLES = tuple(_FOCUS)
GENERAL = "general"


def focus_of(role: str) -> dict[str, Any]:
    """A new dictionary each time: callers may change it."""
    focus, metrics, priority = _FOCUS.get(role, _GENERAL)
    return {"focus": focus, "key_metrics": list(metrics), "context_priority": priority}


def role_text(role: str) -> str:
    """For a role that nothing is known for."""
    focus, metrics, priority = _FOCUS.get(role, _GENERAL)
    watched = f" It looks at {', '.join(metrics)}." if metrics else ""
    return f"The role {role} is about {focus} (priority {priority}).{watched}"
