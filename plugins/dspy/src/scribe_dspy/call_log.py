"""What happened in a program's calls, gathered under the outermost one. Memory only: bounded, no I/O."""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict
from dataclasses import dataclass, field

MOST_OPEN = 10_000


@dataclass
class Root:
    """The outermost call, and what was called within it."""

    kind: str
    name: str
    began: float
    detail: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)


class CallLog:
    """Which call belongs to which outermost one. From any thread."""

    def __init__(self) -> None:
        self._roots: OrderedDict[str, Root] = OrderedDict()
        self._kinds: OrderedDict[str, tuple[Root, str]] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, call_id: str, parent: str | None, kind: str, name: str) -> Root | None:
        """The outermost call, if this is one."""
        with self._lock:
            above = self._kinds.get(parent) if parent is not None else None
            root = above[0] if above is not None else Root(kind, name, time.monotonic())
            if above is not None:
                root.counts[f"{kind}:{name}" if kind == "tool" else kind] += 1
            else:
                self._roots[call_id] = root
            self._kinds[call_id] = (root, name)
            while len(self._kinds) > MOST_OPEN:
                forgotten, _ = self._kinds.popitem(last=False)
                self._roots.pop(forgotten, None)
            return root if above is None else None

    def end(self, call_id: str, exception: BaseException | None) -> tuple[Root, float] | None:
        """The outermost call and its seconds, if it is the one that ends."""
        with self._lock:
            known = self._kinds.pop(call_id, None)
            if known is None:
                return None
            root, name = known
            if call_id not in self._roots:
                if exception is not None:
                    root.failures[f"{name}: {type(exception).__name__}"] += 1
                return None
            del self._roots[call_id]
            return root, time.monotonic() - root.began
