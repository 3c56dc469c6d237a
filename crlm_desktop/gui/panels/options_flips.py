"""Flip points in words: for which values of a numeric fact an option leads, and what leads in each interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crlm_desktop.engine.proposal import FlipInterval
from crlm_desktop.gui.panels.options_context import Context
from crlm_desktop.gui.panels.options_words import clauses, either


def leads_words(strategy: str, context: Context) -> str:
    """Return where an option leads, fact by fact; empty where no fact decides it."""
    return clauses(_told(strategy, context), context.catalogue)


def leading_names(interval: FlipInterval, context: Context) -> str:
    """Return which options lead in an interval, or that none does."""
    _ = context.catalogue.gettext
    options = (context.proposal.option(strategy) for strategy in interval.leading)
    names = [context.catalogue.pick(option.name) for option in options if option is not None]
    return either(names, context.catalogue) or _("nothing leads")


def interval_words(fact: str, context: Context) -> str:
    """Return all intervals of a fact in one line, each with what leads in it."""
    _ = context.catalogue.gettext
    intervals = context.proposal.flip_points[fact]
    told = (
        _("{range}: {options}").format(
            range=_range(place, place, intervals, context, fact), options=leading_names(interval, context)
        )
        for place, interval in enumerate(intervals)
    )
    return clauses(told, context.catalogue)


def _told(strategy: str, context: Context) -> Iterator[str]:
    _ = context.catalogue.gettext
    for fact, intervals in context.proposal.flip_points.items():
        leading = [strategy in interval.leading for interval in intervals]
        if not any(leading) or all(leading):
            continue
        ranges = [_range(low, high, intervals, context, fact) for low, high in _runs(leading)]
        told = either(ranges, context.catalogue)
        # Translators: the values of a fact, such as “Largest lesion below 20 mm or above 40 mm”.
        yield _("{fact} {ranges}").format(fact=context.names.label(fact), ranges=told)


def _runs(leading: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield first and last of each run of neighbouring intervals in which the option leads."""
    start: int | None = None
    for place, leads in enumerate([*leading, False]):
        if leads and start is None:
            start = place
        elif not leads and start is not None:
            yield start, place - 1
            start = None


def _range(first: int, last: int, intervals: Sequence[FlipInterval], context: Context, fact: str) -> str:
    _ = context.catalogue.gettext
    unit = context.names.unit(fact)
    low, high = (f"{round(value, 2):g} {unit}".strip() for value in (intervals[first].low, intervals[last].high))
    if first == 0:
        return (_("up to {high}") if intervals[last].closed_high else _("below {high}")).format(high=high)
    if last == len(intervals) - 1:
        return (_("from {low}") if intervals[first].closed_low else _("above {low}")).format(low=low)
    if low == high:
        return _("exactly {low}").format(low=low)
    between = {
        (True, True): _("from {low} to {high}"),
        (True, False): _("from {low} to below {high}"),
        (False, True): _("above {low} to {high}"),
        (False, False): _("above {low} to below {high}"),
    }
    return between[intervals[first].closed_low, intervals[last].closed_high].format(low=low, high=high)
