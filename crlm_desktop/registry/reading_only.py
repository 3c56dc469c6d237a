"""Why an open registry can only be read: it is damaged, somebody else writes in it, or its place takes no writing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import faults
from crlm_desktop.registry.lock import Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """The file is damaged; ``reason`` is what SQLite says of it."""

    reason: str

    def fault(self, folder: Path) -> EnvironmentFault:
        """What is told to whoever wants to write."""
        return faults.told(faults.READING_ONLY, folder, self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Somebody else came first and has it open for writing."""

    holder: Holder

    def fault(self, folder: Path) -> EnvironmentFault:
        """What is told to whoever wants to write."""
        return EnvironmentFault(faults.HELD, path=str(folder), **self.holder.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwritable:
    """Its drive, its folder or its file is protected against writing."""

    def fault(self, folder: Path) -> EnvironmentFault:
        """What is told to whoever wants to write."""
        return EnvironmentFault(faults.UNWRITABLE, path=str(folder))


ReadingOnly = Damaged | Held | Unwritable
