"""The scores of a proposal as a table for a terminal, in which Chinese characters are two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from crlm_desktop.case.casefile import plain_number
from crlm_desktop.cli.naming import named
from crlm_desktop.engine.proposal import Proposal, Score
from crlm_desktop.i18n import Catalogue

_WIDE = "WF"


def score_lines(proposal: Proposal, catalogue: Catalogue) -> Iterator[str]:
    """Yield a line a score, those with a value first: name, value or range, class and outcome; then what lacks."""
    _ = catalogue.gettext
    scores = sorted(proposal.scores, key=lambda one: one.value is None)
    rows = [(catalogue.pick(score.name), _value(score, catalogue), _told(score, catalogue)) for score in scores]
    widths = [max((_width(row[at]) for row in rows), default=0) for at in (0, 1)]
    for name, value, told in rows:
        yield f"{_padded(name, widths[0])}  {_padded(value, widths[1])}  {told}".rstrip()
    missing = dict.fromkeys(fact for score in scores for fact in score.missing)
    if missing:
        yield _("Not known for some of them: {facts}").format(facts=named(missing, catalogue))


def _value(score: Score, catalogue: Catalogue) -> str:
    if score.value is not None:
        return _figure(score.value)
    _ = catalogue.gettext
    low, high = score.range
    return _("{low} to {high}").format(low=_figure(low), high=_figure(high))


def _figure(value: float) -> str:
    return plain_number(round(value, 2))


def _told(score: Score, catalogue: Catalogue) -> str:
    return "; ".join(catalogue.pick(text) for text in (score.grade, score.outcome) if text is not None)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in _WIDE else 1 for sign in text)
