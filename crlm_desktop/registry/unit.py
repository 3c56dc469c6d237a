"""The open registry, and one transaction of it: values in, values out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import Session

from crlm_desktop.case.choices import Offer
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.registry import chaining, copies, faults, seal_check, server_faults, tables
from crlm_desktop.registry.address import Place
from crlm_desktop.registry.audit import Audit
from crlm_desktop.registry.cases import Cases
from crlm_desktop.registry.drafts import Drafts
from crlm_desktop.registry.keeping import Keeping, Slots
from crlm_desktop.registry.meetings import Meetings
from crlm_desktop.registry.opinions import Opinions
from crlm_desktop.registry.packs import Packs
from crlm_desktop.registry.reading_only import Damaged, Held, ReadingOnly
from crlm_desktop.registry.seal_check import Vouched
from crlm_desktop.registry.seals import Seals
from crlm_desktop.registry.search import Search
from crlm_desktop.registry.transaction import Transaction
from crlm_desktop.registry.user import User
from crlm_desktop.registry.users import Users
from crlm_desktop.registry.values import Act, Head, RegistryInfo

if TYPE_CHECKING:
    from crlm_desktop.registry.backup import Backup
    from crlm_desktop.registry.report import Report

_OFFERS = {str(offer): offer for offer in Offer}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Unit:
    """All that can be read and changed within one transaction."""

    def __init__(self, transaction: Transaction, *, slots: Slots | None = None) -> None:
        self._session = transaction.session
        self._transaction = transaction
        self._slots = slots
        # The moment of everything that is changed within.
        self.at = transaction.at
        self.has_new_info = False
        self.cases = Cases(transaction)
        self.search = Search(transaction)
        self.opinions = Opinions(transaction)
        self.meetings = Meetings(transaction)
        self.seals = Seals(transaction)
        self.users = Users(transaction)
        self.drafts = Drafts(transaction)
        self.packs = Packs(transaction)
        self.audit = Audit(transaction)

    @property
    def slots(self) -> Slots:
        """What lets users in; to be changed within `Registry.changing_slots` only."""
        assert self._slots is not None, "a check lets nobody in"
        return self._slots

    def info(self) -> RegistryInfo:
        """Return what the registry says of itself."""
        row = self._session.scalars(select(tables.RegistryInfo)).one()
        offers = None if row.offers is None else tuple(_OFFERS[one] for one in json.loads(row.offers))
        return RegistryInfo(
            id=row.id, name=row.name, created_at=row.created_at, is_demonstration=row.is_demonstration, offers=offers
        )

    def vouched(self, meeting_id: MeetingId) -> Vouched | None:
        """Return what is known of the seal of a meeting, held against the audit chain."""
        return seal_check.vouched(self._transaction, meeting_id)

    def found(self, info: RegistryInfo) -> None:
        """Write what a new registry says of itself."""
        self._session.add(
            tables.RegistryInfo(
                singleton=1,
                id=info.id,
                name=info.name,
                created_at=info.created_at,
                is_demonstration=info.is_demonstration,
                offers=_offers_text(info.offers),
                newest_entry=0,
                newest_sha256=chaining.NOTHING,
            )
        )
        self.audit.add(Act.REGISTRY_CREATED, info.id)
        self.has_new_info = True

    def set_offers(self, offers: tuple[Offer, ...] | None) -> None:
        """Set what the centre can do; ``None`` means that nobody has said."""
        row = self._session.scalars(select(tables.RegistryInfo)).one()
        row.offers = _offers_text(offers)
        self.audit.add(Act.OFFERS_SET, row.id, offers=row.offers or "")
        self.has_new_info = True

    def rebuild(self) -> None:
        """Compute the projection and the index of every case anew from its revisions."""
        self.search.empty()
        for case_id in self.cases.ids():
            self.cases.rebuild(case_id)


class Registry:
    """An open registry: transactions one after another, on any thread; it must be closed.

    Where it is kept, and how it is reached there, is the business of its ``keeping``. ``user`` is who has come in.

    With a ``reading_only``, which says why, it can only be read; beside its holder without a lock.
    """

    def __init__(self, keeping: Keeping, *, reading_only: ReadingOnly | None = None) -> None:
        self.keeping = keeping
        self.reading_only = reading_only
        self.user: User | None = None
        keeping.is_only_read = reading_only is not None
        self._info: RegistryInfo | None = None
        self._owed: Callable[[Unit], None] | None = None
        # Whether the last thing asked of a server failed because it is not reached.
        self.is_out_of_reach = False
        # Whether nothing waits for a server that is not reached, but `reach`, which somebody else tries meanwhile.
        self.is_reached_by_another = False

    @property
    def place(self) -> Place:
        """Where the registry is: a folder, or the address of a server."""
        return self.keeping.place

    @property
    def path(self) -> Path:
        """The folder of the registry; one on a server has none, and is refused."""
        return self.keeping.path

    @property
    def info(self) -> RegistryInfo:
        """What the registry says of itself, as last committed."""
        # Another thread may change it meanwhile: it is looked at once.
        info = self._info
        if info is None or isinstance(self.reading_only, Held):
            with self.reading() as unit:
                info = unit.info()
            self._info = info
        return info

    def remember_info(self) -> None:
        """Read what the registry says of itself, so that nobody who asks has to wait for it."""
        with self.reading() as unit:
            self._info = unit.info()

    @contextmanager
    def unit(self, *, author: str, at: datetime) -> Iterator[Unit]:
        """One transaction that writes: wholly there when it is left, wholly absent when it is left by exception."""
        self.check_is_writable()
        with self._transaction(author=author, at=at, writes=True) as unit:
            owed = self._owed
            if owed is not None:
                owed(unit)
            yield unit
            # Another file may have come to its place meanwhile: nobody would find there what is told as saved.
            self.keeping.check_is_in_place()
        if self._owed is owed:
            self._owed = None
        if unit.has_new_info:
            self._info = None

    def owe(self, add: Callable[[Unit], None]) -> None:
        """Have something written before whatever is written next: now there was no room for it."""
        self._owed = add

    @contextmanager
    def changing_slots(self, *, author: str, at: datetime) -> Iterator[Unit]:
        """One transaction with the key slots, ``unit.slots``: both are changed, or none."""
        with self.keeping.slots_in_step(), self.unit(author=author, at=at) as unit:
            yield unit

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """One transaction that only reads, and sees one moment."""
        with self._transaction(author="", at=EPOCH, writes=False) as unit:
            yield unit

    def check_is_writable(self) -> None:
        """Refuse what would write into a registry that can only be read."""
        if self.reading_only is not None:
            raise self.reading_only.fault(self.path)

    def reach(self) -> None:
        """Ask a server that was not reached for anything at all, and wait for it as long as that takes."""
        with self._transaction(author="", at=EPOCH, writes=False, waits=True) as unit:
            unit.info()

    def let_in(self, user: User) -> None:
        """Go on in the name of ``user``, whom others who want to open it are told as its holder."""
        self.user = user
        self.keeping.sign(user)

    def back_up(
        self, kind: str, *, now: datetime, to: Path | None = None, wanted: Callable[[], bool] = copies.is_always_wanted
    ) -> Backup:
        """Make a backup while the registry is in use (see `backup.make`); damage that shows makes it read-only."""
        self.check_is_writable()
        self.keeping.check_is_in_place()
        try:
            return self.keeping.back_up(kind, now=now, to=to, wanted=wanted)
        except EnvironmentFault as fault:
            if fault.code is faults.DAMAGED:
                self.reading_only = Damaged(reason=str(fault.params["reason"]))
                self.keeping.is_only_read = True
            raise

    def verified(self, *, wanted: Callable[[], bool] = copies.is_always_wanted, noted: Head | None = None) -> Report:
        """Check all of the registry while it is in use (see `integrity.verify`)."""
        return self.keeping.verified(wanted=wanted, noted=noted)

    def close(self) -> None:
        """Close the registry; closing twice does nothing."""
        self.keeping.close()

    @contextmanager
    def _transaction(self, *, author: str, at: datetime, writes: bool, waits: bool = False) -> Iterator[Unit]:
        if self.is_out_of_reach and self.is_reached_by_another and not waits:
            raise EnvironmentFault(server_faults.OUT_OF_REACH, path=str(self.place))
        try:
            with self._kept_transaction(author=author, at=at, writes=writes) as unit:
                yield unit
        except EnvironmentFault as fault:
            if fault.code in server_faults.LOST:
                self.is_out_of_reach = True
            raise
        self.is_out_of_reach = False

    @contextmanager
    def _kept_transaction(self, *, author: str, at: datetime, writes: bool) -> Iterator[Unit]:
        keeping = self.keeping
        engine = keeping.engine if writes else keeping.reading_engine
        keeping.check_is_in_place()
        number, is_ending = "", False
        try:
            with keeping.driver_faults(), engine.connect() as plain:
                connection = plain.execution_options(writes=writes)
                with Session(connection, expire_on_commit=False) as session, session.begin():
                    number = keeping.begun(session.connection()) if writes else ""
                    refusal = keeping.earlier(session.connection()) if writes else None
                    transaction = Transaction(session=session, author=author, at=at, refusal=refusal)
                    yield Unit(transaction, slots=keeping.slots(session))
                    if writes:
                        transaction.written.require_taken()
                    is_ending = writes
        except sa.exc.DBAPIError as error:
            fault = keeping.fault_of(error.orig) if error.orig is not None else None
            if fault is None:
                raise
            if fault.code in (faults.DAMAGED, faults.CONNECTION_LOST):
                # After a page that cannot be deciphered a connection may refuse all others too.
                engine.dispose()
            if fault.code is faults.CONNECTION_LOST and is_ending:
                # It was being committed: whether it is, only the server knows.
                fault = keeping.broke_off(number)
            if fault is not None:
                raise fault from error


def _offers_text(offers: tuple[Offer, ...] | None) -> str | None:
    return None if offers is None else json.dumps([str(offer) for offer in offers])
