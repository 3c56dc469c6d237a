"""The published scores as a table: name, value or range, class, published outcome; they inform, they never decide."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from crlm_desktop.engine.proposal import Proposal, Score
from crlm_desktop.gui import wording
from crlm_desktop.gui.panels.options_context import Context, FactLinks
from crlm_desktop.gui.panels.options_sources import sources_link
from crlm_desktop.gui.theme import MEDIUM, SMALL
from crlm_desktop.gui.widgets.text import Role, label

_NAME, _VALUE, _TOLD, _SOURCES = range(4)
_TOP = Qt.AlignmentFlag.AlignTop


class ScoresView(QWidget):
    """The scores of a proposal, those with a value first; what the others lack stands once, under all of them.

    The range of a score says in a tip which facts it lacks.
    """

    def __init__(self, proposal: Proposal, context: Context) -> None:
        super().__init__()
        self.setObjectName("scores")
        self._context = context
        _ = context.catalogue.gettext
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        grid = QGridLayout()
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(SMALL)
        grid.setColumnStretch(_NAME, 4)
        grid.setColumnStretch(_TOLD, 6)
        for row, score in enumerate(sorted(proposal.scores, key=lambda one: one.value is None)):
            self._add(grid, row, score)
        column.addLayout(grid)
        column.addWidget(label(_("Present findings; after chemotherapy those after it."), Role.SMALL, wrap=True))
        missing = tuple(dict.fromkeys(fact for score in proposal.scores for fact in score.missing))
        if missing:
            column.addWidget(FactLinks(_("Not known:"), missing, context))

    def _add(self, grid: QGridLayout, row: int, score: Score) -> None:
        catalogue = self._context.catalogue
        name = catalogue.pick(score.name)
        value = label(self._value(score), Role.SECTION)
        value.setObjectName(f"score:{score.id}")
        value.setAccessibleName(f"{name}: {value.text()}")
        value.setToolTip(self._lacking(score))
        grid.addWidget(label(name, wrap=True), row, _NAME, _TOP)
        grid.addWidget(value, row, _VALUE, _TOP)
        told = "\n".join(catalogue.pick(text) for text in (score.grade, score.outcome) if text is not None)
        grid.addWidget(label(told, Role.SMALL, wrap=True), row, _TOLD, _TOP)
        link = sources_link(score.sources, self._context)
        if link is not None:
            grid.addWidget(link, row, _SOURCES, _TOP)

    def _value(self, score: Score) -> str:
        if score.value is not None:
            return _figure(score.value)
        _ = self._context.catalogue.gettext
        low, high = score.range
        return _("{low} to {high}").format(low=_figure(low), high=_figure(high))

    def _lacking(self, score: Score) -> str:
        if not score.missing:
            return ""
        _, catalogue = self._context.catalogue.gettext, self._context.catalogue
        names = dict.fromkeys(self._context.names.label(fact) for fact in score.missing)
        return _("Not known: {facts}").format(facts=wording.listed(list(names), catalogue))


def _figure(value: float) -> str:
    return f"{round(value, 2):g}"
