"""What the options panel says beside the options: intent, alerts, contradictions, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crlm_desktop.case.casefile import plain_number
from crlm_desktop.engine.proposal import Alert, Contradiction, MissingFact, Override, Proposal, Severity, Status
from crlm_desktop.gui import wording
from crlm_desktop.gui.panels.options_context import Context, FactLinks
from crlm_desktop.gui.panels.options_sources import sources_link
from crlm_desktop.gui.theme import MEDIUM, SMALL
from crlm_desktop.gui.widgets.arranging import beside, empty, flowing
from crlm_desktop.gui.widgets.flow import FlowLayout
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.widgets.signs import Sign, SignMark, severity_sign
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

_SEVERITIES = tuple(Severity)
_MISSING_SHOWN = 5
_OPTIONS_NAMED = 3


def intent_words(proposal: Proposal, catalogue: Catalogue) -> str:
    """Return the best intent within reach, or that it hangs on what is not known, or that there is none."""
    _ = catalogue.gettext
    if proposal.intent is not None:
        return _("Best reachable intent: {intent}").format(intent=catalogue.pick(proposal.intent.label))
    if all(option.status in (Status.EXCLUDED, Status.NOT_ADVISED) for option in proposal.options):
        recorded, assumed = _("No option is open for what is recorded"), _("No option is open for what is assumed")
        return assumed if proposal.assumed else recorded
    return _("The best reachable intent hangs on what is not known")


class Rows(QFrame):
    """Rows under one another on one ground; shows nothing while there is no row."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SMALL)
        self._shown: object = None

    def show_rows(self, key: object, rows: Iterator[QWidget]) -> None:
        """Show these rows, unless ``key`` says that they are shown already."""
        if key == self._shown:
            return
        self._shown = key
        empty(self._column)
        for row in rows:
            self._column.addWidget(row)
            # At once, not when Qt gets to it: what is under the rows is held where it is.
            row.show()
        self.setVisible(self._column.count() > 0)


def alert_rows(proposal: Proposal, context: Context) -> Iterator[QWidget]:
    """Yield what the team must be told whatever it chooses, the loudest first; contradictions come before.

    The thresholds that the centre sets itself come last, one row each.
    """
    for conflict in proposal.conflicts:
        yield _conflict(conflict, context)
    for alert in sorted(proposal.alerts, key=lambda one: _SEVERITIES.index(one.severity)):
        yield _alert(alert, context)
    for override in proposal.overrides:
        yield _override(override, context)


def _override(override: Override, context: Context) -> QWidget:
    _ = context.catalogue.gettext
    told = _("{label} {value} {unit}; the default is {default}").format(
        label=context.catalogue.pick(override.label),
        value=plain_number(override.value),
        unit=override.unit,
        default=plain_number(override.default),
    )
    sign, colour = severity_sign(Severity.NOTE)
    return beside(SignMark(sign, colour, theme=context.theme), lead_label(_("Set by this centre"), told), spacing=0)


def _alert(alert: Alert, context: Context) -> QWidget:
    _ = context.catalogue.gettext
    sign, colour = severity_sign(alert.severity)
    word = context.catalogue.pick(alert.severity.label)
    parts: list[QWidget] = [lead_label(_capital(word), context.catalogue.pick(alert.text))]
    if alert.missing:
        parts.append(FactLinks(_("Hangs on:"), alert.missing, context))
    made = beside(SignMark(sign, colour, theme=context.theme), *parts, spacing=0)
    row, link = made.layout(), sources_link(alert.sources, context)
    if link is not None and isinstance(row, QHBoxLayout):
        row.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
    return made


def _conflict(conflict: Contradiction, context: Context) -> QWidget:
    _ = context.catalogue.gettext
    text = lead_label(_("Contradiction in the record"), context.catalogue.pick(conflict.text))
    mark = SignMark(Sign.STOP, "problem", theme=context.theme)
    return beside(mark, text, PathLinks(conflict.paths, context), spacing=0)


def lead_label(lead: str, text: str) -> QLabel:
    """Return a text with a bold word before it."""
    made = label(wrap=True)
    made.setTextFormat(Qt.TextFormat.RichText)
    made.setText(f"<b>{escape(lead)}</b>&ensp;{escape(text)}")
    made.setAccessibleName(f"{lead}: {text}")
    return made


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


class PathLinks(QWidget):
    """Ways to the fields of the record that a contradiction names."""

    def __init__(self, paths: tuple[str, ...], context: Context) -> None:
        super().__init__()
        self._intents = context.intents
        flow = FlowLayout(self, across=SMALL, down=0)
        for path in paths:
            made = Link(context.names.field(path), name=f"path:{path}")
            made.setProperty("path", path)
            made.clicked.connect(self._want)
            flow.addWidget(made)

    @Slot()
    def _want(self) -> None:
        self._intents.path_wanted.emit(self.sender().property("path"))


class MissingView(QWidget):
    """The facts that are not known and could change options, the most decisive first, each with a way to its field."""

    def __init__(self, proposal: Proposal, context: Context) -> None:
        super().__init__()
        self.setObjectName("missing")
        _, ngettext = context.catalogue.gettext, context.catalogue.ngettext
        deciding = [one for one in proposal.missing if one.options_affected]
        idle = [context.catalogue.pick(one.label) for one in proposal.missing if not one.options_affected]
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(SMALL)
        for place, one in enumerate(deciding[:_MISSING_SHOWN], 1):
            inner.addWidget(_missing_row(place, one, proposal, context))
        self._rest = QWidget()
        rest = QVBoxLayout(self._rest)
        rest.setContentsMargins(0, 0, 0, 0)
        rest.setSpacing(SMALL)
        further = deciding[_MISSING_SHOWN:]
        for place, one in enumerate(further, _MISSING_SHOWN + 1):
            rest.addWidget(_missing_row(place, one, proposal, context))
        self._rest.setVisible(False)
        count = len(further)
        words = ngettext("{count} more", "{count} more", count).format(count=count)
        self._more = Link(words, name="more_missing", tip=_("Show or hide them"))
        self._more.clicked.connect(self._turn)
        inner.addWidget(self._rest)
        if further:
            inner.addWidget(flowing(self._more))
        if idle:
            words = _("Would change nothing today: {facts}").format(facts=wording.listed(idle, context.catalogue))
            inner.addWidget(label(words, Role.SMALL, wrap=True))

    @Slot()
    def _turn(self) -> None:
        self._rest.setVisible(self._rest.isHidden())


def _missing_row(place: int, one: MissingFact, proposal: Proposal, context: Context) -> QWidget:
    _ = context.catalogue.gettext
    lead = label(f"{place}", Role.SMALL)
    lead.setFixedSize(2 * SMALL, 20)
    return beside(
        lead,
        FactLinks("", (one.fact,), context),
        label(_bearing(one, proposal, context), Role.SMALL, wrap=True),
        spacing=0,
    )


def _bearing(one: MissingFact, proposal: Proposal, context: Context) -> str:
    """Return in words what knowing the fact could change."""
    _, ngettext = context.catalogue.gettext, context.catalogue.ngettext
    options = [proposal.option(strategy) for strategy in one.options_affected]
    names = [context.catalogue.pick(option.name) for option in options if option is not None]
    told = wording.listed(names[:_OPTIONS_NAMED], context.catalogue)
    if (further := len(names) - _OPTIONS_NAMED) > 0:
        told += " " + ngettext("and {count} more", "and {count} more", further).format(count=further)
    if one.could_reach is None:
        return _("can change {options}").format(options=told)
    intent = context.catalogue.pick(one.could_reach.label)
    return _("can change {options}; could open {intent}").format(options=told, intent=intent)


def part(title: str, content: QWidget) -> QWidget:
    """Return a part of the panel under its heading."""
    made = QWidget()
    inner = QVBoxLayout(made)
    inner.setContentsMargins(0, MEDIUM, 0, 0)
    inner.setSpacing(SMALL)
    inner.addWidget(label(title, Role.SECTION))
    inner.addWidget(content)
    return made
