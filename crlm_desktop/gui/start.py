"""The first screen: open the demonstration, create a registry, open one, or one of those used before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from crlm_desktop import __version__
from crlm_desktop.gui import icons
from crlm_desktop.gui.dialogs.about import safety_notice
from crlm_desktop.gui.dialogs.help import HelpOpening
from crlm_desktop.gui.help_pages import HELP_KEY, START
from crlm_desktop.gui.theme import LARGE, MEDIUM, SMALL, TINY, WIDE, Theme
from crlm_desktop.gui.widgets.buttons import IconButton, Kind, button
from crlm_desktop.gui.widgets.mark import Mark
from crlm_desktop.gui.widgets.text import ElidedLabel, Role, label
from crlm_desktop.i18n import Catalogue, Language
from crlm_desktop.services.places import DEFAULT_PORT, Place, ServerAddress

_WIDTH = 780


class StartScreen(QWidget):
    """Says what the program is and where to begin; it opens nothing itself."""

    demonstration_asked = Signal()
    creation_asked = Signal()
    opening_asked = Signal()
    server_asked = Signal()
    restoring_asked = Signal()
    pack_asked = Signal()
    # A `Place`: the folder of a registry, or the address of its server.
    registry_asked = Signal(object)
    forgetting_asked = Signal(object)
    language_asked = Signal(Language)
    theme_asked = Signal()

    def __init__(self, recent: Sequence[Place], *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("start_screen")
        self._catalogue = catalogue
        self._theme = theme
        self._recent = tuple(recent)
        self._help = HelpOpening(self, lambda: START, catalogue=catalogue)
        self._progress = QProgressBar()
        self._message = label(role=Role.PROBLEM, wrap=True)
        self._working = label(role=Role.MUTED)
        outer = QGridLayout(self)
        outer.setContentsMargins(WIDE, LARGE, WIDE, WIDE)
        outer.addLayout(self._corner(), 0, 0, Qt.AlignmentFlag.AlignRight)
        outer.addWidget(self._centre(), 1, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        outer.addWidget(self._notice(), 2, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.setRowStretch(1, 1)
        self.show_idle()
        self.setFocusProxy(self._first)

    def show_working(self, text: str) -> None:
        """Say what is being done; nothing else can be asked meanwhile."""
        self._message.setVisible(False)
        self._working.setText(text)
        self._working.setVisible(True)
        self._progress.setVisible(True)
        self._buttons.setEnabled(False)
        self._recent_list.setEnabled(False)

    def show_idle(self, problem: str = "") -> None:
        """Be ready again, with what went wrong if anything did."""
        self._working.setVisible(False)
        self._progress.setVisible(False)
        self._message.setText(problem)
        self._message.setVisible(bool(problem))
        self._buttons.setEnabled(True)
        self._recent_list.setEnabled(True)

    def _corner(self) -> QHBoxLayout:
        _ = self._catalogue.gettext
        other = Language.ZH if self._catalogue.language is Language.EN else Language.EN
        self._other_language = other
        language = button(other.own_name, kind=Kind.PLAIN, name="language")
        language.clicked.connect(self._ask_language)
        name = "sun" if self._theme.is_dark else "moon"
        self._theme_button = IconButton(name, tip=_("Light or dark"), name="theme", theme=self._theme)
        self._theme_button.clicked.connect(self.theme_asked)
        self._theme.changed.connect(self._follow_theme)
        row = QHBoxLayout()
        row.setSpacing(TINY)
        helping = IconButton(
            "circle-question-mark", tip=_("Help ({key})").format(key=HELP_KEY), name="help", theme=self._theme
        )
        helping.clicked.connect(self._help.open)
        QShortcut(QKeySequence(HELP_KEY), self).activated.connect(self._help.open)
        row.addWidget(language)
        row.addWidget(self._theme_button)
        row.addWidget(helping)
        return row

    def _centre(self) -> QWidget:
        _ = self._catalogue.gettext
        centre = QWidget()
        centre.setFixedWidth(_WIDTH)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        heading = QHBoxLayout()
        heading.setSpacing(MEDIUM)
        heading.addWidget(Mark(self._theme, side=44))
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(label("CRLM Desktop", Role.HEADLINE))
        titles.addWidget(label(_("The tumour board's workplace for colorectal liver metastases"), Role.MUTED))
        heading.addLayout(titles, 1)
        column.addLayout(heading)
        column.addSpacing(LARGE)
        both = QHBoxLayout()
        both.setSpacing(WIDE)
        both.addWidget(self._choices(), 1)
        both.addWidget(self._known(), 1)
        column.addLayout(both)
        column.addSpacing(SMALL)
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(_("Working"))
        column.addWidget(self._working)
        column.addWidget(self._progress)
        column.addWidget(self._message)
        return centre

    def _choices(self) -> QWidget:
        _ = self._catalogue.gettext
        self._buttons = QFrame()
        self._buttons.setProperty("ground", "card")
        column = QVBoxLayout(self._buttons)
        column.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        column.setSpacing(TINY)
        demonstration = button(_("Open the demonstration"), kind=Kind.PRIMARY, name="open_demonstration")
        demonstration.clicked.connect(self.demonstration_asked)
        create = button(_("Create a registry…"), name="create_registry")
        create.clicked.connect(self.creation_asked)
        existing = button(_("Open a registry…"), name="open_registry")
        existing.clicked.connect(self.opening_asked)
        server = button(_("Open a registry on a server…"), name="open_server")
        server.clicked.connect(self.server_asked)
        self._first = demonstration
        for one, text in (
            (demonstration, _("Invented cases and a meeting, to look around and to learn.")),
            (create, _("Your own cases, encrypted on this machine.")),
            (existing, _("A folder that holds a registry.")),
            (server, _("A department's, on which several work at a time.")),
        ):
            one.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            column.addWidget(one)
            column.addWidget(label(text, Role.SMALL, wrap=True))
            column.addSpacing(MEDIUM)
        restore = button(_("Restore a registry from a backup…"), kind=Kind.LINK, name="restore_registry")
        restore.clicked.connect(self.restoring_asked)
        column.addWidget(restore)
        pack = button(_("Open a pack that was taken along…"), kind=Kind.LINK, name="open_pack")
        pack.clicked.connect(self.pack_asked)
        column.addWidget(pack)
        column.addStretch(1)
        return self._buttons

    def _known(self) -> QWidget:
        _ = self._catalogue.gettext
        self._recent_list = QFrame()
        self._recent_list.setObjectName("recent_registries")
        column = QVBoxLayout(self._recent_list)
        column.setContentsMargins(0, SMALL, 0, 0)
        column.setSpacing(TINY)
        column.addWidget(label(_("Used before"), Role.SECTION))
        if not self._recent:
            column.addWidget(label(_("Registries that you open are listed here."), Role.MUTED, wrap=True))
        for place in self._recent:
            known = _Recent(place, catalogue=self._catalogue, theme=self._theme)
            known.asked.connect(self.registry_asked)
            known.dropped.connect(self.forgetting_asked)
            column.addWidget(known)
        column.addStretch(1)
        return self._recent_list

    def _notice(self) -> QWidget:
        notice = label(f"{safety_notice(self._catalogue)}\nCRLM Desktop {__version__}", Role.SMALL, wrap=True)
        notice.setObjectName("safety_notice")
        notice.setFixedWidth(_WIDTH)
        notice.setFixedHeight(notice.heightForWidth(_WIDTH) + SMALL)
        notice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return notice

    @Slot()
    def _ask_language(self) -> None:
        self.language_asked.emit(self._other_language)

    @Slot()
    def _follow_theme(self) -> None:
        self._theme_button.show_icon("sun" if self._theme.is_dark else "moon")


class _Recent(QWidget):
    """One registry used before: the name of its folder or database and where that is, never what is in it."""

    asked = Signal(object)
    dropped = Signal(object)

    def __init__(self, place: Place, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self._place = place
        self._theme = theme
        self._icon_name = "server" if isinstance(place, ServerAddress) else "folder-open"
        self._icon = QLabel()
        self._icon.setContentsMargins(0, TINY, 0, 0)
        theme.changed.connect(self._tint)
        self._tint()
        opener = button(place.name, kind=Kind.LINK, name=f"recent:{place.name}", tip=str(place))
        opener.clicked.connect(self._ask)
        drop = IconButton("x", tip=_("Take “{name}” off this list").format(name=place.name), name="forget", theme=theme)
        drop.clicked.connect(self._drop)
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(opener)
        titles.addWidget(ElidedLabel(_where(place, catalogue), Role.SMALL))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, TINY, 0, TINY)
        row.setSpacing(SMALL)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(titles, 1)
        row.addWidget(drop)

    @Slot()
    def _tint(self) -> None:
        scale = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap(self._icon_name, self._theme.colour("muted"), scale=scale))

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(self._place)

    @Slot()
    def _drop(self) -> None:
        self.dropped.emit(self._place)


def _where(place: Place, catalogue: Catalogue) -> str:
    _ = catalogue.gettext
    if not isinstance(place, ServerAddress):
        return _("In the folder {path}").format(path=place.parent)
    if not place.host or place.host.startswith("/"):
        return _("On a server on this machine")
    host = place.host if place.port == DEFAULT_PORT else f"{place.host}:{place.port}"
    return _("On the server {host}").format(host=host)
