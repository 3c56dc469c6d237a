"""A band that stays: a meeting is out in a pack, or this registry is the one that came from a pack."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from crlm_desktop.gui.theme import LARGE, SMALL, Theme, repolish
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.widgets.signs import Sign, SignMark
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.services import pack_words, packing
from crlm_desktop.services.packing import Freshness, Taking
from crlm_desktop.services.workplace import Workplace


class PackBand(QFrame):
    """Hidden while there is nothing to say; ``asked`` that its link was followed."""

    asked = Signal()

    def __init__(self, name: str, link: str, *, theme: Theme) -> None:
        super().__init__()
        self.setObjectName(name)
        self._text = label(wrap=True)
        self._note = SignMark(Sign.NOTE, "suitable", theme=theme)
        self._warning = SignMark(Sign.TRIANGLE, "conditional", theme=theme)
        self.link = Link(link, name=f"{name}_link")
        self.link.clicked.connect(self.asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        row.setSpacing(SMALL)
        row.addWidget(self._note)
        row.addWidget(self._warning)
        row.addWidget(self._text, 1)
        row.addSpacing(SMALL)
        row.addWidget(self.link)
        self.tell("")

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    @property
    def is_warning(self) -> bool:
        """Whether it warns."""
        return bool(self.property("ground") == "problem")

    def tell(self, text: str, *, is_warning: bool = False) -> None:
        """Say something, or nothing."""
        self._text.setText(text)
        self._text.setProperty("role", Role.PLAIN.value)
        self._note.setVisible(not is_warning)
        self._warning.setVisible(is_warning)
        self.setProperty("ground", "problem" if is_warning else "surface")
        self.setProperty("rule", "under")
        repolish(self)
        self.setVisible(bool(text))


def show_errand(band: PackBand, taking: Taking | None, workplace: Workplace, catalogue: Catalogue) -> None:
    """Say in a working registry where its meeting belongs, and until when it is to be handed back."""
    if taking is None:
        band.tell("")
        return
    now = workplace.clock.now()
    age = packing.freshness(taking, now=now)
    band.tell(pack_words.errand_words(taking, now, catalogue), is_warning=age is not Freshness.GOOD)


def show_outings(band: PackBand, workplace: Workplace, meeting_id: MeetingId, catalogue: Catalogue) -> None:
    """Say at home with whom the cases of an open meeting are, and since when: of several packs the latest."""
    now = workplace.clock.now()
    out = [one for one in packing.outings(workplace, meeting_id) if one.brought_back_at is None]
    if not out:
        band.tell("")
        return
    told = [pack_words.out_words(out[-1], now, catalogue)]
    if more := len(out) - 1:
        words = catalogue.ngettext("{count} earlier pack is out too.", "{count} earlier packs are out too.", more)
        told.append(words.format(count=more))
    band.tell("\n".join(told), is_warning=now > out[-1].valid_until)
