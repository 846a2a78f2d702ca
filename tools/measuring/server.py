"""A PostgreSQL server of one's own, in a temporary folder: for tests and for figures about the house's table."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

PACKAGED: Final = "/usr/lib/postgresql"
"""Where Debian and its derivatives install the server's programs, outside PATH."""


def programs() -> Path | None:
    """The folder of initdb and pg_ctl; None where PostgreSQL's server is not installed."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    packaged = sorted(Path(PACKAGED).glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return packaged[-1].parent if packaged else None


class Server:
    """A server on this machine only, with one database named huia. address: for SQLAlchemy. A context manager."""

    def __init__(self) -> None:
        """Make the database's files. Raises OSError or CalledProcessError if that is not possible."""
        found = programs()
        if found is None:
            raise FileNotFoundError("initdb")
        self._programs = found
        self._folder = Path(tempfile.mkdtemp(prefix="huia-postgres-"))
        self._as: dict[str, Any] = {}
        if getattr(os, "getuid", lambda: 1)() == 0:  # the server refuses to be root
            shutil.chown(self._folder, "postgres", "postgres")
            self._as = {"user": "postgres", "group": "postgres", "extra_groups": []}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._data = self._folder / "data"
        self._call("initdb", "--no-sync", "--auth=trust", "--username=huia", "--no-locale", "--encoding=UTF8")
        self.address = f"postgresql://huia@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = f"-h 127.0.0.1 -p {self._port} -k '' -c fsync=off"
        self._call("pg_ctl", "start", "-w", "-t", "30", "-l", str(self._folder / "log"), "-o", settings)

    def stop(self, at_once: bool = False) -> None:
        """Stop it. at_once: as when its power fails."""
        self._call("pg_ctl", "stop", "-w", "-m", "immediate" if at_once else "fast")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if (self._data / "postmaster.pid").exists():
            self.stop(at_once=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _call(self, program: str, *words: str) -> None:
        command = [str(self._programs / program), "-D", str(self._data), *words]
        subprocess.run(
            command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd=self._folder, **self._as
        )
