"""Values of the record in words, as the window shows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from crlm_desktop.case.fields import Field, Kind
from crlm_desktop.case.typed import show_value
from crlm_desktop.case.units import other_units, unit_name
from crlm_desktop.case.wording import Choice
from crlm_desktop.i18n import MONTHS, Catalogue

# Couinaud's segments are named by their number with an S in every language.
_SEGMENTS = ".segments"


def unknown(catalogue: Catalogue) -> str:
    """Return the word for what is not known."""
    _ = catalogue.gettext
    return _("unknown")


def none(catalogue: Catalogue) -> str:
    """Return the word for a list that is known to be empty."""
    _ = catalogue.gettext
    return _("none")


def listed(texts: Iterable[str], catalogue: Catalogue) -> str:
    """Return the texts one after another, separated as the language does it."""
    _ = catalogue.gettext
    told = ""
    for text in texts:
        # Translators: two items of a list, the first of which may be a list itself.
        told = _("{these}, {next}").format(these=told, next=text) if told else text
    return told


def yes_no(value: bool, catalogue: Catalogue) -> str:
    """Return the word for a truth value."""
    _ = catalogue.gettext
    return _("yes") if value else _("no")


def choice_names(field: Field, catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return the values of a field of choices with their names, segments by their short ones."""
    if field.path.endswith(_SEGMENTS):
        return [(choice.value, f"S{choice.value}") for choice in field.choices]
    return [(choice.value, catalogue.pick(choice.label)) for choice in field.choices]


def value_text(field: Field, value: Any, catalogue: Catalogue) -> str:
    """Return the JSON ``value`` of a field in words, without its unit; unknown and none as such."""
    if value is None:
        return unknown(catalogue)
    match field.kind:
        case Kind.BOOLEAN:
            return yes_no(value, catalogue)
        case Kind.CHOICE:
            return dict(choice_names(field, catalogue)).get(value, str(value))
        case Kind.CHOICES | Kind.TEXTS if not value:
            return none(catalogue)
        case Kind.CHOICES:
            names = dict(choice_names(field, catalogue))
            return listed((names.get(one, str(one)) for one in value), catalogue)
        case Kind.INTEGER | Kind.NUMBER | Kind.DATE | Kind.TEXT | Kind.TEXTS | Kind.ENTRIES:
            return show_value(field, value)


def choice_text(choice: Choice | None, catalogue: Catalogue) -> str:
    """Return the name of a stated value, or the word for unknown."""
    return unknown(catalogue) if choice is None else catalogue.pick(choice.label)


def label_with_unit(field: Field, catalogue: Catalogue) -> str:
    """Return the name of a field with its unit, as its field is called."""
    name = catalogue.pick(field.label)
    return f"{name} ({unit_text(field.unit, catalogue)})" if field.unit else name


def unit_text(unit: str, catalogue: Catalogue) -> str:
    """Return a unit as it is shown; those that are words are translated."""
    name = unit_name(unit)
    return name if isinstance(name, str) else catalogue.pick(name)


def allowed_text(field: Field, catalogue: Catalogue) -> str:
    """Return in words what may be typed in a field; empty where everything may."""
    _ = catalogue.gettext
    match field.kind:
        case Kind.INTEGER | Kind.NUMBER if field.low is not None and field.high is not None:
            low, high = show_value(field, field.low), show_value(field, field.high)
            unit = unit_text(field.unit, catalogue)
            allowed = _("{low} to {high} {unit}").format(low=low, high=high, unit=unit).strip()
            others = [one.text for one in other_units(field)]
            if not others:
                return allowed
            return _("{allowed}; also in {units}").format(allowed=allowed, units=listed(others, catalogue))
        case Kind.DATE:
            return _("Year, month or day: 2026, 2026-11 or 2026-11-23")
        case Kind.TEXTS:
            return _("Several are separated by semicolons; “{none}” says that there are none").format(
                none=none(catalogue)
            )
        case _:
            return ""


def day_text(day: date | None, catalogue: Catalogue) -> str:
    """Return a day as it is read here, or the word for unknown."""
    return unknown(catalogue) if day is None else catalogue.day(day)


def short_day_text(day: date, catalogue: Catalogue) -> str:
    """Return a day near today as it is read here, without its year."""
    _ = catalogue.gettext
    return _("{day} {month}").format(day=day.day, month=_(MONTHS[day.month - 1]))


def moment_text(moment: datetime, catalogue: Catalogue) -> str:
    """Return a moment in the time zone of this machine."""
    return catalogue.moment(moment)
