"""Which processes there are, and whether one is Scribe's. Signals nobody; knows no session."""

from __future__ import annotations

import os
import subprocess
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from scribe_text import parse_time

_SCRIBE_WORDS = ("scribe", "single_doorway", "watchhost")
_PS_SECONDS = 5
_TRIES = 5
_PAUSE = 0.01
# Clocks of processes count in hundredths of a second from the boot, whose time is known to the second.
_SLACK = timedelta(seconds=5)


def is_running(pid: object) -> bool:
    """True if there is such a process. Numbers that name no single process (0, 1, -1) are never one."""
    if not isinstance(pid, int) or isinstance(pid, bool) or not 1 < pid < 2**31:
        return False
    psutil = _psutil()
    if psutil is not None:
        try:
            return bool(psutil.Process(pid).is_running())
        except psutil.Error:
            return False
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def arguments_of(pid: int) -> list[str]:
    """The command line of a process, word for word on Linux, cut at spaces elsewhere; empty if there is none."""
    try:
        data = b""
        for _ in range(_TRIES):
            data = Path(f"/proc/{pid}/cmdline").read_bytes()
            if data:
                break
            # A process that is just being started has none for a moment.
            time.sleep(_PAUSE)
        return data.decode("utf-8", "replace").rstrip("\0").split("\0") if data else []
    except OSError:
        return _ps(pid, "command").split()


def belongs_to(pid: int, started: str) -> bool:
    """False for one that took over the number of another: no part of Scribe, and younger than `started`."""
    if any(word in " ".join(arguments_of(pid)).lower() for word in _SCRIBE_WORDS):
        return True
    since, recorded = _start_of(pid), parse_time(started)
    return since is None or recorded is None or since <= recorded + _SLACK


def memory_mb(pid: int) -> float:
    """Resident memory in MB; 0 where it cannot be told."""
    try:
        return int(_ps(pid, "rss").strip() or 0) / 1024
    except ValueError:
        return 0.0


def _psutil():
    """Used where it is installed; nothing needs it."""
    try:
        import psutil
    except ImportError:
        return None
    return psutil


def _start_of(pid: int) -> datetime | None:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = next(line for line in Path("/proc/stat").read_text().splitlines() if line.startswith("btime"))
        seconds = int(boot.split()[1]) + int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return datetime.fromtimestamp(seconds, timezone.utc)
    except (OSError, ValueError, IndexError, StopIteration):
        pass
    try:
        return datetime.strptime(_ps(pid, "lstart").strip(), "%a %b %d %H:%M:%S %Y").astimezone(timezone.utc)
    except ValueError:
        return None


def _ps(pid: int, column: str) -> str:
    try:
        command = ["/bin/ps", "-p", str(pid), "-o", f"{column}="]
        done = subprocess.run(
            command, capture_output=True, timeout=_PS_SECONDS, check=False, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
        )
        return done.stdout.decode("utf-8", "replace")
    except (OSError, subprocess.SubprocessError):
        return ""
