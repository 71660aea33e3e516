#!/usr/bin/env python3
"""Summarizes a worklog: ideas, decisions, progress, files, as JSON or Markdown in the old summarizer's form.

Needs no daemon. The worklog is read line by line; the summary replaces the old one as a whole. Its rules are those of
`scribe summarize --compat`, quirks included: the two give the same bytes.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import scribe_files
from scribe_git import find_root
from scribe_text import Refused, parse_backlog_id, shown, tolerant_output

LEAST = 10
MAX_STEPS = 5
MAX_WEIGHT = 10

IDEA = ("idea:", "new idea", "enhanced", "proposed", "suggestion")
DECISION = ("decision:", "decided", "chose", "selected", "implemented", "added")
PROGRESS = {
    "completed": ("implemented:", "added", "updated", "created"),
    "in_progress": ("planning", "designing", "analyzing"),
    "planned": ("todo", "planned", "future"),
}
MARKS = {"completed": ("Completed", "✅"), "in_progress": ("In Progress", "🔄"), "planned": ("Planned", "📋")}

_STAMPED = re.compile(r"^-\s*\d{4}-\d{2}-\d{2}\s+\d{2}:\d{2}:\d{2}\s*-\s*")
_DASH = re.compile(r"^-\s*")
_BRANCH = re.compile(r"Branch:\s*(.+)")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")


class Extraction:
    """What the lines of a worklog say."""

    def __init__(self) -> None:
        self.ideas: list[str] = []
        self.decisions: list[str] = []
        self.progress: dict[str, list[str]] = {key: [] for key in PROGRESS}
        self._files: set[str] = set()
        self._in_file_list = False
        self._sessions = 0
        self._branch = "unknown"
        self._last_activity = "unknown"
        self._lines = 0

    def take(self, line: str) -> None:
        """One line, without its end."""
        self._lines += 1
        self._facts(line)
        stripped = line.strip()
        self._file_list(stripped)
        lowered = stripped.lower()
        text = _DASH.sub("", _STAMPED.sub("", stripped))
        if len(text) <= LEAST:
            return
        if any(word in lowered for word in IDEA):
            self.ideas.append(text)
        if any(word in lowered for word in DECISION):
            self.decisions.append(text)
        state = next((key for key, words in PROGRESS.items() if any(word in lowered for word in words)), None)
        if state:
            self.progress[state].append(text)

    def summary(self, backlog_id: str) -> dict:
        files = sorted(self._files)
        return {
            "backlog_id": backlog_id,
            "ideas": self.ideas,
            "decisions": self.decisions,
            "files_modified": files,
            "implementation_progress": self.progress,
            "metadata": {
                "session_count": self._sessions,
                "branch": self._branch,
                "last_activity": self._last_activity,
                "total_lines": self._lines,
                "ideas_count": len(self.ideas),
                "decisions_count": len(self.decisions),
                "files_modified_count": len(files),
            },
            "next_steps": self._next_steps(),
        }

    def _facts(self, line: str) -> None:
        self._sessions += "Session started" in line
        branch = _BRANCH.search(line)
        self._branch = branch.group(1) if branch else self._branch
        times = _TIME.findall(line)
        self._last_activity = times[-1] if times else self._last_activity

    def _file_list(self, stripped: str) -> None:
        if self._in_file_list and stripped.startswith("- "):
            name = stripped[2:].strip()
            if not name.startswith("(+"):
                self._files.add(name)
        else:
            self._in_file_list = False
        if "Changes:" in stripped and "file(s)" in stripped:
            self._in_file_list = True

    def _next_steps(self) -> list[str]:
        nothing_done = not self.progress["completed"]
        steps = ["Implement the generated ideas"] if self.ideas and nothing_done else []
        steps += ["Take action on the decisions made"] if self.decisions and nothing_done else []
        steps += ["Complete the in-progress implementations"] if self.progress["in_progress"] else []
        return (steps + self.progress["planned"])[:MAX_STEPS]


def extract(backlog_id: str, lines: Iterable[str]) -> dict:
    """The summary of a worklog given line by line, each with its end but perhaps the last."""
    extraction, last = Extraction(), "\n"
    for last in lines:
        extraction.take(last[:-1] if last.endswith("\n") else last)
    if last.endswith("\n"):
        extraction.take("")
    return extraction.summary(backlog_id)


def summarize(root: Path, backlog_id: str) -> dict:
    """The summary of a worklog of this repository. `Refused` if there is none or it is no text."""
    relative = scribe_files.worklog_path(parse_backlog_id(backlog_id))
    path, file = root / relative, scribe_files.open_inside(root, relative)
    if file is None:
        raise Refused(f"No worklog found for {backlog_id}: {path}")
    try:
        with io.TextIOWrapper(file, encoding="utf-8") as text:
            return extract(backlog_id, text)
    except UnicodeDecodeError:
        raise Refused(f"{path} holds bytes that are no UTF-8 text") from None


def render_json(summary: dict) -> str:
    return json.dumps(summary, indent=2)


def render_markdown(summary: dict, now: datetime) -> str:
    """As the old program wrote it; `now` is local time."""
    sections = [
        ("Key Ideas Generated", [f"- {idea}" for idea in summary["ideas"]]),
        ("Decisions Made", [f"- {decision}" for decision in summary["decisions"]]),
        ("Implementation Progress", _progress(summary["implementation_progress"])),
        ("Next Steps", [f"- {step}" for step in summary["next_steps"]]),
        ("Files Modified", [f"- `{path}`" for path in summary["files_modified"]]),
        ("Graph Integration", _graph(summary)),
    ]
    blocks = [_comments(summary, now), _heading(summary, now)]
    blocks += ["\n".join([f"## {title}", *lines]) for title, lines in sections if lines]
    return "\n\n" + "".join(f"{block}\n\n" for block in blocks)


def update_summary(root: Path, backlog_id: str, as_json: bool = False, output: Path | None = None) -> Path:
    """Writes the summary of a worklog; where it was written."""
    summary = summarize(root, backlog_id)
    text = render_json(summary) if as_json else render_markdown(summary, datetime.now())
    if output is None:
        scribe_files.folder_inside(root, "artifacts/summaries")
        output = root / scribe_files.summary_path(backlog_id)
    if output.exists() and not output.is_file():
        output.write_text(text, encoding="utf-8")
    else:
        scribe_files.write_whole(output, text)
    return output


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="worklog_summarizer.py", description="Summarize a worklog.")
    parser.add_argument("--backlog-id", required=True)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--format", choices=("markdown", "json"), default="markdown")
    parser.add_argument("--quiet", action="store_true")
    asked = parser.parse_args(arguments)
    tolerant_output()
    try:
        path = update_summary(find_root(), asked.backlog_id, asked.format == "json", asked.output)
    except (Refused, OSError) as error:
        print(f"❌ {shown(error)}", file=sys.stderr)
        return 1
    if not asked.quiet:
        print(f"✅ Summary of {asked.backlog_id} written to {shown(path)}")
    return 0


def _progress(progress: dict[str, list[str]]) -> list[str]:
    parts = [
        "\n".join([f"### {title}", *(f"- {mark} {item}" for item in progress[key])])
        for key, (title, mark) in MARKS.items()
        if progress[key]
    ]
    return ["\n\n".join(parts)] if parts else []


def _comments(summary: dict, now: datetime) -> str:
    backlog_id, facts = summary["backlog_id"], summary["metadata"]
    role = "planner" if facts["ideas_count"] > facts["decisions_count"] else "implementer"
    fields = {
        "DSPY_ROLE": role,
        "DSPY_AUTHORITY": "scribe_session_insights",
        "DSPY_FILES": f"{scribe_files.worklog_path(backlog_id)}, {scribe_files.summary_path(backlog_id)}",
        "DSPY_CONTEXT": "AI-generated summary of Scribe brainstorming session with actionable insights",
        "DSPY_VALIDATION": "session_analysis, decision_tracking, implementation_progress",
        "DSPY_RESPONSIBILITIES": "context_capture, insight_extraction, progress_tracking",
        "GRAPH_NODE_TYPE": "scribe_summary",
        "GRAPH_CATEGORY": "session_insights",
        "GRAPH_WEIGHT": weight(summary),
        "CREATED_AT": now.isoformat(),
        "UPDATED_AT": now.isoformat(),
        "SESSION_COUNT": facts["session_count"],
        "IDEAS_COUNT": facts["ideas_count"],
        "DECISIONS_COUNT": facts["decisions_count"],
        "BRANCH": facts["branch"],
        "LAST_ACTIVITY": facts["last_activity"],
    }
    return "\n".join(f"<!-- {name}: {value} -->" for name, value in fields.items())


def _heading(summary: dict, now: datetime) -> str:
    facts, time = summary["metadata"], now.strftime("%Y-%m-%d %H:%M:%S")
    return (
        f"# {summary['backlog_id']} Session Summary\n\n**Generated**: {time}\n**Last Updated**: {time}\n\n"
        f"**Sessions**: {facts['session_count']}\n**Branch**: {facts['branch']}\n"
        f"**Last Activity**: {facts['last_activity']}\n**Total Lines**: {facts['total_lines']}\n"
        f"**Ideas Generated**: {facts['ideas_count']}\n**Decisions Made**: {facts['decisions_count']}\n"
        f"**Files Modified**: {facts['files_modified_count']}"
    )


def _graph(summary: dict) -> list[str]:
    return [
        "- **Node Type**: scribe_summary",
        "- **Category**: session_insights",
        f"- **Weight**: {weight(summary)}",
        f"- **Related Nodes**: {summary['backlog_id']}, {summary['metadata']['branch']}",
    ]


def weight(summary: dict) -> int:
    return min(summary["metadata"]["ideas_count"] + summary["metadata"]["decisions_count"], MAX_WEIGHT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
