"""The one exception a user may cause: shown as a sentence, never as a traceback."""

from __future__ import annotations

import errno
from typing import Final

from game.words import Told, mark, told


class UserError(Exception):
    """Something a person can mend. The message is one sentence: what is wrong and what to do."""

    @property
    def sentence(self) -> str:
        """The message. Unlike `str` of this error it can be said in another language where it was told."""
        said = self.args[0] if self.args else ""
        return said if isinstance(said, str) else str(said)


REASONS: Final = {
    errno.ENOSPC: mark("the disk is full"),
    errno.EDQUOT: mark("the disk is full"),
    errno.EFBIG: mark("the disk is full"),
    errno.EACCES: mark("that is not permitted"),
    errno.EPERM: mark("that is not permitted"),
    errno.EROFS: mark("the disk can only be read"),
    errno.ENOENT: mark("it is not there"),
    errno.ENOTDIR: mark("it is not there"),
    errno.EISDIR: mark("it is a folder"),
    errno.EIO: mark("the disk does not answer"),
    errno.ENOMEM: mark("memory is full"),
    errno.EMFILE: mark("too many files are open"),
    errno.ENAMETOOLONG: mark("the name is too long"),
    errno.ENXIO: mark("nobody reads it"),
}
"""Why a system refuses, where a player may meet it."""


def reason(error: OSError) -> Told:
    """Why the system refuses, in words that can be said in any language; what is rare, in the system's own."""
    known = None if error.errno is None else REASONS.get(error.errno)
    return told(known or error.strerror or str(error).partition("\n")[0] or type(error).__name__)
