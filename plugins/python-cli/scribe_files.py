"""The files of a repository as Scribe keeps them: worklogs, the state file, whole and safe writes.

Owns how they are read and written: ordinary files inside the repository only, at most 64 MB, replaced as a whole or
appended to, and never emptied because of a doubt. Not which sessions there are (`scribe_records`).
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import secrets
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO

from scribe_redact import redact
from scribe_text import Refused, entry, note_lines

MAX_BYTES = 64 * 1024 * 1024
REGISTRY = "artifacts/session_registry.json"
STATE = ".ai_state.json"
# Longer than any change of a file takes; a script that was stopped in the middle must not stop the others.
LOCK_SECONDS = 10


class Unusable(Refused):
    """A file that is no ordinary file of the repository, or too large; it was left as it is."""


def scribe_home() -> Path:
    """Scribe's own folder: `SCRIBE_HOME`, or `~/.scribe`."""
    return Path(os.environ.get("SCRIBE_HOME") or Path.home() / ".scribe").absolute()


def worklog_path(backlog_id: str) -> str:
    return f"artifacts/worklogs/{backlog_id}.md"


def summary_path(backlog_id: str) -> str:
    return f"artifacts/summaries/{backlog_id}-summary.md"


def open_ordinary(path: Path) -> BinaryIO | None:
    """An ordinary file for reading, `None` if there is none. Opens no link, pipe or device."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):
            raise Unusable(f"{path} is not an ordinary file. It was left as it is.") from None
        raise
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    raise Unusable(f"{path} is not an ordinary file. It was left as it is.")


def open_inside(root: Path, relative: str) -> BinaryIO | None:
    """As `open_ordinary`, for a file that must lie in the repository."""
    folder = os.path.realpath((root / relative).parent)
    if not folder.startswith(os.path.realpath(root) + os.sep):
        raise Unusable(f"{root / relative} leads outside the repository.")
    return open_ordinary(Path(folder) / Path(relative).name)


def read_ordinary(path: Path) -> bytes | None:
    """The bytes of an ordinary file of bounded size, `None` if there is none."""
    file = open_ordinary(path)
    if file is None:
        return None
    with file:
        if os.fstat(file.fileno()).st_size > MAX_BYTES:
            raise Unusable(f"{path} is larger than {MAX_BYTES} bytes. It was left as it is.")
        return file.read(MAX_BYTES)


def folder_inside(root: Path, relative: str) -> Path:
    """Creates a folder below `root` as needed; refuses one that leads outside, before anything is made there."""
    folder = root
    for name in relative.split("/"):
        folder = folder / name
        folder.mkdir(exist_ok=True)
        if not os.path.realpath(folder).startswith(os.path.realpath(root) + os.sep):
            raise Unusable(f"{folder} leads outside the repository. Nothing was written.")
    return folder


def write_whole(path: Path, text: str, durable: bool = True) -> None:
    """Replaces a file: others see the old text or the new one. `durable` also survives a power cut."""
    temporary = _scratch(path) / f".scribe-{secrets.token_hex(6)}.tmp"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    if durable:
        _sync_folder(path.parent)


class Held:
    """The file that is about to be replaced."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = None
        self._before: tuple | None = None

    def __enter__(self) -> Held:
        try:
            self._file = open(os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")
            self._before = self._state()
        except OSError:
            self._file = None
        return self

    def __exit__(self, *_failure: object) -> None:
        if self._file is not None:
            self._file.close()

    def late(self) -> bytes | None:
        """What somebody wrote into it since, if anybody did."""
        if self._file is None or self._state() == self._before:
            return None
        self._file.seek(0)
        return self._file.read(MAX_BYTES)

    def _state(self) -> tuple:
        found = os.fstat(self._file.fileno())
        return found.st_size, found.st_mtime_ns


def append_entry(root: Path, backlog_id: str, lines: list[str]) -> None:
    """Adds an entry to a worklog, in one write behind everything that is there. A worklog begins with its heading."""
    path = folder_inside(root, "artifacts/worklogs") / f"{backlog_id}.md"
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o644)
    except OSError as error:
        raise Unusable(f"{path} cannot be written: {error.strerror}.") from None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
            raise Unusable(f"{path} is not an ordinary file. It was left as it is.")
        _write_at_end(handle, _heading(backlog_id, found.st_size) + entry(lines))
    finally:
        os.close(handle)


def append_note(root: Path, backlog_id: str, message: str) -> list[str]:
    """Adds a note, without secrets; the lines as they were written."""
    lines = note_lines(redact(message.encode("utf-8", "replace").decode()))
    append_entry(root, backlog_id, lines)
    return lines


def read_state(root: Path) -> dict | None:
    """What the state file holds; `None` when it is damaged or no ordinary file, which is not the same as empty."""
    try:
        data = read_ordinary(root / STATE)
        if data is None or not data.strip():
            return {}
        state = json.loads(data)
    except (Unusable, ValueError, RecursionError):
        return None
    return state if isinstance(state, dict) else None


def merge_state(root: Path, changes: dict) -> bool:
    """Sets keys of the state file and keeps all others. False when it is damaged: nothing was written."""
    state = read_state(root)
    if state is None:
        return False
    write_whole(root / STATE, json.dumps({**state, **changes}, indent=2))
    return True


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """One of these scripts at a time for this file. Where no lock can be had in time, work goes on without."""
    name = hashlib.sha256(os.path.realpath(path).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    try:
        folder = scribe_home() / "run"
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(exist_ok=True, mode=0o700)
        lock = open(folder / f"python-{name}.lock", "a")
    except OSError:
        yield
        return
    with lock:
        _wait_for(lock)
        yield


def _wait_for(lock: IO[str]) -> None:
    deadline = time.monotonic() + LOCK_SECONDS
    while time.monotonic() < deadline:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError:
            time.sleep(0.005)


def _heading(backlog_id: str, size: int) -> str:
    return f"# Worklog {backlog_id}\n" if size == 0 else ""


def _write_at_end(handle: int, text: str) -> None:
    size = os.fstat(handle).st_size
    data = text.encode("utf-8")
    try:
        while data:
            data = data[os.write(handle, data) :]
    except OSError:
        # Half an entry would be read as somebody's text.
        with contextlib.suppress(OSError):
            os.ftruncate(handle, size)
        raise
    os.fsync(handle)


def _scratch(path: Path) -> Path:
    """The repository's Git directory, so that `git add` never meets a temporary file; else the file's own folder."""
    for folder in (path.parent, path.parent.parent):
        git = folder / ".git"
        if git.is_dir() and not git.is_symlink() and path.parent.stat().st_dev == git.stat().st_dev:
            scratch = git / "scribe"
            with contextlib.suppress(FileExistsError):
                scratch.mkdir()
            return scratch if scratch.is_dir() and not scratch.is_symlink() else path.parent
    return path.parent


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
