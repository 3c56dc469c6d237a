"""The timeline in words: when something was, and what a screen reader says of it."""

from __future__ import annotations

from datetime import date

from crlm_desktop.case.dates import PartialDate
from crlm_desktop.case.timeline import Curve, Event, Measurement, measured_words
from crlm_desktop.gui.timeline.arrangement import MONTHS_A_YEAR
from crlm_desktop.i18n import MONTHS, Catalogue


def date_words(on: PartialDate, catalogue: Catalogue) -> str:
    """Return a date as it is read, as exactly as it is known."""
    _ = catalogue.gettext
    if on.is_exact:
        return catalogue.day(on.earliest)
    if on.earliest.month == on.latest.month:
        return _("{month} {year}").format(month=_(MONTHS[on.earliest.month - 1]), year=on.earliest.year)
    return on.text


def when_words(event: Event, catalogue: Catalogue) -> str:
    """Return when an event was: its day, or from when till when."""
    _ = catalogue.gettext
    began = date_words(event.began, catalogue) if event.began is not None else ""
    ended = date_words(event.ended, catalogue) if event.ended is not None else ""
    if event.goes_on:
        return _("since {day}, going on").format(day=began) if began else _("going on")
    if began and ended:
        return _("{start} to {end}").format(start=began, end=ended)
    if ended:
        return _("until {day}").format(day=ended)
    return began or _("without a date")


def event_words(event: Event, catalogue: Catalogue) -> str:
    """Return an event in one line."""
    _ = catalogue.gettext
    return _("{when}: {what}").format(when=when_words(event, catalogue), what=catalogue.pick(event.name))


def measurement_words(curve: Curve, measured: Measurement, catalogue: Catalogue) -> str:
    """Return one value of a tumour marker in one line."""
    _ = catalogue.gettext
    when = date_words(measured.on, catalogue) if measured.on is not None else _("without a date")
    return _("{when}: {what}").format(when=when, what=catalogue.pick(measured_words(curve, measured)))


def tick_words(tick: date, *, is_by_years: bool, catalogue: Catalogue) -> str:
    """Return what stands at a tick of the axis: the year, or the month with it."""
    _ = catalogue.gettext
    if is_by_years:
        return str(tick.year)
    return _("{month} {year}").format(month=_(MONTHS[(tick.month - 1) % MONTHS_A_YEAR]), year=tick.year)
