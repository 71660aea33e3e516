"""What was recorded, as DSPy's old retriever: `dspy.configure(rm=ScribeRM())`, for programs with `dspy.Retrieve`."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from typing import Any

from dspy.dsp.utils.utils import dotdict

from scribe_client import ScribeClient, ScribeError

# A question has words that no entry has; so many of them are asked one by one.
MOST_WORDS = 4
_WORD = re.compile(r"[\w./-]{3,}")


class ScribeRM:
    def __init__(self, client: ScribeClient | None = None, *, session: str | None = None) -> None:
        self._client = client or ScribeClient.shared()
        self._session = session

    def __call__(self, query: str, k: int = 3, **_more: Any) -> list[Any]:
        """At most `k` passages, those that have most of the words first; none while nobody answers."""
        whole = _WORD.findall(query)
        words = sorted(set(whole), key=lambda word: (-len(word), word))[:MOST_WORDS]
        hits: dict[tuple[Any, Any], dict[str, Any]] = {}
        scores: Counter[tuple[Any, Any]] = Counter()
        with contextlib.suppress(ScribeError):
            for asked in [" ".join(whole), *(words if len(whole) > 1 else [])]:
                for hit in self._search(asked, k):
                    key = (hit["session_id"], hit["seq"])
                    hits.setdefault(key, hit)
                    # An entry with all the words stands above any that has some.
                    scores[key] += len(words) + 1 if asked == " ".join(whole) else 1
                if len(hits) >= k:
                    break
        return [_passage(hits[key]) for key in sorted(hits, key=lambda key: -scores[key])[:k]]

    def _search(self, query: str, k: int) -> list[dict[str, Any]]:
        if not query:
            return []
        named = {} if self._session is None else {"session": self._session}
        found = self._client.call("worklog/search", {"query": query[:400], "limit": min(200, max(1, k)), **named})
        return list(found.get("hits", []))


def _passage(hit: dict[str, Any]) -> Any:
    about = {name: hit.get(name) for name in ("backlog_id", "kind", "at", "seq")}
    return dotdict(long_text=str(hit["snippet"]), **about)
