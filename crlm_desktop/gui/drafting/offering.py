"""What joins the bar to the keeper and the places: offers are shown where one is, put back, discarded."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import N_, Code, CrlmError, Problem
from crlm_desktop.gui.drafting import content, restoring
from crlm_desktop.gui.drafting.bar import DraftsBar
from crlm_desktop.gui.drafting.keeper import DraftKeeper
from crlm_desktop.gui.drafting.offers import Offer, field_path, sorted_out
from crlm_desktop.gui.drafting.pending import Places
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.place_names import CASE, CASES, MEETINGS
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.services.drafts import DraftKind, Offered

NOT_KEPT = Code(
    "draft.not_kept",
    N_("What is half typed cannot be kept in the registry now: it stands in its fields only until the program ends."),
)
NEWER_TYPED = Code(
    "draft.newer_typed",
    N_("Something newer is half typed in {count} of its fields: there the earlier input stays offered."),
)

_CAPTURED = (DraftKind.OUTCOME, DraftKind.QUESTION)
_OPINIONS = (DraftKind.MEETING_OPINION,)
_ABOUT = (DraftKind.PEOPLE, DraftKind.PARTICULARS)


class Offering(QObject):
    """Shows everything that is offered at the lists, and at a case or a meeting that is open what is about it."""

    def __init__(
        self,
        bar: DraftsBar,
        keeper: DraftKeeper,
        session: CaseSession,
        desk: MeetingDesk,
        places: Places,
        *,
        go: Callable[[str], None],
        open_case: Callable[[str], None],
        tell: Callable[[str], None],
        catalogue: Catalogue,
    ) -> None:
        super().__init__(bar)
        self._bar = bar
        self._keeper = keeper
        self._session = session
        self._desk = desk
        self._places = places
        self._go = go
        self._open_case = open_case
        self._tell = tell
        self._catalogue = catalogue
        self._place = ""
        keeper.offers_changed.connect(self._refresh)
        keeper.told.connect(self._tell_fault)
        session.changed.connect(self._follow)
        desk.changed.connect(self._follow)
        places.meetings.list_shown.connect(self._follow)
        bar.restored.connect(self._restore)
        bar.discarded.connect(self._discard)
        bar.brought_back.connect(self._bring_back)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What is offered, wherever one is; the latest first."""
        return sorted_out(self._keeper.offers)[0]

    def show_place(self, place: str) -> None:
        """Take account of where one is; how things stand now is read again."""
        self._place = place
        self._bar.show_gone(None)
        if self._keeper.offers:
            self._keeper.refresh()
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        offers, idle = sorted_out(self._keeper.offers)
        # What was written before the program ended is no news: nobody has to be asked, and the rest is told again.
        if idle and self._keeper.discard(idle):
            return
        here = [one for one in offers if self._is_here(one)]
        if self._place == MEETINGS:
            here.sort(key=lambda offer: offer.meeting_id is None)
        self._bar.show_offers(here, now=self._keeper.now)

    @Slot()
    def _follow(self) -> None:
        if self._keeper.offers:
            self._refresh()

    def _is_here(self, offer: Offer) -> bool:
        if self._place == CASE:
            return self._session.stored is not None and offer.case_id == self._session.stored.id
        if self._place == MEETINGS and self._desk.opened is not None:
            return offer.meeting_id == self._desk.meeting.id
        return self._place in (CASES, MEETINGS)

    @Slot(object)
    def _restore(self, offer: object) -> None:
        assert isinstance(offer, Offer)
        self._bar.show_gone(None)
        # What is being typed elsewhere is written or kept first; only then is it known what is half typed.
        self._keeper.keep()
        newer = {one.key: one.text for one in self._keeper.kept}
        placed = tuple(one for one in offer.placed if newer.get(one.draft.key, one.draft.text) == one.draft.text)
        if offer.case_id is not None:
            self._restore_case(offer, placed)
        elif offer.meeting_id is not None:
            self._restore_meeting(offer.meeting_id, placed)
        elif placed:
            self._restore_begun(placed[0])
        self._keeper.take_over(placed)
        if left := len(offer.placed) - len(placed):
            self._tell(self._catalogue.sentence(Problem(path="", code=NEWER_TYPED, params={"count": left})))

    def _restore_case(self, offer: Offer, placed: tuple[Offered, ...]) -> None:
        assert offer.case_id is not None
        is_open = self._session.stored is not None and self._session.stored.id == offer.case_id
        # Opening it anew would clear what can be undone.
        self._go(CASE) if is_open else self._open_case(offer.case_id)
        if self._session.stored is None or self._session.stored.id != offer.case_id:
            return
        restoring.to_case(placed, self._session)
        self._places.case.options.show_drafts()
        self._places.case.show_identity_draft()
        paths = [path for one in placed if one.draft.key.kind is DraftKind.FIELD and (path := field_path(one))]
        if paths:
            self._places.case.jump(paths[0])
        elif opinions := [one for one in placed if one.draft.key.kind is not DraftKind.IDENTITY]:
            self._places.case.options.focus_opinion(opinions[0].draft.key.place)

    def _restore_begun(self, one: Offered) -> None:
        texts = content.texts(one.draft.text)
        if one.draft.key.kind is DraftKind.NEW_CASE:
            self._go(CASES)
            self._places.cases.put_back(texts)
        else:
            self._go(MEETINGS)
            self._places.meetings.put_back_new(texts)

    def _restore_meeting(self, meeting_id: MeetingId, placed: tuple[Offered, ...]) -> None:
        panel = self._places.meetings
        self._go(MEETINGS)
        if self._desk.opened is None or self._desk.meeting.id != meeting_id:
            panel.open_meeting(meeting_id)
        if self._desk.opened is None or self._desk.meeting.id != meeting_id:
            return
        page = panel.page
        captured, opinions, about = (
            [one for one in placed if one.draft.key.kind in kinds] for kinds in (_CAPTURED, _OPINIONS, _ABOUT)
        )
        # Each after its page is shown: turning to a page writes or keeps what the others hold.
        restoring.to_meeting(captured, self._desk)
        if cases := [*(one.draft.key.place for one in captured), *(one.draft.key.subject for one in opinions)]:
            page.show_case_again(CaseId(cases[0]))
        restoring.to_meeting(opinions, self._desk)
        page.case.options.show_drafts()
        if about and not cases:
            page.show_about()
        restoring.to_meeting(about, self._desk)
        page.show_about_again()
        if captured:
            page.case.capture.form.focus_words()
        elif opinions:
            page.case.options.focus_opinion(opinions[0].draft.key.place)
        elif about:
            page.about.particulars.setFocus()

    @Slot(object)
    def _discard(self, offer: object) -> None:
        assert isinstance(offer, Offer)
        self._bar.show_gone(offer)
        if not self._keeper.discard(offer.drafts):
            self._bar.show_gone(None)

    @Slot(object)
    def _bring_back(self, offer: object) -> None:
        assert isinstance(offer, Offer)
        self._bar.show_gone(None)
        self._keeper.bring_back(offer.drafts)

    @Slot(object)
    def _tell_fault(self, fault: object) -> None:
        assert isinstance(fault, CrlmError)
        told = Problem(path="", code=NOT_KEPT)
        self._tell(f"{self._catalogue.sentence(told)} {self._catalogue.sentence(fault)}")
