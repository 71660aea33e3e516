"""The last good context of each view: in memory for this process, on disk (`~/.scribe/cache`) for the next one.

Bounded in number and size. What the disk gives back is checked, and always counts as stale. A view that cannot be kept
is no failure: it is only not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .models import ScribeContext
from .wire import context_from_wire

MOST_VIEWS = 64
MOST_BYTES = 2 * 1024 * 1024
SCHEMA = 1


@dataclass(frozen=True)
class View:
    """What was asked for: the same view has the same answer for as long as nothing changes."""

    project: str
    role: str
    session: str | None = None
    task: str | None = None
    sections: tuple[str, ...] | None = None
    budget_chars: int = 8000
    legacy: bool = False


@dataclass(frozen=True)
class Kept:
    context: ScribeContext
    # Monotonic, seconds.
    at: float


class ContextCache:
    def __init__(self, home: Path) -> None:
        self._folder = home / "cache"
        self._kept: OrderedDict[View, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, view: View, context: ScribeContext) -> None:
        with self._lock:
            self._kept[view] = Kept(context, time.monotonic())
            self._kept.move_to_end(view)
            while len(self._kept) > MOST_VIEWS:
                self._kept.popitem(last=False)

    def get(self, view: View) -> Kept | None:
        with self._lock:
            return self._kept.get(view)

    def views(self) -> list[tuple[View, ScribeContext]]:
        with self._lock:
            return [(view, kept.context) for view, kept in self._kept.items()]

    def after_fork(self) -> None:
        self._lock = threading.Lock()

    def save(self, view: View, wire: Mapping[str, Any]) -> None:
        """Blocks. Replaces the file of the view as a whole."""
        body = json.dumps({"schema": SCHEMA, "view": repr(view), "saved_at": time.time(), "context": wire}).encode()
        if len(body) > MOST_BYTES:
            return
        path = self._path(view)
        temporary = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
        with contextlib.suppress(OSError):
            self._folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.mkdir(mode=0o700, exist_ok=True)
            with os.fdopen(
                os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb"
            ) as file:
                file.write(body)
            temporary.replace(path)
            self._prune()

    def load(self, view: View) -> ScribeContext | None:
        """Blocks. The view as the daemon gave it last, to this process or an earlier one."""
        try:
            with os.fdopen(os.open(self._path(view), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
                found = json.loads(file.read(MOST_BYTES + 1))
            if found["schema"] != SCHEMA or found["view"] != repr(view):
                return None
            context = context_from_wire(found["context"], legacy=view.legacy)
            age = max(0.0, time.time() - float(found["saved_at"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
        return replace(context, source="cache", stale=True, age_s=context.age_s + age)

    def _path(self, view: View) -> Path:
        digest = hashlib.sha256(repr(view).encode()).hexdigest()[:12]
        repo = re.sub(r"[^A-Za-z0-9._-]", "_", Path(view.project).name)[:40]
        role = re.sub(r"[^A-Za-z0-9_-]", "_", view.role)[:40]
        return self._folder / f"ctx-{repo}-{role}-{digest}.json"

    def _prune(self) -> None:
        files = sorted(self._folder.glob("ctx-*"), key=lambda path: path.stat().st_mtime)
        for path in files[:-MOST_VIEWS]:
            path.unlink(missing_ok=True)
