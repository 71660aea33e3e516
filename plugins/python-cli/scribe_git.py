"""What these scripts need to know of a repository: where it is, its branch, what differs in it.

The place and the branch are read from files; only the recorder starts Git, with everything switched off that a
repository could make it run, no locks, no prompts, no network and a deadline.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

SECONDS = 20
MAX_OUTPUT = 32 * 1024 * 1024

_FIXED = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.askPass=",
    "core.sshCommand=false",
    "core.alternateRefsCommand=",
    "credential.helper=",
    "gpg.program=false",
    "log.showSignature=false",
    "submodule.recurse=false",
    "safe.bareRepository=explicit",
    "core.quotePath=false",
]
_KEPT = ("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "XDG_CONFIG_HOME", "DEVELOPER_DIR")
_KEPT_GIT = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
_OWN = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "false",
    "SSH_ASKPASS": "false",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_PAGER": "cat",
    "GIT_EDITOR": "false",
}
_DRIVER = re.compile(r"(filter\..+\.(?:clean|smudge|process)|diff\..+\.(?:command|textconv)|merge\..+\.driver)", re.I)
_OWN_FILE = re.compile(
    r"\.ai_state\.json|artifacts/(?:worklogs|summaries)/.*|artifacts/session_registry(?:\.[^/]*)?\.json"
    r"|(?:.*/)?\.scribe-[0-9a-f]{12}\.tmp",
    re.DOTALL,
)


class GitFailed(Exception):
    """Git could not answer."""


@dataclass(frozen=True)
class Status:
    branch: str | None
    head: str | None
    upstream: str | None
    """Commit of the branch's upstream as it is known here."""
    files: tuple[str, ...]
    """Files that differ, Scribe's own left out."""


def find_root(folder: str | os.PathLike[str] = ".") -> Path:
    """The top of the repository around `folder`, or `folder` itself when it lies in none."""
    start = Path(os.path.realpath(folder))
    return next((root for root in (start, *start.parents) if (root / ".git").exists()), start)


def current_branch(root: Path) -> str | None:
    """The branch that is checked out; `None` when HEAD is detached or cannot be read."""
    found = re.match(r"ref: refs/heads/(.+)", _small_text(_git_dir(root) / "HEAD"))
    return found.group(1) if found else None


def read_status(root: Path) -> Status:
    """What differs from HEAD now, file by file. Throws `GitFailed`."""
    blanked = _blanked_drivers(root)
    args = [
        "status",
        "--porcelain=v2",
        "--branch",
        "-z",
        "--untracked-files=all",
        "--ignore-submodules=all",
        "--no-renames",
    ]
    facts, files = _parse_status(_run(root, blanked + args))
    upstream = _run(root, [*blanked, "rev-parse", "--verify", "-q", "@{upstream}"], codes=(0, 1, 128)).strip()
    head = facts.get("branch.oid")
    branch = facts.get("branch.head")
    return Status(
        None if branch == "(detached)" else branch,
        None if head == "(initial)" else head,
        upstream or None,
        tuple(files),
    )


def is_own_file(path: str) -> bool:
    """True for what Scribe itself writes in a repository."""
    return _OWN_FILE.fullmatch(path) is not None


def _parse_status(output: str) -> tuple[dict[str, str], list[str]]:
    facts: dict[str, str] = {}
    files: list[str] = []
    for line in output.split("\0"):
        kind, _, rest = line.partition(" ")
        if kind == "#":
            name, _, facts[name] = rest.partition(" ")
        elif kind in ("1", "u"):
            files.append(rest.split(" ", 9 if kind == "u" else 7)[-1])
        elif kind == "?":
            files.append(rest)
    return facts, [path for path in files if not is_own_file(path)]


def _blanked_drivers(root: Path) -> list[str]:
    """Programs that the repository's own settings name, switched off one by one."""
    fields = _run(root, ["config", "--list", "-z", "--show-scope", "--name-only"]).split("\0")
    arguments: list[str] = []
    for scope, key in zip(fields[::2], fields[1::2]):
        if scope not in ("local", "worktree") or not _DRIVER.fullmatch(key):
            continue
        if "=" in key:
            raise GitFailed("The repository's settings name a program that cannot be switched off.")
        arguments += ["-c", f"{key}="]
        if key.lower().startswith("filter."):
            arguments += ["-c", f"{key.rpartition('.')[0]}.required=false"]
    return arguments


def _run(root: Path, arguments: list[str], codes: tuple[int, ...] = (0,)) -> str:
    fixed = [part for setting in _FIXED for part in ("-c", setting)]
    environment = {name: os.environ[name] for name in (*_KEPT, *_KEPT_GIT) if name in os.environ}
    try:
        process = subprocess.Popen(
            [_git_program(), *fixed, *arguments],
            cwd=root,
            env={**environment, **_OWN},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise GitFailed(f"Git could not be started: {error.strerror}.") from None
    output = _output_of(process)
    if process.returncode not in codes:
        raise GitFailed(f"git {arguments[-1]} ended with {process.returncode}.")
    return output


def _git_program() -> str:
    """Git by its absolute path: a relative folder in PATH could be the repository's own."""
    for folder in os.get_exec_path():
        path = os.path.join(folder, "git")
        if os.path.isabs(path) and os.access(path, os.X_OK):
            return path
    raise GitFailed("Git is not installed.")


def _output_of(process: subprocess.Popen[bytes]) -> str:
    try:
        output, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise GitFailed(f"Git gave no answer within {SECONDS} seconds.") from None
    if len(output) > MAX_OUTPUT:
        raise GitFailed("Git's answer is too long.")
    return output.decode("utf-8", "surrogateescape")


def _git_dir(root: Path) -> Path:
    path = root / ".git"
    if path.is_dir():
        return path
    found = re.match(r"gitdir: (.+)", _small_text(path))
    return root / found.group(1) if found else path


def _small_text(path: Path) -> str:
    try:
        if not path.is_file() or path.stat().st_size > 65536:
            return ""
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
