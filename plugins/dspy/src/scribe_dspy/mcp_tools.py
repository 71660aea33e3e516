"""Scribe's MCP server as tools of a DSPy program: for programs that have an MCP session anyway (`scribe mcp`)."""

from __future__ import annotations

from typing import Any

import dspy


async def scribe_mcp_tools(session: Any) -> list[dspy.Tool]:
    """The tools of the server at the other end of `session`, a `ClientSession` or a `Client` of the newer SDK."""
    listed = await session.list_tools()
    return [dspy.Tool.from_mcp_tool(session, tool) for tool in listed.tools]
