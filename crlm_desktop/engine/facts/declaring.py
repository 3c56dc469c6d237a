"""Short ways to declare a derived fact; each takes what that kind of fact needs."""

from __future__ import annotations

from crlm_desktop.case.wording import Choice, Text
from crlm_desktop.engine.facts.declaration import Fact, FactKind, Scope
from crlm_desktop.engine.tri import FactId


def number(
    name: str,
    label: Text,
    *,
    within: tuple[float, float],
    about: Text,
    unit: str = "",
    is_integer: bool = False,
    entered_at: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
    can_lack_value: bool = False,
) -> Fact:
    """Declare a number that can be anything ``within`` the two bounds."""
    return Fact(
        id=FactId(name),
        kind=FactKind.NUMBER,
        label=label,
        unit=unit,
        low=within[0],
        high=within[1],
        is_integer=is_integer,
        help=about,
        entered_at=entered_at,
        aliases=aliases,
        can_lack_value=can_lack_value,
    )


def statement(name: str, label: Text, *, about: Text, entered_at: tuple[str, ...] = ()) -> Fact:
    """Declare a statement, which is true or false."""
    return Fact(id=FactId(name), kind=FactKind.STATEMENT, label=label, help=about, entered_at=entered_at)


def choice(
    name: str,
    label: Text,
    choices: type[Choice],
    *,
    about: Text,
    kind: FactKind = FactKind.CHOICE,
    scope: Scope = Scope.CASE,
    entered_at: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
    can_lack_value: bool = False,
) -> Fact:
    """Declare one code out of ``choices``, or a set of them."""
    return Fact(
        id=FactId(name),
        kind=kind,
        label=label,
        scope=scope,
        choices=tuple(choices),
        help=about,
        entered_at=entered_at,
        aliases=aliases,
        can_lack_value=can_lack_value,
    )
