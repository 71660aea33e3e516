"""Where Scribe keeps its data, and where its daemon listens. Starts nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

MOST_BYTES = 65_536


def scribe_home(home: str | os.PathLike[str] | None = None) -> Path:
    """Scribe's own folder: the one given, `SCRIBE_HOME`, or `~/.scribe`."""
    return Path(home or os.environ.get("SCRIBE_HOME") or Path.home() / ".scribe").absolute()


def find_socket(home: Path) -> str | None:
    """The socket of a daemon that runs; a file that was left behind names a process that is gone."""
    try:
        with (home / "run" / "scribe.json").open("rb") as file:
            endpoint = json.loads(file.read(MOST_BYTES))
        pid, path = endpoint["pid"], endpoint["socket"]
        if not isinstance(pid, int) or pid < 2 or not isinstance(path, str):
            return None
        os.kill(pid, 0)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return path
