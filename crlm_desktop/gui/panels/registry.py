"""The place of the registry: what it is, its backups, what the centre can do, and how the window looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crlm_desktop.case.choices import Offer
from crlm_desktop.case.fields import FIELDS
from crlm_desktop.errors import CrlmError
from crlm_desktop.gui import wording
from crlm_desktop.gui.actions import Actions
from crlm_desktop.gui.panels.registry_backups import BackupsCard
from crlm_desktop.gui.panels.registry_evaluation import EvaluationCard
from crlm_desktop.gui.safekeeping import Safekeeping
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import LARGE, MEDIUM, SMALL, TINY, WIDE, Theme
from crlm_desktop.gui.widgets.buttons import Segments, button
from crlm_desktop.gui.widgets.choices_button import ChoicesButton
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue, Language
from crlm_desktop.services import review, whereabouts, workplace
from crlm_desktop.services.workplace import ServerAddress, Workplace
from crlm_desktop.settings import Theme as ThemeChoice

_WIDTH = 720
_CHOICE_WIDTH = 380
LOCK_MINUTES = (2, 5, 10, 20, 60)
_OFFERS = FIELDS["centre.offers"]


class RegistryPanel(QScrollArea):
    """Tells what is chosen; the centre's offers are written at once."""

    language_chosen = Signal(Language)
    theme_chosen = Signal(ThemeChoice)
    offers_changed = Signal()
    lock_minutes_chosen = Signal(int)
    told = Signal(str)

    def __init__(
        self,
        place: Workplace,
        safekeeping: Safekeeping,
        *,
        actions: Actions,
        tasks: Tasks,
        lock_minutes: int,
        catalogue: Catalogue,
        theme: Theme,
    ) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("registry_panel")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self._workplace = place
        self._actions = actions
        self._catalogue = catalogue
        self._theme = theme
        self._lock_minutes = lock_minutes
        self.headline = label(_("Registry"), Role.HEADLINE)
        self._count = label()
        self.whereabouts = label(role=Role.PROBLEM, wrap=True)
        self.whereabouts.setObjectName("whereabouts")
        page = QWidget()
        outer = QHBoxLayout(page)
        outer.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        holder = QWidget()
        holder.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(LARGE)
        self.backups = BackupsCard(place, safekeeping, catalogue=catalogue)
        self.evaluation = EvaluationCard(place, safekeeping, tasks=tasks, catalogue=catalogue)
        cards = (
            self._about_registry(),
            self.backups,
            self._about_centre(),
            self.evaluation,
            self._about_window(),
            self._about_program(),
        )
        for card in cards:
            column.addWidget(card)
        column.addStretch(1)
        outer.addWidget(holder, 1)
        outer.addStretch(1)
        outer.setStretch(0, 100)
        self.setWidget(page)
        self.refresh()

    def refresh(self) -> None:
        """Read again how many cases there are, and how things stand with the backups and the place of the registry."""
        self.backups.refresh()
        is_elsewhere = self._workplace.is_demonstration or self._workplace.is_on_server
        told = () if is_elsewhere else whereabouts.warnings(self._workplace.path)
        self.whereabouts.setText("\n".join(self._catalogue.sentence(one) for one in told))
        self.whereabouts.setVisible(bool(told))
        self._count.setText(str(review.count_cases(self._workplace)))

    def _about_registry(self) -> QWidget:
        _ = self._catalogue.gettext
        info = self._workplace.info
        kind = _("Demonstration: every patient is invented") if info.is_demonstration else _("Own cases")
        rows = (
            (_("Name of the registry"), label(info.name)),
            (_("Kind"), label(kind)),
            (_("Server") if self._workplace.is_on_server else _("Folder"), _selectable(str(self._workplace.place))),
            (_("Created"), label(wording.moment_text(info.created_at, self._catalogue))),
            (_("Cases"), self._count),
            (_("Author of what is written now"), label(self._workplace.author)),
            (_("Protection"), label(self._protection(), wrap=True)),
        )
        doings = (self._actions.users, self._actions.own_passphrase, self._actions.lock, self._actions.leave)
        return _card(_("This registry"), _grid(rows), self.whereabouts, _buttons(doings))

    def _protection(self) -> str:
        _ = self._catalogue.gettext
        place = self._workplace.place
        if not isinstance(place, ServerAddress):
            return _("Encrypted with SQLCipher; the key is kept under each user's passphrase.")
        if place.is_local:
            return _(
                "The server is on this machine, and itself holds everybody to their role. Encrypting its disk is the "
                "business of its administrator."
            )
        return _(
            "The way to the server is encrypted (TLS), and it holds everybody to their role. Encrypting its disk is "
            "the business of its administrator."
        )

    def _about_centre(self) -> QWidget:
        _ = self._catalogue.gettext
        names = wording.choice_names(_OFFERS, self._catalogue)
        self.offers = ChoicesButton(names, name="centre_offers", catalogue=self._catalogue, theme=self._theme)
        self.offers.setAccessibleName(_("What this centre can do"))
        offers = self._workplace.offers
        self.offers.show_values(None if offers is None else tuple(str(offer) for offer in offers))
        self.offers.chosen.connect(self._set_offers)
        explained = label(
            _(
                "It holds for every case whose record says nothing else. "
                "An option that needs what is not offered here is excluded, and a referral is named."
            ),
            Role.MUTED,
            wrap=True,
        )
        return _card(_("What this centre can do"), explained, self.offers)

    def _about_window(self) -> QWidget:
        _ = self._catalogue.gettext
        languages = [(language, language.own_name) for language in Language]
        self.language = Segments(languages, unknown=None, name="language_choice")
        self.language.call(_("Language"))
        self.language.setMaximumWidth(_CHOICE_WIDTH)
        self.language.show_value(self._catalogue.language)
        self.language.chosen.connect(self._choose_language)
        themes = [
            (ThemeChoice.SYSTEM, _("As the system")),
            (ThemeChoice.LIGHT, _("Light")),
            (ThemeChoice.DARK, _("Dark")),
        ]
        self.theme = Segments(themes, unknown=None, name="theme_choice")
        self.theme.call(_("Colours"))
        self.theme.setMaximumWidth(_CHOICE_WIDTH)
        self.theme.show_value(self._theme.choice)
        self.theme.chosen.connect(self._choose_theme)
        self._theme.changed.connect(self._follow_theme)
        minutes = [(count, str(count)) for count in LOCK_MINUTES]
        self.lock_minutes = Segments(minutes, unknown=None, name="lock_minutes")
        self.lock_minutes.call(_("Lock after so many minutes without anybody"))
        self.lock_minutes.setMaximumWidth(_CHOICE_WIDTH)
        nearest = min(LOCK_MINUTES, key=lambda count: abs(count - self._lock_minutes))
        self.lock_minutes.show_value(nearest)
        self.lock_minutes.chosen.connect(self._choose_minutes)
        rows = (
            (_("Language"), self.language),
            (_("Colours"), self.theme),
            (_("Locks after (minutes)"), self.lock_minutes),
        )
        return _card(_("Window"), _grid(rows))

    def _about_program(self) -> QWidget:
        _ = self._catalogue.gettext
        return _card(_("Help"), _buttons((self._actions.about, self._actions.help, self._actions.keys)))

    @Slot(object)
    def _set_offers(self, told: object) -> None:
        values = cast("tuple[str, ...] | None", told)
        offers = None if values is None else tuple(offer for offer in Offer if str(offer) in values)
        try:
            workplace.set_offers(self._workplace, offers)
        except CrlmError as fault:
            self.told.emit(self._catalogue.sentence(fault))
            stored = self._workplace.offers
            self.offers.show_values(None if stored is None else tuple(str(offer) for offer in stored))
            return
        self.offers_changed.emit()

    @Slot(object)
    def _choose_language(self, language: object) -> None:
        assert isinstance(language, Language)
        self.language_chosen.emit(language)

    @Slot(object)
    def _choose_theme(self, choice: object) -> None:
        assert isinstance(choice, ThemeChoice)
        self.theme_chosen.emit(choice)

    @Slot(object)
    def _choose_minutes(self, minutes: object) -> None:
        assert isinstance(minutes, int)
        self.lock_minutes_chosen.emit(minutes)

    @Slot()
    def _follow_theme(self) -> None:
        self.theme.show_value(self._theme.choice)


def _card(title: str, *parts: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("ground", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(LARGE, MEDIUM, LARGE, LARGE)
    column.setSpacing(MEDIUM)
    column.addWidget(label(title, Role.SECTION))
    for part in parts:
        column.addWidget(part)
    return card


def _grid(rows: tuple[tuple[str, QWidget], ...]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(LARGE)
    grid.setVerticalSpacing(TINY * 2)
    for row, (name, widget) in enumerate(rows):
        grid.addWidget(label(name, Role.MUTED), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(widget, row, 1)
    grid.setColumnStretch(1, 1)
    return holder


def _buttons(actions: Sequence[QAction]) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SMALL)
    for action in actions:
        made = button(action.text(), name=f"{action.objectName()}_button")
        made.clicked.connect(action.trigger)
        action.enabledChanged.connect(made.setEnabled)
        row.addWidget(made)
    row.addStretch(1)
    return holder


def _selectable(text: str) -> QWidget:
    made = label(text, wrap=True)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made
