"""Where registries are: in a folder or on a server; what the first screen needs of that before one is opened."""

from __future__ import annotations

from collections.abc import Iterable

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry.address import DEFAULT_PORT, Place, ServerAddress, is_address, place_of, typed

__all__ = ["DEFAULT_PORT", "Place", "ServerAddress", "is_address", "place_of", "remembered", "typed"]


def remembered(texts: Iterable[str]) -> tuple[Place, ...]:
    """Return the places that were remembered as texts; an address that this version does not understand is left out."""
    found: list[Place] = []
    for text in texts:
        try:
            found.append(place_of(text))
        except EnvironmentFault:
            continue
    return tuple(found)
