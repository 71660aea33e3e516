"""The files of a repository, read directly and safely: ordinary files inside it, bounded; Git run once, with a limit.

Used only where no daemon answers. Writes nothing, starts nothing but Git.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import stat
import subprocess
from pathlib import Path

GIT_S = 0.5
MOST_BYTES = 8 * 1024 * 1024
MOST_NAMES = 2_000
# What a repository could have Git run is switched off.
_OFF = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.sshCommand=false"]
_ENVIRONMENT = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}
# A filter has a name of the repository's choice, and other files can be included that name one.
_MAY_FILTER = re.compile(rb"^\s*\[\s*(?:filter|include|includeif)\b", re.IGNORECASE | re.MULTILINE)


def find_root(start: Path) -> Path:
    """The folder at or above `start` that is a repository or has Scribe's files; `start` itself where there is none."""
    for folder in (start, *start.parents):
        if (folder / ".git").exists() or (folder / "artifacts" / "session_registry.json").is_file():
            return folder
    return start


def read_inside(root: Path, relative: str, *, tail: int | None = None) -> bytes | None:
    """The bytes (the last `tail` of them) of an ordinary file below `root`; `None` for anything else."""
    path = root / relative
    try:
        folder = os.path.realpath(path.parent)
        base = os.path.realpath(root)
        if folder != base and not folder.startswith(base + os.sep):
            return None
        handle = os.open(Path(folder) / path.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode) or (tail is None and about.st_size > MOST_BYTES):
            return None
        if tail is not None and about.st_size > tail:
            file.seek(about.st_size - tail)
        return file.read(MOST_BYTES if tail is None else tail)


def branch_of(root: Path) -> tuple[str | None, bool]:
    """The branch, and whether HEAD is detached; `(None, False)` where neither is known."""
    folder = _git_folder(root)
    try:
        head = (folder / "HEAD").read_bytes()[:1024].decode("utf-8", "replace").strip() if folder else ""
    except OSError:
        head = ""
    if head.startswith("ref: refs/heads/"):
        return head[len("ref: refs/heads/") :], False
    return None, bool(re.fullmatch(r"[0-9a-f]{40,64}", head))


def changed_files(root: Path) -> list[str] | None:
    """Tracked files that differ from HEAD's parent; `None` where Git could not tell within half a second."""
    git = shutil.which("git")
    if git is None or _git_folder(root) is None:
        return None
    # Comparing files could run a filter, so where one may be named only the index is compared.
    what = ["--ignore-submodules=all", *(["--cached"] if _may_filter(root) else [])]
    command = [git, *_OFF, "-C", str(root), "diff-index", "--name-only", "-z", *what, "HEAD~1", "--"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        running = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, **_ENVIRONMENT},
            start_new_session=True,
        )
    except OSError:
        return None
    try:
        out, _ = running.communicate(timeout=GIT_S)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(OSError):
            os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
        return None
    # With one commit only there is no parent, and so no change against it.
    names = out.decode("utf-8", "replace").split("\0") if running.returncode == 0 else []
    return [name for name in names if name][:MOST_NAMES]


def _may_filter(root: Path) -> bool:
    config = read_inside(root, ".git/config")
    return config is None or bool(_MAY_FILTER.search(config)) or (root / ".git" / "config.worktree").exists()


def _git_folder(root: Path) -> Path | None:
    """`.git`, or in a worktree the folder that it names."""
    dot = root / ".git"
    if dot.is_dir():
        return dot
    text = (read_inside(root, ".git") or b"")[:4096].decode("utf-8", "replace")
    return (root / text[len("gitdir: ") :].strip()) if text.startswith("gitdir: ") else None
