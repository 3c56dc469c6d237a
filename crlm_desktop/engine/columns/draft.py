"""A straight line of steps over planes, drafted once for some columns and run on some thousand rows at a time.

A register is a plane that a step fills and later ones read. The registers of all chunks are the same memory: it stays
in the cache, and nothing is allocated while rows are worked on.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import NewType

import numpy as np
from numpy.typing import NDArray

from crlm_desktop.engine.columns.planes import Flags, Plane, bytes_for, packed, unpacked
from crlm_desktop.engine.columns.store import FactColumns
from crlm_desktop.engine.facts.declaration import Scope

Register = NewType("Register", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """The rows that are worked on: their planes by register, and room for a flag a row."""

    cases: slice
    lesions: slice
    planes: Sequence[Plane]
    room: Flags

    def rows(self, scope: Scope) -> slice:
        """Return the rows in the columns of the cases or of the lesions."""
        return self.cases if scope is Scope.CASE else self.lesions

    def size(self, scope: Scope) -> int:
        """Count these rows."""
        rows = self.rows(scope)
        return int(rows.stop - rows.start)

    def flags(self, register: Register, scope: Scope) -> Flags:
        """Return a register as a flag a row."""
        return unpacked(self.planes[register], self.size(scope))


Step = Callable[[Chunk], None]


class Draft:
    """The steps so far; what was asked for before is not made again."""

    def __init__(self, columns: FactColumns) -> None:
        self.columns = columns
        self._steps: list[Step] = []
        self._scopes: list[Scope] = []
        self._known: dict[Hashable, Register] = {}

    def scope(self, register: Register) -> Scope:
        """Return whether a register is about cases or about lesions."""
        return self._scopes[register]

    def new(self, scope: Scope) -> Register:
        """Return one more register."""
        self._scopes.append(scope)
        return Register(len(self._scopes) - 1)

    def add(self, step: Step) -> None:
        """Add a step, which fills registers from those that the steps before it filled."""
        self._steps.append(step)

    def once(self, name: Hashable, scope: Scope, step: Callable[[Register], Step]) -> Register:
        """Return the register of this name; the first time with the step that fills it."""
        found = self._known.get((name, scope))
        if found is None:
            found = self._known[name, scope] = self.new(scope)
            self._steps.append(step(found))
        return found

    def constant(self, scope: Scope, *, value: bool) -> Register:
        """Return the register that is the same in all rows."""
        byte = 0xFF if value else 0
        return self.once(("constant", value), scope, lambda out: lambda chunk: chunk.planes[out].fill(byte))

    def contrary(self, of: Register) -> Register:
        """Return where a register does not hold."""

        def step(out: Register) -> Step:
            def run(chunk: Chunk) -> None:
                np.invert(chunk.planes[of], chunk.planes[out])

            return run

        return self.once(("contrary", of), self.scope(of), step)

    def both(self, one: Register, other: Register) -> Register:
        """Return where both hold."""
        return self._joined(np.bitwise_and, one, other)

    def either(self, one: Register, other: Register) -> Register:
        """Return where one of them holds, or both."""
        return self._joined(np.bitwise_or, one, other)

    def _joined(self, joining: np.ufunc, one: Register, other: Register) -> Register:
        if one == other:
            return one
        one, other = min(one, other), max(one, other)

        def step(out: Register) -> Step:
            def run(chunk: Chunk) -> None:
                planes = chunk.planes
                joining(planes[one], planes[other], planes[out])

            return run

        return self.once((joining.__name__, one, other), self.scope(one), step)

    def all_of(self, registers: Sequence[Register], scope: Scope) -> Register:
        """Return where all hold; of none, everywhere."""
        if not registers:
            return self.constant(scope, value=True)
        found = registers[0]
        for register in registers[1:]:
            found = self.both(found, register)
        return found

    def any_of(self, registers: Sequence[Register], scope: Scope) -> Register:
        """Return where any holds; of none, nowhere."""
        if not registers:
            return self.constant(scope, value=False)
        found = registers[0]
        for register in registers[1:]:
            found = self.either(found, register)
        return found

    def told(self, name: Hashable, scope: Scope, flags_of: Callable[[slice], Flags]) -> Register:
        """Return the register of what some rows of the columns tell."""

        def step(out: Register) -> Step:
            def run(chunk: Chunk) -> None:
                chunk.planes[out][:] = packed(flags_of(chunk.rows(scope)))

            return run

        return self.once(name, scope, step)

    def compared(
        self, name: Hashable, scope: Scope, comparing: np.ufunc, column: NDArray[np.generic], constant: float
    ) -> Register:
        """Return where the rows of a column compare so with a constant."""

        def step(out: Register) -> Step:
            def run(chunk: Chunk) -> None:
                rows = column[chunk.rows(scope)]
                chunk.planes[out][:] = packed(comparing(rows, constant, chunk.room[: len(rows)]))

            return run

        return self.once(name, scope, step)

    def run(self, at_a_time: int) -> Iterator[Chunk]:
        """Take the steps on one chunk of cases after the other; its planes are overwritten by the next one's."""
        columns, offsets = self.columns, self.columns.offsets
        starts = range(0, columns.size, at_a_time)
        cases = [slice(first, min(first + at_a_time, columns.size)) for first in starts]
        lesions = [slice(int(offsets[rows.start]), int(offsets[rows.stop])) for rows in cases]
        most = {
            Scope.CASE: max((rows.stop - rows.start for rows in cases), default=0),
            Scope.LESION: max((rows.stop - rows.start for rows in lesions), default=0),
        }
        registers = [np.empty(bytes_for(most[scope]), dtype=np.uint8) for scope in self._scopes]
        room = np.empty(max(most.values()), dtype=np.bool_)
        for of_cases, of_lesions in zip(cases, lesions, strict=True):
            used = {Scope.CASE: bytes_for(of_cases.stop - of_cases.start)}
            used[Scope.LESION] = bytes_for(of_lesions.stop - of_lesions.start)
            planes = [plane[: used[scope]] for plane, scope in zip(registers, self._scopes, strict=True)]
            chunk = Chunk(cases=of_cases, lesions=of_lesions, planes=planes, room=room)
            for step in self._steps:
                step(chunk)
            yield chunk
