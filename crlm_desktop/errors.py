"""What can go wrong, as values: codes with their sentence, problems with their path, faults by whose fault they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Protocol


class Bilingual(Protocol):
    """A text that carries both languages, such as `case.wording.Text`."""

    @property
    def en(self) -> str: ...

    @property
    def zh(self) -> str: ...


Param = str | int | float | datetime | Bilingual


def N_(message: str) -> str:
    """Mark ``message`` for translation without translating it; the catalogue translates it where it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem: a stable identifier and the English sentence, with ``{named}`` placeholders, that tells it."""

    id: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault of an input: where it is, what kind it is, and what its sentence needs."""

    path: str
    code: Code
    params: Mapping[str, Param] = field(default_factory=lambda: MappingProxyType({}))


class Tellable(Protocol):
    """Anything whose sentence a catalogue can make: a problem or an error."""

    @property
    def code(self) -> Code: ...

    @property
    def params(self) -> Mapping[str, Param]: ...


def problem(path: str, code: Code, **params: Param) -> Problem:
    """Return the problem ``code`` at ``path`` (the empty path means the whole input)."""
    return Problem(path=path, code=code, params=MappingProxyType(dict(params)))


class CrlmError(Exception):
    """Something that a person can act on: a code with its parameters, told in words where it is shown."""

    def __init__(self, code: Code, **params: Param) -> None:
        super().__init__(code.id)
        self.code = code
        self.params: Mapping[str, Param] = MappingProxyType(dict(params))


MANY_PROBLEMS = Code("input.problems", N_("The input has {count} problems."))


class InputError(CrlmError):
    """An input is at fault: every problem found in it, each with its path; nothing was changed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        if not self.problems:
            raise ValueError("an InputError without a problem")
        super().__init__(MANY_PROBLEMS, count=len(self.problems))


class EnvironmentFault(CrlmError):
    """The surroundings are at fault (disk, lock, passphrase, a newer registry): a message, never a report."""


class ConflictFault(CrlmError):
    """Somebody else changed the same thing meanwhile: nothing was written, the caller reads again and decides."""
