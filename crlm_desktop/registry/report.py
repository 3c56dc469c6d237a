"""What the full check of a registry tells: part by part, what is wrong there and which cases it affects."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from crlm_desktop.errors import Code, Param
from crlm_desktop.registry.values import Head


class Part(Enum):
    """What is checked, in this order."""

    FILE = "file"
    REFERENCES = "references"
    CASES = "cases"
    LISTS = "lists"
    SEARCH = "search"
    SEALS = "seals"
    CHAIN = "chain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong; ``case_id`` is the case that it affects, empty when it is none in particular."""

    part: Part
    code: Code
    params: MappingProxyType[str, Param]
    case_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the full check has found; ``cases`` counts those that could be looked at, ``None`` when none could.

    ``checked`` are the parts that were looked at: of an older schema only those that need no mapping. ``head`` is the
    newest entry of the audit chain: noted elsewhere, it vouches for everything before it.
    """

    cases: int | None
    checked: tuple[Part, ...]
    findings: tuple[Finding, ...]
    head: Head | None = None

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    @property
    def affected(self) -> tuple[str, ...]:
        """The ids of the cases that something is wrong with, in the order in which it was found."""
        return tuple(dict.fromkeys(one.case_id for one in self.findings if one.case_id))

    def of(self, part: Part) -> tuple[Finding, ...]:
        """Return what is wrong with one part."""
        return tuple(one for one in self.findings if one.part is part)
