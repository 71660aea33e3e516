"""Measures the Python client against a daemon that runs, as `bench/agents.bench.ts` asks: prints one JSON object.

dspyClient.py HOME REPO warm       contexts one after another in one event loop: milliseconds each
dspyClient.py HOME REPO asleep PID the daemon sleeps for ten seconds: milliseconds each answer took, how late the
                                   loop's turns came meanwhile, and where the answers were from
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from typing import Any

from scribe_client import ROLES, ScribeClient

WARM = 300
PAUSE_S = 0.025
ASLEEP_S = 10.0
TURN_S = 0.005


async def timed(client: ScribeClient, role: str) -> tuple[float, str]:
    began = time.perf_counter()
    context = await client.aget_context(role)
    return (time.perf_counter() - began) * 1000, context.source


async def warm(client: ScribeClient) -> dict[str, Any]:
    await timed(client, "coder")
    taken = []
    for _ in range(WARM):
        taken.append(await timed(client, "coder"))
        # As fast as one client may ask for long.
        await asyncio.sleep(PAUSE_S)
    return {"ms": [ms for ms, _ in taken], "sources": sorted({source for _, source in taken})}


async def asleep(client: ScribeClient, pid: int) -> dict[str, Any]:
    """One role is known from before, the others are not."""
    await timed(client, "coder")
    lags: list[float] = []

    async def turn() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(TURN_S)
            lags.append((time.perf_counter() - began - TURN_S) * 1000)

    os.kill(pid, signal.SIGSTOP)
    turning = asyncio.ensure_future(turn())
    taken, end, number = [], time.monotonic() + ASLEEP_S, 0
    try:
        while time.monotonic() < end:
            taken.append(await timed(client, ROLES[number % len(ROLES)]))
            number += 1
            await asyncio.sleep(0.1)
    finally:
        os.kill(pid, signal.SIGCONT)
    turning.cancel()
    return {"ms": [ms for ms, _ in taken], "lag_ms": lags, "sources": sorted({source for _, source in taken})}


def main() -> None:
    home, repo, what, *more = sys.argv[1:]
    client = ScribeClient(home=home, project_root=repo)
    print(json.dumps(asyncio.run(warm(client) if what == "warm" else asleep(client, int(more[0])))))
    client.close()


if __name__ == "__main__":
    main()
