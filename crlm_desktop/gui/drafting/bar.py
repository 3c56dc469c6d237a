"""The bar that offers what an earlier run left half typed: calm, above a place, put back or discarded by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from crlm_desktop.gui.drafting import words
from crlm_desktop.gui.drafting.offers import Offer
from crlm_desktop.gui.drafting.words import Line, Names
from crlm_desktop.gui.theme import LARGE, MEDIUM, SMALL, TINY, Theme
from crlm_desktop.gui.widgets.arranging import beside, column, empty, flowing, held
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.widgets.signs import Sign, SignMark
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

# More would leave too little of the place itself; on a low screen, or at 200 %, one is enough.
_MOST = 2
_LOW = 560
_NARROW = 900
_DIFFERENCES_HEIGHT = 168


class DraftsBar(QFrame):
    """Hidden while nothing is offered; ``restored``, ``discarded`` and ``brought_back`` carry an `Offer`.

    ``shown`` carries whether there is anything to go to.
    """

    restored = Signal(object)
    discarded = Signal(object)
    brought_back = Signal(object)
    shown = Signal(bool)

    def __init__(self, *, names: Callable[[], Names], catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("drafts_bar")
        self.setAccessibleName(_("Unsaved input"))
        self.setProperty("ground", "surface")
        self.setProperty("rule", "under")
        self._names = names
        self._catalogue = catalogue
        self._theme = theme
        self.rows: tuple[OfferRow, ...] = ()
        self._rows = column(spacing=SMALL)
        self._more = label(role=Role.SMALL, wrap=True)
        self._gone: Offer | None = None
        self._gone_text = label(role=Role.SMALL, wrap=True)
        self.bring_back = Link(_("Bring it back"), name="bring_back_draft")
        self.bring_back.clicked.connect(self._tell_brought_back)
        self._gone_row = flowing(self._gone_text, self.bring_back)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        outer.setSpacing(TINY)
        outer.addLayout(self._rows)
        outer.addWidget(self._more)
        outer.addWidget(self._gone_row)
        self.show_offers((), now=None)

    def show_offers(self, offers: Sequence[Offer], *, now: datetime | None) -> None:
        """Show what is offered, the latest first; rows that are unfolded stay so."""
        opened = {row.offer.key for row in self.rows if row.is_open}
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        empty(self._rows)
        most = _MOST if self.window().height() >= _LOW else 1
        self.rows = tuple(self._row(offer, now) for offer in offers[:most] if now)
        for row in self.rows:
            self._rows.addWidget(row)
            row.show()
            row.set_open(row.offer.key in opened)
        count = max(0, len(offers) - most)
        text = self._catalogue.ngettext("{count} more follows.", "{count} more follow.", count)
        self._more.setText(text.format(count=count))
        self._more.setVisible(count > 0)
        self._gone_row.setVisible(self._gone is not None)
        has_anything = bool(self.rows) or self._gone is not None
        self.setVisible(has_anything)
        self.shown.emit(has_anything)
        if had_focus and not self.isHidden():
            self.take_focus()

    @override
    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._claim_height()
        return done

    def show_gone(self, offer: Offer | None) -> None:
        """Say that an offer was discarded, and let it be brought back; ``None`` says nothing of the kind."""
        _ = self._catalogue.gettext
        self._gone = offer
        if offer is not None:
            summary = words.summary(offer, self._catalogue)
            self._gone_text.setText(_("Discarded: {what}.").format(what=summary))

    @Slot()
    def take_focus(self) -> None:
        """Put the focus on what one would do first."""
        if self.rows:
            self.rows[0].focus()
        elif self._gone is not None:
            self.bring_back.setFocus()

    def _claim_height(self) -> None:
        """Take the room that the words need: on a low screen the place below would squeeze them, and cut them off."""
        layout = self.layout()
        needed = max(0, layout.heightForWidth(self.width())) if layout is not None else 0
        if needed != self.minimumHeight():
            self.setMinimumHeight(needed)

    def _row(self, offer: Offer, now: datetime) -> OfferRow:
        made = OfferRow(
            offer,
            now,
            names=self._names,
            catalogue=self._catalogue,
            theme=self._theme,
            is_narrow=self.window().width() < _NARROW,
        )
        made.restored.connect(self.restored)
        made.discarded.connect(self.discarded)
        return made

    @Slot()
    def _tell_brought_back(self) -> None:
        if self._gone is not None:
            self.brought_back.emit(self._gone)


class OfferRow(QWidget):
    """One offer: when and by whom, about what, the differences when asked for, and what can be done."""

    restored = Signal(object)
    discarded = Signal(object)

    def __init__(
        self,
        offer: Offer,
        now: datetime,
        *,
        names: Callable[[], Names],
        catalogue: Catalogue,
        theme: Theme,
        is_narrow: bool = False,
    ) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("offer")
        self.offer = offer
        self._names = names
        self._catalogue = catalogue
        self.text = label(self._sentence(now), wrap=True)
        self.note = label(words.moved_on(offer, catalogue), Role.SMALL, wrap=True)
        self.note.setVisible(bool(self.note.text()))
        self.unfold = Link("", name="show_differences")
        self.unfold.clicked.connect(self._turn)
        self.restore = button(_("Put back"), name="restore_draft", tip=_("Put it back into its fields, half typed"))
        self.restore.setEnabled(bool(offer.placed))
        self.discard = button(_("Discard"), kind=Kind.PLAIN, name="discard_draft")
        self.restore.clicked.connect(self._tell_restored)
        self.discard.clicked.connect(self._tell_discarded)
        for one in (self.restore, self.discard):
            one.setAccessibleDescription(self.text.text())
        self._differences: QScrollArea | None = None
        self._column = column(self._head(theme, is_narrow=is_narrow), spacing=TINY)
        self.setLayout(self._column)
        self.set_open(False)

    @property
    def is_open(self) -> bool:
        """Whether the differences are shown."""
        return self._differences is not None and not self._differences.isHidden()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What differs between what was typed and what stands now."""
        return words.lines(self.offer, self._names(), self._catalogue)

    def set_open(self, is_open: bool) -> None:
        """Show the differences, or fold them."""
        _ = self._catalogue.gettext
        if is_open and self._differences is None:
            self._differences = self._made_differences()
            self._column.addWidget(self._differences)
        if self._differences is not None:
            most = min(_DIFFERENCES_HEIGHT, self.window().height() // 5)
            page = self._differences.widget()
            wanted = page.sizeHint().height() + SMALL if page is not None else most
            self._differences.setFixedHeight(min(most, wanted))
            self._differences.setVisible(is_open)
        self.unfold.show_text(_("Hide what differs") if is_open else _("What differs"))

    def focus(self) -> None:
        """Put the focus on putting back, or on discarding where nothing can be put back."""
        (self.restore if self.restore.isEnabled() else self.discard).setFocus()

    def _sentence(self, now: datetime) -> str:
        _ = self._catalogue.gettext
        head, told = words.headline(self.offer, now, self._catalogue), words.summary(self.offer, self._catalogue)
        # Translators: when and by whom something was typed, then what it is.
        return _("{headline}: {summary}.").format(headline=head, summary=told)

    def _head(self, theme: Theme, *, is_narrow: bool) -> QWidget:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        for one in (self.unfold, self.restore, self.discard):
            row.addWidget(one)
        sign, told = SignMark(Sign.QUESTION, "conditional", theme=theme), column(self.text, self.note, spacing=0)
        if is_narrow:
            # Beside the buttons the words would need more lines than the screen has to spare.
            row.insertStretch(0, 1)
            told.addLayout(row)
            return beside(sign, told)
        row.insertWidget(0, sign)
        row.insertLayout(1, told, 1)
        return held(row)

    def _made_differences(self) -> QScrollArea:
        _ = self._catalogue.gettext
        page = QWidget()
        page.setObjectName("differences_page")
        grid = QGridLayout(page)
        grid.setContentsMargins(0, TINY, 0, TINY)
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(TINY)
        for place, (heading, share) in enumerate(((_("Field"), 3), (_("Typed"), 4), (_("Stands now"), 4))):
            grid.addWidget(label(heading, Role.SECTION), 0, place)
            grid.setColumnStretch(place, share)
        for number, line in enumerate(self.lines, start=1):
            notes = [label(line.note, Role.SMALL, wrap=True)] if line.note else []
            told = held(column(_read(line.label), *notes, spacing=0))
            for place, part in enumerate((told, _read(line.typed), _read(line.now))):
                grid.addWidget(part, number, place, Qt.AlignmentFlag.AlignTop)
        made = QScrollArea()
        made.setObjectName("differences")
        made.setAccessibleName(_("What differs"))
        made.setWidgetResizable(True)
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setWidget(page)
        return made

    @Slot()
    def _turn(self) -> None:
        self.set_open(not self.is_open)

    @Slot()
    def _tell_restored(self) -> None:
        self.restored.emit(self.offer)

    @Slot()
    def _tell_discarded(self) -> None:
        self.discarded.emit(self.offer)


def _read(text: str) -> QLabel:
    made = label(text, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
