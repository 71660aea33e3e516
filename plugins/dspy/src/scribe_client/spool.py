"""Notes that nobody takes now, as files of the spool that hooks use: the daemon records them soon, or when it starts.

The name's form is the daemon's (`SECONDS-NUMBER.client.append.json`). Private to the person, bounded, whole or absent.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .redact import redact

MOST_FILES = 5_000
# One process has so many in a second, at most.
_NUMBERS = itertools.cycle(range(100_000))
_lock = threading.Lock()


def keep(home: Path, note: Mapping[str, Any]) -> Path | None:
    """The file a note was kept in; `None` where it cannot be kept: no room, a full disk."""
    folder = home / "spool"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        if len(os.listdir(folder)) >= MOST_FILES:  # noqa: PTH208
            return None
        # No file of the data folder holds a secret.
        body = json.dumps({**note, "text": redact(str(note.get("text", "")))}).encode()
        for _ in range(100):
            path = folder / _name()
            temporary = path.with_suffix(".part")
            with contextlib.suppress(FileExistsError):
                with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(body)
                os.replace(temporary, path)  # noqa: PTH105
                return path
    except OSError:
        return None
    return None


def _name() -> str:
    with _lock:
        number = next(_NUMBERS)
    return f"{int(time.time())}-{os.getpid() % 100_000:05d}{number:05d}.client.append.json"
