#!/usr/bin/env python3
"""For a pre-commit hook: brings the summary of the current session up to date.

The session is the one of the state file. Never holds up a commit: what cannot be summarized is said, and the exit code
is 0.
"""

from __future__ import annotations

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import scribe_files
import worklog_summarizer
from scribe_git import find_root
from scribe_text import Refused, shown, tolerant_output


def main() -> int:
    tolerant_output()
    root = find_root()
    try:
        backlog_id = (scribe_files.read_state(root) or {}).get("backlog_id")
        if isinstance(backlog_id, str) and backlog_id:
            print(f"✅ Summary written to {shown(worklog_summarizer.update_summary(root, backlog_id))}")
    except (Refused, OSError) as error:
        print(f"⚠️ The summary was not updated: {shown(error)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
