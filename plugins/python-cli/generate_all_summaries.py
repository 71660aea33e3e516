#!/usr/bin/env python3
"""Brings the summaries of all worklogs of a repository up to date, in one process.

A summary that is newer than its worklog is left as it is, which is no failure. One worklog that cannot be read does not
keep the others from theirs; the exit code is 1 if there was any, or no worklog at all.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import scribe_files
import worklog_summarizer
from scribe_git import find_root
from scribe_text import Refused, parse_backlog_id, shown, tolerant_output


def main(arguments: list[str]) -> int:
    asked = _parser().parse_args(arguments)
    tolerant_output()
    root = find_root()
    say = (lambda _text: None) if asked.quiet else print
    try:
        ids = [parse_backlog_id(asked.backlog_id)] if asked.backlog_id else worklog_ids(root)
    except Refused as error:
        print(f"❌ {shown(error)}", file=sys.stderr)
        return 1
    if not ids:
        print("❌ No worklogs found", file=sys.stderr)
        return 1
    if asked.check_integration:
        return _check(root, ids)
    if asked.graph_report:
        return _each(root, ids, lambda backlog_id: print(_node(root, backlog_id)))
    return _each(root, ids, lambda backlog_id: say(_generate(root, backlog_id, asked.force)))


def worklog_ids(root: Path) -> list[str]:
    """The ids of all worklogs, in order of their names; other files are passed over."""
    ids = []
    for path in sorted((root / "artifacts/worklogs").glob("*.md")):
        try:
            ids.append(parse_backlog_id(path.stem))
        except Refused:
            continue
    return ids


def is_current(root: Path, backlog_id: str) -> bool:
    """True if there is a summary that is not older than its worklog."""
    worklog, summary = root / scribe_files.worklog_path(backlog_id), root / scribe_files.summary_path(backlog_id)
    return summary.exists() and worklog.exists() and summary.stat().st_mtime_ns >= worklog.stat().st_mtime_ns


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="generate_all_summaries.py", description="Summarize all worklogs.")
    parser.add_argument("--force", action="store_true", help="also those whose summary is up to date")
    parser.add_argument("--backlog-id", help="only this one")
    parser.add_argument("--check-integration", action="store_true", help="say which summaries are missing or old")
    parser.add_argument("--graph-report", action="store_true", help="print the graph nodes of the summaries")
    parser.add_argument("--quiet", action="store_true")
    return parser


def _each(root: Path, ids: list[str], step) -> int:
    failures = 0
    for backlog_id in ids:
        try:
            step(backlog_id)
        except (Refused, OSError) as error:
            failures += 1
            print(f"❌ {backlog_id}: {shown(error)}", file=sys.stderr)
    return 1 if failures else 0


def _generate(root: Path, backlog_id: str, force: bool) -> str:
    if not force and is_current(root, backlog_id):
        return f"✅ {backlog_id}: the summary is up to date"
    return f"✅ {backlog_id}: written to {shown(worklog_summarizer.update_summary(root, backlog_id))}"


def _check(root: Path, ids: list[str]) -> int:
    for backlog_id in ids:
        exists = (root / scribe_files.summary_path(backlog_id)).exists()
        state = "up to date" if is_current(root, backlog_id) else "older than its worklog" if exists else "missing"
        print(f"{'✅' if state == 'up to date' else '⚠️'} {backlog_id}: {state}")
    return 0


def _node(root: Path, backlog_id: str) -> str:
    summary = worklog_summarizer.summarize(root, backlog_id)
    facts = summary["metadata"]
    return (
        f"{backlog_id}: scribe_summary, weight {worklog_summarizer.weight(summary)}, branch {shown(facts['branch'])}, "
        f"{facts['ideas_count']} ideas, {facts['decisions_count']} decisions"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
