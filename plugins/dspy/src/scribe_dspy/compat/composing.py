"""One answer out of Scribe's context and the memory's part. Pure."""

from __future__ import annotations

from scribe_client import ScribeContext
from scribe_client.roles import role_text

from .memory import MemoryPart
from .rehydration import RehydrationRequest, RehydrationResult


def composed(
    request: RehydrationRequest, context: ScribeContext, memory: MemoryPart, seconds: float
) -> RehydrationResult:
    """Scribe's part first, then the memory's, cut to the length that was asked for; `seconds` is what it took."""
    base = memory.result or RehydrationResult(request.session_id, request.user_id, "")
    own = memory.text or role_text(request.role)
    text = f"{context.markdown.rstrip()}\n\n## Memory\n\n{own}"[: request.max_context_length]
    scribe = {
        "revision": context.revision,
        "source": context.source,
        "session": context.session.backlog_id if context.session else None,
    }
    return RehydrationResult(
        session_id=request.session_id,
        user_id=request.user_id,
        rehydrated_context=text,
        conversation_history=base.conversation_history,
        user_preferences=base.user_preferences,
        project_context={**base.project_context, "scribe": scribe},
        relevant_contexts=base.relevant_contexts,
        merged_contexts=base.merged_contexts,
        session_continuity_score=base.session_continuity_score,
        context_relevance_scores=base.context_relevance_scores,
        rehydration_time_ms=seconds * 1000,
        cache_hit=memory.cache_hit,
        metadata={
            **base.metadata,
            "mode": memory.mode,
            "scribe_source": context.source,
            "scribe_revision": context.revision,
            **({"memory_error": memory.error} if memory.error else {}),
        },
    )
