"""The dialog that opens a registry on a server: where it is, how the way there is protected, and who comes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid
from typing_extensions import override

from crlm_desktop.errors import CrlmError, InputError, Tellable
from crlm_desktop.gui.dialogs.working import WorkingDialog
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.gui.theme import SMALL, TINY, Theme
from crlm_desktop.gui.widgets.buttons import Kind, Segments, button
from crlm_desktop.gui.widgets.passphrase import PassphraseField
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.gui.widgets.text_field import TextField
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import arriving
from crlm_desktop.services.arriving import Arrived, Means, Part
from crlm_desktop.services.places import DEFAULT_PORT, ServerAddress, is_address, place_of, typed
from crlm_desktop.services.workplace import Workplace

if TYPE_CHECKING:
    # Tells where the password of a user of a server could come from; runs in a worker.
    AskMeans = Callable[[ServerAddress | None, str], Means]
    # Opens a registry as a user with a password, which the keyring is to keep, or not (None: as before); in a worker.
    Arrive = Callable[[ServerAddress, str, str, bool | None], Arrived]

_PORT_WIDTH = 96
# Nobody types so many letters at once.
_PASTED = 5


class OpenServer(WorkingDialog):
    """``opened`` carries the open workplace, ``not_kept`` afterwards why the keyring did not keep the password.

    A server that does not answer is not waited for: the try is given up, and whatever comes of it is closed again.
    """

    opened = Signal(Workplace)
    not_kept = Signal(object)

    def __init__(
        self,
        arrive: Arrive,
        ask_means: AskMeans,
        *,
        address: ServerAddress | None = None,
        user: str = "",
        catalogue: Catalogue,
        theme: Theme,
        tasks: Tasks,
        parent: QWidget | None,
    ) -> None:
        _ = catalogue.gettext
        super().__init__(
            parent,
            name="open_server",
            title=_("Open a registry on a server"),
            text=_("Several people can work on it at the same time. Its administrator tells you what to enter here."),
            width=520,
            catalogue=catalogue,
            tasks=tasks,
        )
        self._arrive = arrive
        self._attempt: Event | None = None
        self._before = ""
        self._sslmode = address.sslmode if address is not None else ""
        self._host = TextField(_("Server"), name="server_host", placeholder="db.hospital")
        self._port = TextField(_("Port"), name="server_port", placeholder=str(DEFAULT_PORT))
        self._database = TextField(_("Database"), name="server_database", placeholder="liver")
        self._certificate = TextField(
            _("Certificate of the hospital's authority (a file; empty: the usual one)"), name="server_certificate"
        )
        self._protection = label(role=Role.SMALL, wrap=True)
        self._protection.setObjectName("server_protection")
        self._user = TextField(_("Your name, as the registry knows you"), name="server_user")
        self._password = PassphraseField(_("Password"), name="server_password", catalogue=catalogue, theme=theme)
        self._source = label(role=Role.SMALL, wrap=True)
        self._source.setObjectName("password_source")
        choices = [(False, _("Ask each time")), (True, _("Keep in this system's keyring"))]
        self._keep = Segments(choices, unknown=None, name="keep_password")
        self._keep.call(_("Password"))
        self._keep.show_value(False)
        self._keep.setVisible(False)
        self._parts: dict[Part, TextField | PassphraseField] = {
            Part.HOST: self._host,
            Part.PORT: self._port,
            Part.DATABASE: self._database,
            Part.CERTIFICATE: self._certificate,
            Part.USER: self._user,
            Part.PASSWORD: self._password,
        }
        if address is not None:
            self._show_address(address)
        self._user.line.setText(user)
        self._lay_out()
        self._host.changed.connect(self._take_pasted)
        self._host.changed.connect(self._tell_protection)
        self._tell_protection()
        tasks.run(partial(ask_means, address, user), self._tell_means, lane=Lane.SERVER)

    def _lay_out(self) -> None:
        _ = self._catalogue.gettext
        where = QHBoxLayout()
        where.setSpacing(SMALL)
        self._port.setFixedWidth(_PORT_WIDTH)
        where.addWidget(self._host, 1)
        where.addWidget(self._port)
        choose = button(_("Choose a file…"), kind=Kind.LINK, name="choose_certificate")
        choose.clicked.connect(self._choose_certificate)
        protection = QVBoxLayout()
        protection.setSpacing(TINY)
        under = QHBoxLayout()
        under.addWidget(self._protection, 1)
        under.addWidget(choose, 0, Qt.AlignmentFlag.AlignTop)
        protection.addWidget(self._certificate)
        protection.addLayout(under)
        secret = QVBoxLayout()
        secret.setSpacing(SMALL)
        secret.addWidget(self._password)
        secret.addWidget(self._source)
        secret.addWidget(self._keep)
        self.column.addLayout(where)
        self.column.addWidget(self._database)
        self.column.addLayout(protection)
        self.column.addWidget(self._user)
        self.column.addLayout(secret)
        self._open = button(_("Open"), kind=Kind.PRIMARY, name="open_now")
        self._open.clicked.connect(self._submit)
        self._stop = button(_("Stop trying"), name="stop_trying")
        self._stop.clicked.connect(self._give_up)
        self._stop.setVisible(False)
        self.add_foot(
            self._open,
            locks=(*self._parts.values(), self._keep, choose),
            working=_("The server is being asked"),
            left=(self._stop,),
        )
        empty = (one for one in (self._host, self._database, self._user) if not one.text)
        next(empty, self._password).setFocus()

    def problem(self, part: Part) -> str:
        """What is told at a part."""
        return self._parts[part].problem

    @Slot(object)
    def _tell_means(self, means: Means) -> None:
        _ = self._catalogue.gettext
        if means.is_in_surroundings:
            told = _("Empty: the password of the surroundings ({name}).").format(name=arriving.PASSWORD_VARIABLE)
        elif means.is_kept:
            told = _("Empty: the password that the keyring of this system keeps for you.")
        elif means.can_be_kept:
            told = ""
        else:
            told = _("This system has no keyring that could keep the password: it is asked for each time.")
        self._source.setText(told)
        self._source.setVisible(bool(told))
        self._keep.setVisible(means.can_be_kept)
        self._keep.show_value(means.is_kept)
        self.fit()

    @Slot()
    def _tell_protection(self) -> None:
        _ = self._catalogue.gettext
        host = self._host.text
        if not host:
            told = _("The way to a server is encrypted (TLS), and the server proves by its certificate which it is.")
        elif ServerAddress(host=host, port=DEFAULT_PORT, database="").is_local:
            told = _("This server is on this machine: nothing leaves it.")
        else:
            told = _(
                "The way there is encrypted (TLS), and the server proves by its certificate that it is {host}. "
                "Without that nothing is sent."
            ).format(host=host)
        self._protection.setText(told)
        self.fit()

    @Slot()
    def _take_pasted(self) -> None:
        """Put the parts of a whole address to their fields; one that holds a password is not left on the screen."""
        self._host.tell("")
        before, self._before = self._before, self._host.text
        if len(self._before) - len(before) < _PASTED or not is_address(self._before):
            return
        try:
            address = place_of(self._before)
        except CrlmError as error:
            self._host.line.clear()
            self._host.tell(self._catalogue.sentences(error))
            self.fit()
            return
        assert isinstance(address, ServerAddress)
        self._sslmode = address.sslmode
        self._show_address(address)

    def _show_address(self, address: ServerAddress) -> None:
        self._host.line.setText(address.host or "localhost")
        self._port.line.setText(str(address.port) if address.port != DEFAULT_PORT else "")
        self._database.line.setText(address.database)
        self._certificate.line.setText(address.sslrootcert)

    @Slot()
    def _choose_certificate(self) -> None:
        _ = self._catalogue.gettext
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Certificate of the hospital's authority"))
        if chosen:
            self._certificate.line.setText(chosen)

    @Slot()
    def _submit(self) -> None:
        self.show_text("")
        for part in self._parts.values():
            part.tell("")
        try:
            address = typed(
                self._host.text,
                self._port.text,
                self._database.text,
                sslmode=self._sslmode,
                sslrootcert=self._certificate.text,
            )
        except InputError as error:
            self.show_failure(error)
            self.fit()
            return
        attempt = self._attempt = Event()
        keep = self._keep.value is True if self._keep.isVisibleTo(self) else None
        work = partial(self._arrive, address, self._user.text, self._password.text, keep)
        self._work(is_working=True)
        self._tasks.run(
            partial(_unless_given_up, work, attempt),
            partial(_take, self, attempt),
            failed=partial(_refuse, self, attempt),
            broken=partial(_break_off, self, attempt),
            lane=Lane.SERVER,
        )

    @Slot()
    def _give_up(self) -> None:
        _ = self._catalogue.gettext
        if self._attempt is not None:
            self._attempt.set()
            self._attempt = None
        self._work(is_working=False)
        self.show_text(_("The try was given up. Nothing was opened."))
        self.fit()

    def is_waiting_for(self, attempt: Event) -> bool:
        """Whether an answer is that of the try that goes on."""
        return attempt is self._attempt

    def end(self, arrived: Arrived | None, error: CrlmError | None = None) -> None:
        """Take the answer of the try that goes on; without answer or error it broke off."""
        self._attempt = None
        self._work(is_working=False)
        if arrived is not None:
            self.opened.emit(arrived.workplace)
            if arrived.not_kept is not None:
                self.not_kept.emit(arrived.not_kept)
            self.accept()
        elif error is not None:
            self.show_failure(error)
            self.fit()

    @override
    def show_failure(self, error: CrlmError) -> None:
        problems: tuple[Tellable, ...] = error.problems if isinstance(error, InputError) else (error,)
        first: QWidget | None = None
        for one in problems:
            path = getattr(one, "path", "")
            part = Part(path) if path in {known.value for known in Part} else arriving.part_of(one.code)
            if part is None:
                self.show_text(self._catalogue.sentence(one))
                continue
            self._parts[part].tell(self._catalogue.sentence(one))
            first = first or self._parts[part]
        if first is not None:
            first.setFocus()

    @override
    def _work(self, *, is_working: bool) -> None:
        super()._work(is_working=is_working)
        self._stop.setVisible(is_working)
        self._stop.setEnabled(is_working)
        if is_working:
            self._stop.setFocus()

    @override
    @Slot()
    def reject(self) -> None:
        if self.is_working:
            self._give_up()
        else:
            super().reject()


def _unless_given_up(work: Callable[[], Arrived], attempt: Event) -> Arrived | None:
    """Open a registry, and close it again when nobody waits for it any more; of that nobody hears what failed."""
    try:
        arrived = work()
    except CrlmError:
        if attempt.is_set():
            return None
        raise
    if attempt.is_set():
        arrived.workplace.close()
        return None
    return arrived


def _is_waited_for(dialog: OpenServer, attempt: Event) -> bool:
    # shiboken6 has no annotations.
    return bool(isValid(dialog)) and dialog.is_waiting_for(attempt)  # type: ignore[no-untyped-call]


def _take(dialog: OpenServer, attempt: Event, arrived: Arrived | None) -> None:
    if _is_waited_for(dialog, attempt):
        dialog.end(arrived)
    elif arrived is not None:
        arrived.workplace.close()


def _refuse(dialog: OpenServer, attempt: Event, error: CrlmError) -> None:
    if _is_waited_for(dialog, attempt):
        dialog.end(None, error)


def _break_off(dialog: OpenServer, attempt: Event) -> None:
    if _is_waited_for(dialog, attempt):
        dialog.end(None)
