"""Sources: a short name for each at the argument, and everything about it in a popover, without the network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from crlm_desktop.engine.proposal import Source, SourceId
from crlm_desktop.gui.panels.options_context import Context
from crlm_desktop.gui.theme import LARGE, MEDIUM, SMALL
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

_LONGEST = 24
_WIDTH = 420
_INITIALS = re.compile(r"\s+[A-ZÅÄÖÉ]{1,3}$")


def short_citation(source: Source) -> str:
    """Return the first author, or the first words, with the year where it is known."""
    head = re.split(r"[,.;]\s|\s\(", source.citation, maxsplit=1)[0]
    name = _INITIALS.sub("", head).removesuffix(f" {source.year}")
    if len(name) > _LONGEST:
        name = name[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"
    return name if source.year is None or str(source.year) in name else f"{name} {source.year}"


def sources_link(ids: Iterable[SourceId], context: Context) -> SourcesLink | None:
    """Return one link for all the sources that the proposal holds, ``None`` when it holds none of them."""
    sources = [source for one in ids if (source := context.proposal.source(one)) is not None]
    return SourcesLink(sources, context.catalogue) if sources else None


def source_links(ids: Iterable[SourceId], context: Context) -> list[SourceLink]:
    """Return a link for each source that the proposal holds."""
    found = (context.proposal.source(one) for one in ids)
    return [SourceLink(source, context.catalogue) for source in found if source is not None]


class SourcesLink(Link):
    """One link to several sources, where there is no room for each."""

    def __init__(self, sources: Sequence[Source], catalogue: Catalogue) -> None:
        count = len(sources)
        words = catalogue.ngettext("{count} source", "{count} sources", count).format(count=count)
        cited = "\n".join(source.citation for source in sources)
        super().__init__(words, name=f"sources:{'+'.join(source.id for source in sources)}", tip=cited)
        self._sources = tuple(sources)
        self._catalogue = catalogue
        self.setAccessibleDescription(cited)
        self.clicked.connect(self.open_popover)

    def open_popover(self) -> None:
        """Show everything about the sources under the link."""
        SourcePopover(self._sources, catalogue=self._catalogue, parent=self).open_under(self)


class SourceLink(Link):
    """The short name of a source; it opens the popover."""

    def __init__(self, source: Source, catalogue: Catalogue) -> None:
        super().__init__(short_citation(source), name=f"source:{source.id}", tip=source.citation)
        _ = catalogue.gettext
        self._source = source
        self._catalogue = catalogue
        self.setAccessibleName(_("Source: {citation}").format(citation=source.citation))
        self.clicked.connect(self.open_popover)

    def open_popover(self) -> None:
        """Show everything about the source under the link."""
        SourcePopover((self._source,), catalogue=self._catalogue, parent=self).open_under(self)


class SourcePopover(QFrame):
    """Citation, design, size, grade and finding of sources, to be read and copied; Esc closes it."""

    def __init__(self, sources: Sequence[Source], *, catalogue: Catalogue, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        _ = catalogue.gettext
        self.setObjectName("source_popover")
        self.setAccessibleName(_("Source"))
        self.setProperty("ground", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(_WIDTH)
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(SMALL)
        grid.setColumnStretch(1, 1)
        for source in sources:
            if grid.count():
                grid.setRowMinimumHeight(grid.rowCount(), MEDIUM)
            grid.addWidget(_selectable(source.citation, Role.SECTION), grid.rowCount(), 0, 1, 2)
            for name, text in _lines(source, catalogue):
                row = grid.rowCount()
                grid.addWidget(label(name, Role.SMALL), row, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(_selectable(text, Role.PLAIN), row, 1)

    def open_under(self, anchor: QWidget) -> None:
        """Show the popover under its link, or above it where the screen ends."""
        self.resize(_WIDTH, self._grid.totalHeightForWidth(_WIDTH))
        free = anchor.screen().availableGeometry()
        at = anchor.mapToGlobal(QPoint(0, anchor.height() + 2))
        if at.y() + self.height() > free.bottom():
            at.setY(anchor.mapToGlobal(QPoint(0, 0)).y() - self.height() - 2)
        at.setX(max(free.left(), min(at.x(), free.right() - self.width())))
        self.move(at)
        self.show()
        self.setFocus()


def _lines(source: Source, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    _ = catalogue.gettext
    yield _("Design"), catalogue.pick(source.design)
    if source.n is not None:
        yield _("Patients"), str(source.n)
    yield _("Grade"), grade_words(source.grade, catalogue)
    yield _("Finding"), catalogue.pick(source.finding)
    if source.doi:
        yield "DOI", source.doi
    if source.trial:
        yield _("Trial"), source.trial


def grade_words(grade: str, catalogue: Catalogue) -> str:
    """Return a grade of evidence in the language; one that an edition has of its own as it stands there."""
    _ = catalogue.gettext
    known = {
        "randomised": _("randomised trial"),
        "guideline": _("guideline"),
        "consensus": _("consensus of experts"),
        "review": _("systematic review"),
        "prospective": _("prospective, not randomised"),
        "retrospective": _("retrospective cohort"),
        "trial protocol": _("trial protocol"),
    }
    return known.get(grade, grade)


def _selectable(text: str, role: Role) -> QWidget:
    made = label(text, role, wrap=True)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made
