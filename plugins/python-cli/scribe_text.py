"""Text that becomes part of Scribe's files: backlog ids, notes, paths, times.

Pure. Invariant: whatever text comes in, it cannot start a line of its own in a worklog, and an id cannot name a file
outside `artifacts/`.
"""

from __future__ import annotations

import io
import json
import re
import sys
from datetime import datetime, timezone

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_ID_IN_BRANCH = re.compile(r"(?<![A-Za-z0-9])B-[0-9]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)

_LINE_END = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_CONTROL = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_PLAIN_PATH = re.compile(r'[^\s"(-][^"\\]*')

MAX_PATHS = 10


class Refused(Exception):
    """What was asked for cannot be; the message is for the person."""


def parse_backlog_id(text: str) -> str:
    """The id unchanged; `Refused` if it could not safely be part of a file name."""
    if _ID.fullmatch(text) and ".." not in text and not text.endswith(".") and not _RESERVED.fullmatch(text):
        return text
    raise Refused(f"{json.dumps(text[:80])} cannot be a backlog id. Use letters, digits, dots, dashes and underscores.")


def detect_backlog_id(explicit: str | None, branch: str | None, state: object) -> str | None:
    """The id of the first source that names one: option, branch, state file. `Refused` if that one cannot be used."""
    if explicit:
        return parse_backlog_id(explicit)
    in_branch = _ID_IN_BRANCH.search(branch or "")
    if in_branch:
        return parse_backlog_id(in_branch.group())
    return parse_backlog_id(state) if isinstance(state, str) and state else None


def note_lines(text: str) -> list[str]:
    """A note as a bullet; its further lines are indented under it, blank ones and control characters are dropped."""
    first, *more = [printable(line).rstrip() for line in _LINE_END.split(text)]
    return [f"- {first}", *(f"  {line.lstrip()}" for line in more if line.strip())]


def change_lines(paths: list[str]) -> list[str]:
    """The bullets for files that changed, sorted; at most ten are named."""
    ordered = sorted(set(paths))
    named = [f"  - {path_text(path)}" for path in ordered[:MAX_PATHS]]
    more = len(ordered) - MAX_PATHS
    return [f"- Changes: {len(ordered)} file(s)", *named, *([f"  - (+{more} more)"] if more > 0 else [])]


def path_text(path: str) -> str:
    """A path on one line: as it is, or quoted when it holds what would break the line or be misread."""
    if _PLAIN_PATH.fullmatch(path) and path == printable(path) and path == path.strip():
        return path
    return _CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(path, ensure_ascii=False))


def printable(text: str) -> str:
    """`text` without control characters and those that hide text or turn it around."""
    return _CONTROL.sub("", text)


def shown(text: object) -> str:
    """Foreign text for a terminal: control characters are shown, not obeyed."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", str(text))


def tolerant_output() -> None:
    """What a terminal cannot show must not end the work that it reports."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def entry(lines: list[str], at: datetime | None = None) -> str:
    """A worklog entry, from the blank line before its heading to its final newline."""
    time = (at or datetime.now()).strftime("%Y-%m-%d %H:%M:%S")
    return f"\n## {time}\n\n" + "\n".join(lines) + "\n"


def utc_now() -> str:
    """As the registry holds times: `2026-11-22T14:19:56.492080+00:00`."""
    return datetime.now(timezone.utc).isoformat()


def parse_time(text: str) -> datetime | None:
    """A time of the registry; one without zone is local. `None` if it is no time."""
    try:
        compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(.*)", text)
        if compact:
            text = "{}-{}-{}T{}:{}:{}{}".format(*compact.groups())
        return datetime.fromisoformat(re.sub(r"[Zz]$", "+00:00", text)).astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None
