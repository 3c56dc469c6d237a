"""What was chosen lately in the palette: all of it while a registry is open, and what is no case beyond that."""

from __future__ import annotations

import json

from crlm_desktop.gui.command_palette.entries import Entry, Kind
from crlm_desktop.gui.preferences import Preferences

MOST = 6
_NAME = "command_palette"
# Of a registry nothing is written beside it, not even the id of a case.
_KEPT = (Kind.ACTION, Kind.STRATEGY, Kind.SOURCE)


class Recent:
    """What was chosen, the last first; ``keys`` is held by whoever lives as long as the registry is open."""

    def __init__(self, preferences: Preferences, keys: list[str]) -> None:
        self._preferences = preferences
        self.keys = keys
        if not keys:
            keys.extend(_read(preferences.text(_NAME)))

    def add(self, entry: Entry) -> None:
        """Remember a choice as the last one."""
        self.keys[:] = [entry.key, *(key for key in self.keys if key != entry.key)][:MOST]
        kept = [key for key in self.keys if key.partition(":")[0] in {kind.value for kind in _KEPT}]
        self._preferences.remember_text(_NAME, json.dumps(kept))


def _read(text: str) -> tuple[str, ...]:
    try:
        keys = json.loads(text or "[]")
    except ValueError:
        return ()
    return tuple(key for key in keys if isinstance(key, str))[:MOST] if isinstance(keys, list) else ()
