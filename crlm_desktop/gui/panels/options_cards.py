"""The cards of a proposal in its order: those that are possible, and the excluded ones folded at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crlm_desktop.engine.proposal import Option, Proposal, Status
from crlm_desktop.gui.drafts import OpinionDraft
from crlm_desktop.gui.editors.section import Section
from crlm_desktop.gui.panels.options_card import OptionCard
from crlm_desktop.gui.panels.options_context import Context
from crlm_desktop.gui.theme import SMALL, Theme
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.opinion import Opinion


class CardStack(QWidget):
    """One card a strategy, kept while the proposal changes; ``pointed`` tells which was opened or closed."""

    pointed = Signal(str, bool)

    def __init__(self, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self._catalogue = catalogue
        self._cards: dict[str, OptionCard] = {}
        self._possible = _Pile("possible_options")
        self._excluded = _Pile("excluded_options")
        self.excluded_section = Section("excluded", _("Excluded"), self._excluded, theme=theme)
        self.excluded_section.set_open(False)
        self.excluded_section.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._possible)
        column.addWidget(self.excluded_section)

    def __iter__(self) -> Iterator[OptionCard]:
        """Iterate over the cards in the order in which they stand."""
        return iter((*self._possible.cards, *self._excluded.cards))

    def card(self, strategy: str) -> OptionCard | None:
        """Return the card of a strategy."""
        return self._cards.get(strategy)

    def show_options(self, proposal: Proposal, context: Context) -> list[Option]:
        """Show the options of a proposal; return those whose status has changed."""
        changed = []
        for option in proposal.options:
            card = self._cards.get(option.strategy)
            if card is None:
                self._cards[option.strategy] = self._new(option, context)
            elif card.show_option(option, context):
                changed.append(option)
                card.flash()
        self._drop({option.strategy for option in proposal.options})
        is_excluded = {option.strategy: option.status is Status.EXCLUDED for option in proposal.options}
        self._possible.arrange([self._cards[one] for one, out in is_excluded.items() if not out])
        self._excluded.arrange([self._cards[one] for one, out in is_excluded.items() if out])
        count = sum(is_excluded.values())
        self.excluded_section.heading.show_summary(
            self._catalogue.ngettext("{count} option", "{count} options", count).format(count=count)
        )
        self.excluded_section.setVisible(count > 0)
        return changed

    def show_opinions(self, opinions: Sequence[Opinion], *, current_sha256: str, read_only: bool = False) -> None:
        """Show on each card the opinions on its option."""
        for card in self._cards.values():
            card.show_opinions(opinions, current_sha256=current_sha256, read_only=read_only)

    @property
    def strategies(self) -> frozenset[str]:
        """The strategies that have a card."""
        return frozenset(self._cards)

    def drafts(self) -> dict[str, OpinionDraft]:
        """Return the opinions that are being typed, by strategy."""
        drafts = {strategy: card.draft for strategy, card in self._cards.items()}
        return {strategy: draft for strategy, draft in drafts.items() if not draft.is_empty}

    def clear(self) -> None:
        """Show no options."""
        self._drop(set())
        self.excluded_section.setVisible(False)

    def _new(self, option: Option, context: Context) -> OptionCard:
        card = OptionCard(option, context)
        card.toggled.connect(self.pointed)
        return card

    def _drop(self, kept: set[str]) -> None:
        for strategy in [one for one in self._cards if one not in kept]:
            card = self._cards.pop(strategy)
            for pile in (self._possible, self._excluded):
                pile.take(card)
            card.hide()
            card.deleteLater()


class _Pile(QWidget):
    """Cards one under the other."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.cards: list[OptionCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SMALL - 2)

    def arrange(self, cards: list[OptionCard]) -> None:
        """Hold these cards in this order."""
        if cards == self.cards:
            return
        for card in self.cards:
            self._column.removeWidget(card)
        for place, card in enumerate(cards):
            self._column.insertWidget(place, card)
            card.show()
        self.cards = cards

    def take(self, card: OptionCard) -> None:
        """Let go of a card."""
        if card in self.cards:
            self.cards.remove(card)
            self._column.removeWidget(card)
