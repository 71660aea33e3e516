"""The text of a note: how each kind begins so that summaries take it for what it is, and how long it may be. Pure."""

from __future__ import annotations

from typing import Literal, get_args

Kind = Literal["note", "decision", "blocker", "plan", "result"]
KINDS: tuple[str, ...] = get_args(Kind)
LABELS = {"decision": "Decision: ", "blocker": "Blocker: ", "plan": "Next: ", "result": "Done: "}
# The daemon's limit, in UTF-16 units.
MOST = 4_000


def note_text(text: str, kind: str) -> str:
    """With the beginning of its kind. Raises `ValueError` for an unknown kind, an empty text, one that is too long."""
    if kind not in KINDS:
        raise ValueError(f"A note is one of {', '.join(KINDS)}, not {kind}.")
    if not text.strip():
        raise ValueError("The note is empty.")
    whole = f"{LABELS.get(kind, '')}{text}"
    if len(whole.encode("utf-16-le", "surrogatepass")) // 2 > MOST:
        raise ValueError(f"A note has at most {MOST} characters.")
    return whole.encode("utf-8", "replace").decode()


def shortened(text: str, most: int) -> str:
    """At most `most` characters; `…` says that there was more."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
