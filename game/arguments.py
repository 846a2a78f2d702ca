"""The command line of every program: one parser, the types of what is asked, and one ending.

A user's mistake is one sentence on standard error and exit code 2, whichever program it is.
"""

from __future__ import annotations

import argparse
import difflib
import errno
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

from game.errors import UserError

MOST_SEED: Final = 2**32 - 1
"""The largest seed; NumPy's older generators take no larger one."""


class Parser(argparse.ArgumentParser):
    """argparse, but a word it does not understand is a UserError like any other mistake, and options are never cut."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **settings)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """As argparse does it. Raises UserError for `--option=--` as well, on which argparse itself fails.

        An unknown option is looked for first: argparse takes the value of `--camra 0` for a command, and blames that.
        """
        for word in sys.argv[1:] if args is None else args:
            if word.startswith("-") and word.endswith("=--"):
                self.error(f"{word.removesuffix('=--')} needs a value")
            option = word.partition("=")[0]
            if option == "--":
                break
            if option.startswith("--") and option not in self._option_string_actions and self._subparsers is None:
                near = difflib.get_close_matches(option, self._option_string_actions, 1)
                self.error(f"there is no option {option}" + (f"; did you mean {near[0]}?" if near else ""))
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Raise UserError with argparse's message."""
        if message.startswith("unrecognized arguments") and "--data" in self._option_string_actions:
            message += "; files are named after --data"
        raise UserError(f"{message} ({self.prog} --help lists what there is)")


def run_program(name: str, work: Callable[[], int | None]) -> int:
    """Do a program's work and return its exit code; None from `work` is 0.

    A UserError, or a file or folder the system refuses, becomes one sentence after the program's name and 2. Ctrl-C
    is 130. When the reader of a pipe has closed it, as `head` does, the program ends quietly with 0. A letter that
    the terminal's encoding lacks is printed as its code.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return _ended(name, work)
    except BrokenPipeError:
        null = os.open(os.devnull, os.O_WRONLY)
        for number, stream in ((1, sys.stdout), (2, sys.stderr)):  # Python flushes both once more at its end
            try:
                stream.flush()
            except (OSError, ValueError, AttributeError):
                os.dup2(null, number)
        return 0


def _ended(name: str, work: Callable[[], int | None]) -> int:
    """As `run_program`, but for a closed pipe. Raises BrokenPipeError."""
    try:
        code = work() or 0
        print(end="", flush=True)  # now, while a closed pipe can still be caught
        return code
    except UserError as problem:
        sentence = " ".join(str(problem).splitlines())  # a user's word in it may hold any character
        tell(f"{name}: {sentence}")
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        raise
    except OSError as problem:
        if problem.filename is not None:
            tell(f"{name}: cannot use {_shortened(Path(os.fsdecode(problem.filename)))} ({problem.strerror})")
            return 2
        if problem.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO):  # not about a full disk: a mistake of ours
            raise
        tell(f"{name}: its output cannot be written ({problem.strerror}); choose another place for it")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 2


def tell(text: str) -> None:
    """One line on standard error. A log on a full disk, or one nobody reads any more, must not end the program."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        # What could not be written stays in Python's buffer, and whoever flushes it next fails: go on without one.
        raw = open(2, "wb", buffering=0, closefd=False)  # noqa: SIM115  # a number, not a path
        sys.stderr = io.TextIOWrapper(raw, errors="backslashreplace", write_through=True)
    except (ValueError, AttributeError):  # closed, or none at all, as under pythonw
        pass


def window_size(text: str) -> tuple[int, int]:
    """Pixels from "1280x720", an argparse type. Raises ArgumentTypeError for what is no size of a window."""
    width, _, height = text.lower().partition("x")
    try:
        size = int(width), int(height)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a size; write it as 1280x720") from None
    if not (320 <= size[0] <= 7680 and 240 <= size[1] <= 4320):
        raise argparse.ArgumentTypeError(f"{text} is outside 320x240 to 7680x4320")
    return size


def positive(kind: type[int] | type[float], most: float = 1e9) -> Callable[[str], float]:
    """An argparse type: a number above 0 and at most `most`."""

    def parse(text: str) -> float:
        value = _number(kind, text)
        if not 0 < value <= most:  # NaN is neither
            raise argparse.ArgumentTypeError(f"{text} must be more than 0 and at most {most:g}")
        return value

    return parse


def from_zero(kind: type[int] | type[float], most: float = 1e9) -> Callable[[str], float]:
    """An argparse type: a number from 0 to `most`."""

    def parse(text: str) -> float:
        value = _number(kind, text)
        if not 0 <= value <= most:
            raise argparse.ArgumentTypeError(f"{text} must be from 0 to {most:.10g}")
        return value

    return parse


seed = from_zero(int, MOST_SEED)
"""An argparse type: the seed of a random generator."""


def existing_file(text: str) -> Path:
    """An argparse type: a file that is there."""
    path = Path(text)
    if not _asked(path, Path.is_file):
        if path.is_dir():
            raise argparse.ArgumentTypeError(f"{path} is a folder; name a file in it")
        raise argparse.ArgumentTypeError(f"there is no file {path}; check the name")
    return path


def existing(text: str) -> Path:
    """An argparse type: a file or folder that is there."""
    path = Path(text)
    if not _asked(path, Path.exists):
        raise argparse.ArgumentTypeError(f"there is no file or folder {path}; check the name")
    return path


def new_file(text: str) -> Path:
    """An argparse type: a file to write, which may be there already, in a folder that is."""
    path = Path(text)
    if _asked(path, Path.is_dir):
        raise argparse.ArgumentTypeError(f"{path} is a folder; name a file in it")
    if not _asked(path.absolute().parent, Path.is_dir):
        raise argparse.ArgumentTypeError(f"the folder of {path} does not exist; make it first")
    _check_writable(path if path.exists() else path.absolute().parent)
    return path


def new_file_of(kind: str, own: Callable[[bytes], bool]) -> Callable[[str], Path]:
    """An argparse type: as `new_file`, but a file that holds something else is refused, so that it is not lost.

    kind: what such a file is called in a sentence. own: whether a file of this kind begins with these bytes (512 at
    most, never none).
    """

    def parse(text: str) -> Path:
        path = new_file(text)
        if not path.is_file():  # a pipe, too, which is only written to
            return path
        try:
            with path.open("rb") as file:
                head = file.read(512)
        except OSError as problem:
            raise argparse.ArgumentTypeError(f"{path} cannot be read ({problem.strerror})") from None
        if head and not own(head):
            raise argparse.ArgumentTypeError(f"{path} holds something else than {kind}; name another file")
        return path

    return parse


def new_folder(text: str) -> Path:
    """An argparse type: a folder to write to, which may be there already."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the folder has no name; write . for the one you are in")
    path = Path(text)
    if _asked(path, Path.exists) and not _asked(path, Path.is_dir):
        raise argparse.ArgumentTypeError(f"{path} is a file; name a folder, which may be a new one")
    there = next(folder for folder in (path.absolute(), *path.absolute().parents) if _asked(folder, Path.exists))
    if not there.is_dir():
        raise argparse.ArgumentTypeError(f"{path} cannot be made: {_shortened(there)} is a file")
    _check_writable(there)
    return path


def pose_model_option(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Add --pose-model, which every program that looks at pictures has."""
    parser.add_argument(
        "--pose-model", type=existing_file, metavar="FILE.task", help="another MediaPipe pose landmarker bundle"
    )


def _number(kind: type[int] | type[float], text: str) -> float:
    try:
        return kind(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number") from None


def _asked(path: Path, question: Callable[[Path], bool]) -> bool:
    """The answer to a question about a path; a folder that may not be entered or too long a name is a mistake, too."""
    try:
        return question(path)
    except OSError as problem:
        raise argparse.ArgumentTypeError(f"{_shortened(path)} cannot be used ({problem.strerror})") from None


def _check_writable(path: Path) -> None:
    """Refuse a file or folder that may not be written to now, before something slow is done for it."""
    if not os.access(path, os.W_OK):
        raise argparse.ArgumentTypeError(f"{_shortened(path)} may not be written to; choose another place")


def _shortened(path: Path) -> str:
    text = str(path)
    return text if len(text) <= 100 else f"{text[:60]}…{text[-30:]}"


def words_of(words: Sequence[str] | None) -> list[str]:
    """The words after the program's name: these, or with None those it was started with."""
    return list(sys.argv[1:] if words is None else words)
