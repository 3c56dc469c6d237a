"""Reading what a command is given, and telling on standard error what is wrong with it."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from crlm_desktop.case.casefile import MAX_BYTES
from crlm_desktop.errors import N_, Code, CrlmError, EnvironmentFault, InputError, Problem
from crlm_desktop.i18n import Catalogue

DONE = 0
INPUT_AT_FAULT = 1
WRONG_USE = 2

STANDARD_INPUT = "-"

NOT_FOUND = Code("cli.not_found", N_("There is no file {path}."))
NOT_A_FILE = Code("cli.not_a_file", N_("{path} is a folder, not a file."))
NOT_READABLE = Code("cli.not_readable", N_("{path} cannot be read: {reason}."))
NO_INPUT = Code("cli.no_input", N_("There is no standard input to read from."))
NO_OUTPUT = Code("cli.no_output", N_("The output cannot be written: {reason}."))
NOT_WRITABLE = Code("cli.not_writable", N_("{path} cannot be written: {reason}."))


def not_writable(path: Path, error: OSError) -> EnvironmentFault:
    """Return the fault that ``path`` cannot be written, with the reason the system gives."""
    return EnvironmentFault(NOT_WRITABLE, path=str(error.filename or path), reason=error.strerror or str(error))


def read_bytes(name: str) -> bytes:
    """Return the content of the file ``name`` (``-``: standard input); at most one byte more than a case file may have.

    A file that cannot be read is an :class:`EnvironmentFault`.
    """
    try:
        if name == STANDARD_INPUT:
            return _standard_input()
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise EnvironmentFault(NOT_FOUND, path=name) from None
    except IsADirectoryError:
        raise EnvironmentFault(NOT_A_FILE, path=name) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise EnvironmentFault(NOT_READABLE, path=name, reason=reason) from None


def _standard_input() -> bytes:
    # A program that is started with its standard input closed has none.
    if sys.stdin is None:
        raise EnvironmentFault(NO_INPUT)
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def finish_output() -> None:
    """Make sure that all output has arrived; a full disk and a closed output are an :class:`EnvironmentFault`."""
    if sys.stdout is None:
        raise EnvironmentFault(NO_OUTPUT, reason=os.strerror(errno.EBADF))
    sys.stdout.flush()


def drop_output() -> None:
    """Let go of output that nobody can take any more, so that ending does not fail on it once again."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(error: CrlmError, catalogue: Catalogue, *, about: str = "") -> None:
    """Write an error to standard error, one line a problem: what it is about, where in it, and what is wrong."""
    if isinstance(error, InputError):
        tell_problems(error.problems, catalogue, about=about)
    else:
        _line(catalogue.sentence(error))


def tell_problems(problems: Iterable[Problem], catalogue: Catalogue, *, about: str = "") -> None:
    """Write problems to standard error, one line each."""
    for one in problems:
        _line(": ".join(part for part in (about, one.path, catalogue.sentence(one)) if part))


def tell_sentences(sentences: Iterable[str]) -> None:
    """Write sentences to standard error, one line each."""
    for one in sentences:
        _line(one)


def one_line(text: str) -> str:
    """Return a text as one line with nothing that steers a terminal, whatever a file's name or a value in it holds."""
    plain = (char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in " ".join(text.splitlines()))
    return "".join(plain)


def _line(text: str) -> None:
    print(one_line(text), file=sys.stderr)
