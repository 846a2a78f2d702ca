"""A folder or a zip as named files read in memory, with caps: nothing is unpacked, nothing outside is touched."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final, Self

from game.errors import UserError

MOST_FILES: Final = 20_000
MOST_FILE: Final = 32 << 20  # a photo of 50 megapixels
MOST_TOTAL: Final = 4 << 30  # of all that is read


class ArchiveRefusedError(UserError):
    """The whole archive is refused, not one file of it."""


class Archive:
    """Files of a folder or zip by their path in it ("fly/one.png"). A context manager.

    Raises UserError where there is neither, where a zip is broken, locked or has a path that leads out of it.
    Symbolic links out of a folder are left alone.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._zip: zipfile.ZipFile | None = None
        self._read = 0
        if path.is_dir():
            self.names = tuple(sorted(_files(path)))
        elif path.is_file():
            self.names = tuple(sorted(self._open_zip(path)))
        else:
            raise UserError(f"{path} was not found; name a folder or a zip file.")
        if len(self.names) > MOST_FILES:
            self.close()
            raise UserError(f"{path} holds more than {MOST_FILES} files; import it in parts.")

    def read(self, name: str) -> bytes:
        """A file's bytes. Raises UserError for one that is too large, whatever the zip says of its size, or broken;

        ArchiveRefusedError when all that was read is too much.
        """
        try:
            with self._zip.open(name) if self._zip is not None else (self.path / name).open("rb") as file:
                data: bytes = file.read(MOST_FILE + 1)
        except (OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile, EOFError, ValueError) as error:
            raise UserError(f"{name} cannot be read ({error})") from None
        except Exception as error:  # zlib.error and lzma's have no common base
            if type(error).__module__ not in ("zlib", "_lzma", "lzma"):
                raise
            raise UserError(f"{name} cannot be unpacked ({error})") from None
        if len(data) > MOST_FILE:
            raise UserError(f"{name} has more than {MOST_FILE >> 20} MB")
        self._read += len(data)
        if self._read > MOST_TOTAL:
            raise ArchiveRefusedError(f"{self.path} holds more than {MOST_TOTAL >> 30} GB; import it in parts.")
        return data

    def close(self) -> None:
        """Let the zip go."""
        if self._zip is not None:
            self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open_zip(self, path: Path) -> Iterator[str]:
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, ValueError):
            raise UserError(f"{path} is neither a folder nor a zip that can be read; name another.") from None
        for info in self._zip.infolist():
            name = PurePosixPath(info.filename.replace("\\", "/"))
            if name.is_absolute() or ".." in name.parts or ":" in (name.parts or ("",))[0]:
                self._zip.close()
                raise UserError(f"{path} holds a path that leads out of it ({info.filename}); nothing was imported.")
            if not info.is_dir() and not _hidden(name):
                yield info.filename


def _files(folder: Path) -> Iterator[str]:
    root = folder.resolve()
    for count, path in enumerate(sorted(folder.rglob("*"))):
        if count > 4 * MOST_FILES:
            raise UserError(f"{folder} holds far too many files; name the folder of the captures.")
        name = path.relative_to(folder)
        if path.is_file() and not _hidden(name) and path.resolve().is_relative_to(root):
            yield name.as_posix()


def _hidden(name: Path | PurePosixPath) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.parts)
