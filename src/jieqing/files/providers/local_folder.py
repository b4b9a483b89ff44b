"""A folder of this machine: <folder>/<tenant>/<last byte of the id>/<id>, directories 0700, files 0600.

Every step down is taken from an open directory and follows no link, so that a symbolic link put into the folder leads
nowhere. A write goes to `<id>.part`, is synced, and is then renamed.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from jieqing.files.store import Held, Key, unavailable

READ_BYTES = 256 * 1024
PART = ".part"
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class LocalFolder:
    """A `Store` in a folder, which is made when the first object comes."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder).expanduser().absolute()

    def put(self, key: Key, chunks: Iterable[bytes], size: int) -> None:
        *shelf, name = _safe(key)
        try:
            with self._shelf(shelf, is_made=True) as directory:
                self._write(directory, name, chunks, size)
        except OSError as error:
            raise unavailable(error.strerror or type(error).__name__) from error

    def get(self, key: Key) -> Iterator[bytes]:
        *shelf, name = _safe(key)
        try:
            with self._shelf(shelf) as directory:
                file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=directory)
        except OSError as error:  # not there; or a link, which is as good as not there
            raise KeyError(str(key.id)) from error
        return _pieces(file)

    def delete(self, key: Key) -> None:
        *shelf, name = _safe(key)
        with suppress(FileNotFoundError, NotADirectoryError), self._shelf(shelf) as directory:
            for each in (name, name + PART):
                with suppress(FileNotFoundError):
                    os.unlink(each, dir_fd=directory)

    def list(self) -> Iterator[Held]:
        if not self.folder.is_dir():
            return
        for path in self.folder.glob("*/??/*"):
            key = _key_of(path)
            with suppress(FileNotFoundError):  # removed meanwhile
                if key is not None and not any(each.is_symlink() for each in (path, *path.parents[:2])):
                    found = path.stat()
                    yield Held(key, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    @contextmanager
    def _shelf(self, names: Sequence[str], *, is_made: bool = False) -> Iterator[int]:
        """The open directory, reached name by name. Raises OSError where one is a link or not there."""
        if is_made:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for name in names:
                if is_made:
                    with suppress(FileExistsError):
                        os.mkdir(name, 0o700, dir_fd=directory)
                        os.fsync(directory)
                below = os.open(name, _DIRECTORY, dir_fd=directory)
                os.close(directory)
                directory = below
            yield directory
        finally:
            os.close(directory)

    def _write(self, directory: int, name: str, chunks: Iterable[bytes], size: int) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(name + PART, flags, 0o600, dir_fd=directory)
        try:
            with os.fdopen(descriptor, "wb") as file:
                written = sum(file.write(chunk) for chunk in chunks)
                if written != size:
                    raise ValueError(f"{written} bytes came, {size} were promised")
                file.flush()
                os.fsync(file.fileno())
            os.rename(name + PART, name, src_dir_fd=directory, dst_dir_fd=directory)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(name + PART, dir_fd=directory)
            raise
        os.fsync(directory)


def _safe(key: Key) -> tuple[str, str, str]:
    """The key's parts, each a single name. Raises ValueError otherwise, which no key of ours can cause."""
    for part in key.parts:
        if not part or part in (".", "..") or "/" in part or "\0" in part:
            raise ValueError("a key's part is not part of a path")
    return key.parts


def _pieces(descriptor: int) -> Iterator[bytes]:
    with os.fdopen(descriptor, "rb") as file:
        while piece := file.read(READ_BYTES):
            yield piece


def _key_of(path: Path) -> Key | None:
    """The key whose object lies there; None for what is not ours."""
    try:
        key = Key(UUID(path.parts[-3]), UUID(path.name.removesuffix(PART)))
    except ValueError:
        return None
    return key if path.parts[-3:-1] == key.parts[:2] else None
