"""Roles: every use case has a row in the one table, and every role is let in or refused by it."""

from __future__ import annotations

import copy
import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from crlm_desktop import services
from crlm_desktop.case.identity import Identity
from crlm_desktop.errors import CrlmError
from crlm_desktop.i18n import Language, catalogue_for
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.meeting.opinion import OpinionStance
from crlm_desktop.meeting.people import Discipline
from crlm_desktop.minutes.verifying import Checked
from crlm_desktop.registry.entering import Entrant
from crlm_desktop.registry.folder import Folder
from crlm_desktop.registry.values import Act
from crlm_desktop.services import (
    backups,
    drafts,
    evaluating,
    exporting,
    history,
    integrity,
    log,
    meetings,
    packing,
    printing,
    restoring,
    returning,
    review,
    roles,
    sealing,
    unpacking,
    users,
    verifying,
    workplace,
)
from crlm_desktop.services.roles import NOT_ALLOWED, USE_CASES, Role
from crlm_desktop.services.workplace import Workplace
from tests.builders import a_case, a_decision, a_lesion, an_attendance
from tests.registry.building import AUTHOR, CHEAP, CLOCK, PASSPHRASE
from tests.services.places import a_workplace, plain_engine

NEW = "a passphrase of their own"


class Scene:
    """A registry with what use cases are about: a case with an opinion, a closed and an open meeting, a user."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = a_workplace(folder / "r.crlm")
        self.case = review.create_case(self.place, Identity(number="H-1"), a_case(lesions=[a_lesion()]))
        self.case = review.give_opinion(
            self.place,
            self.case.id,
            case_sha256=self.case.sha256,
            person="Dr Q",
            discipline=Discipline.RADIOLOGY,
            stance=OpinionStance.FOR,
        )
        self.closed = self._meeting()
        meetings.close(self.place, self.closed)
        self.open = self._meeting()
        self.other = users.add_user(self.place, "Dr Other", Role.MEMBER, NEW, cost=CHEAP)
        self.free = review.create_case(self.place, Identity(number="H-2"))
        exporting.export_case(self.place, self.case.id, to=folder / "case.json")

    def _meeting(self) -> MeetingId:
        made = meetings.create(self.place, self.particulars).meeting.id
        meetings.set_attendance(self.place, made, (an_attendance(),))
        meetings.add_case(self.place, made, self.case.id)
        meetings.record_outcome(self.place, made, self.case.id, a_decision())
        return made

    @property
    def particulars(self) -> meetings.Particulars:
        return meetings.Particulars(title="Tumour board", site="", held_on=date(2026, 11, 26))

    def copied(self, folder: Path) -> Scene:
        """Return the scene again in another folder, opened; this one must be closed."""
        shutil.copytree(self.folder, folder)
        again = copy.copy(self)
        again.folder = folder
        path = folder / self.place.path.name
        again.place = workplace.open_(path, PASSPHRASE, user=AUTHOR, clock=CLOCK, engine=plain_engine())
        return again

    def act_as(self, role: Role) -> Workplace:
        self.place.become(replace(self.place.user, role=role))
        return self.place


Doing = Callable[[Scene, Workplace], object]

DOINGS: Mapping[str, Doing] = {
    "review.list_cases": lambda _s, w: review.list_cases(w),
    "review.count_cases": lambda _s, w: review.count_cases(w),
    "review.open_case": lambda s, w: review.open_case(w, s.case.id),
    "review.history": lambda s, w: review.history(w, s.case.id),
    "review.case_at": lambda s, w: review.case_at(w, s.case.id, 1),
    "review.names_anybody": lambda _s, w: review.names_anybody(w, "H-1"),
    "review.create_case": lambda _s, w: review.create_case(w, Identity(number="H-9")),
    "review.record_case": lambda s, w: review.record_case(w, s.case.id, base_revision=1, case=a_case(question="?")),
    "review.record_identity": lambda s, w: review.record_identity(w, s.case.id, Identity(number="H-8")),
    "review.give_opinion": lambda s, w: review.give_opinion(
        w,
        s.case.id,
        case_sha256=s.case.sha256,
        person="Dr P",
        discipline=Discipline.RADIOLOGY,
        stance=OpinionStance.FOR,
    ),
    "review.withdraw_opinion": lambda s, w: review.withdraw_opinion(w, s.case.opinions[0].id),
    "history.difference": lambda s, w: history.difference(w, s.case.id, 1, 1),
    "history.content": lambda s, w: history.content(w, s.case.id, 1),
    "history.restore": lambda s, w: history.restore(w, s.case.id, 1, base_revision=1, reason="as before"),
    "returning.last_discussed": lambda s, w: returning.last_discussed(w, s.case.id),
    "returning.since": lambda s, w: _since(s, w),
    "evaluating.evaluate_all": lambda _s, w: evaluating.evaluate_all(w),
    "exporting.export_case": lambda s, w: exporting.export_case(w, s.case.id, to=s.folder / "other.json"),
    "exporting.import_case": lambda s, w: exporting.import_case(
        w, s.folder / "case.json", identity=Identity(number="H-7")
    ),
    "exporting.prepare_import": lambda s, w: exporting.prepare_import(w, s.folder / "case.json"),
    "backups.back_up": lambda _s, w: backups.back_up(w),
    "backups.before_import": lambda _s, w: backups.before_import(w),
    "backups.daily": lambda _s, w: backups.daily(w),
    "backups.back_up_closed": lambda _s, w: backups.back_up_closed(_entrant(w), to=None, clock=CLOCK),
    "restoring.let_replace": lambda _s, w: restoring.let_replace(_entrant(w)),
    "integrity.verify": lambda _s, w: integrity.verify(_entrant(w)),
    "integrity.rebuild": lambda _s, w: _rebuild(w),
    "log.entries": lambda _s, w: log.entries(w),
    "integrity.verify_open": lambda _s, w: integrity.verify_open(w, wanted=lambda: True),
    "drafts.keep": lambda _s, w: drafts.keep(w, ()),
    "drafts.offered": lambda _s, w: drafts.offered(w, run="r"),
    "drafts.option_names": lambda _s, w: drafts.option_names(w),
    "meetings.list_meetings": lambda _s, w: meetings.list_meetings(w),
    "meetings.open_meeting": lambda s, w: meetings.open_meeting(w, s.open),
    "meetings.sealed": lambda s, w: meetings.sealed(w, s.closed),
    "meetings.draft": lambda s, w: meetings.draft(w, s.open),
    "meetings.create": lambda s, w: meetings.create(w, s.particulars),
    "meetings.change_particulars": lambda s, w: meetings.change_particulars(w, s.open, s.particulars),
    "meetings.set_attendance": lambda s, w: meetings.set_attendance(w, s.open, ()),
    "meetings.add_case": lambda s, w: meetings.add_case(w, s.open, s.free.id),
    "meetings.remove_case": lambda s, w: meetings.remove_case(w, s.open, s.case.id),
    "meetings.reorder": lambda s, w: meetings.reorder(w, s.open, (s.case.id,)),
    "meetings.set_question": lambda s, w: meetings.set_question(w, s.open, s.case.id, "?"),
    "meetings.record_outcome": lambda s, w: meetings.record_outcome(w, s.open, s.case.id, None),
    "meetings.close": lambda s, w: meetings.close(w, s.open),
    "sealing.sealed": lambda s, w: sealing.sealed(w, s.closed),
    "sealing.content": lambda s, w: sealing.content(w, s.closed),
    "sealing.draft": lambda s, w: sealing.draft(w, s.open),
    "sealing.close": lambda s, w: sealing.close(w, s.open),
    "printing.minutes": lambda s, w: printing.minutes(w, s.closed, language=Language.EN, to=s.folder / "m.pdf"),
    "packing.take_along": lambda s, w: packing.take_along(
        w, s.open, NEW, to=s.folder / "out.crlmpack", days=1, cost=CHEAP
    ),
    "packing.hand_back": lambda s, w: _hand_back(s, w),
    "packing.errand": lambda _s, w: packing.errand(w),
    "packing.outings": lambda s, w: packing.outings(w, s.open),
    "unpacking.compare": lambda s, w: unpacking.compare(w, _received(s)),
    "unpacking.bring_back": lambda s, w: _bring_back(s, w),
    "verifying.held_against": lambda s, w: verifying.held_against(w, Checked()),
    "workplace.set_offers": lambda _s, w: workplace.set_offers(w, ()),
    "users.list_users": lambda _s, w: users.list_users(w),
    "users.enter": lambda _s, w: users.enter(w, AUTHOR, PASSPHRASE),
    "users.change_own_passphrase": lambda _s, w: users.change_own_passphrase(w, PASSPHRASE, NEW, cost=CHEAP),
    "users.recovery_key_made_at": lambda _s, w: users.recovery_key_made_at(w),
    "users.add_user": lambda _s, w: users.add_user(w, "Dr New", Role.READER, NEW, cost=CHEAP),
    "users.rename_user": lambda s, w: users.rename_user(w, s.other.id, "Dr Renamed"),
    "users.set_role": lambda s, w: users.set_role(w, s.other.id, Role.CHAIR),
    "users.reset_passphrase": lambda s, w: users.reset_passphrase(w, s.other.id, PASSPHRASE, cost=CHEAP),
    "users.revoke_user": lambda s, w: users.revoke_user(w, s.other.id),
    "users.make_recovery_key": lambda _s, w: users.make_recovery_key(w, cost=CHEAP),
}


def _entrant(place: Workplace) -> Entrant:
    return replace(workplace.enter_closed(place.path, PASSPHRASE, user=AUTHOR, clock=CLOCK), user=place.user)


def _rebuild(place: Workplace) -> object:
    # It takes the lock that the window has.
    somebody = _entrant(place)
    assert isinstance(place._registry.keeping, Folder)
    lock = place._registry.keeping._lock
    assert lock is not None
    lock.release()
    return integrity.rebuild(somebody, clock=CLOCK)


def _since(scene: Scene, place: Workplace) -> object:
    discussed = returning.last_discussed(place, scene.case.id)
    assert discussed is not None
    return returning.since(place, discussed, scene.case.case, discussed.proposal)


def _pack(scene: Scene) -> packing.Received:
    """Return a pack of the open meeting that somebody who may has taken along."""
    chief = Workplace(scene.place._registry, engine=scene.place.engine, clock=scene.place.clock)
    packing.take_along(chief, scene.open, NEW, to=scene.folder / "p.crlmpack", overwrite=True, cost=CHEAP)
    return packing.receive(scene.folder / "p.crlmpack", NEW)


@contextmanager
def _laptop(scene: Scene) -> Iterator[Workplace]:
    place, path = scene.place, scene.folder / f"l{len(list(scene.folder.glob('l*.crlm')))}.crlm"
    with packing.open_pack(
        _pack(scene), path, NEW, author=AUTHOR, clock=place.clock, engine=place.engine, cost=CHEAP
    ) as made:
        yield made


def _hand_back(scene: Scene, place: Workplace) -> object:
    to = scene.folder / "back.crlmpack"
    if roles.hindrance(place, "packing.hand_back") is not None:
        return packing.hand_back(place, NEW, to=to, cost=CHEAP)
    with _laptop(scene) as elsewhere:
        elsewhere.become(replace(elsewhere.user, role=place.user.role))
        return packing.hand_back(elsewhere, NEW, to=to, overwrite=True, cost=CHEAP)


def _received(scene: Scene) -> packing.Received:
    """Return a pack of the open meeting as if it had been handed back; nothing is written for it."""
    place = scene.place
    with place.reading() as unit:
        contents = unit.packs.contents(scene.open)
    taking = packing.Taking(
        pack="p",
        registry=place.info.id,
        registry_name=place.name,
        meeting=scene.open,
        at=place.clock.now(),
        by=AUTHOR,
        valid_until=place.clock.now(),
    )
    made = packing._packed(place, "b", taking, contents, bases=(), is_handed_back=True)
    return packing.Received(path=scene.folder / "b.crlmpack", sha256="0" * 64, pack=made)


def _bring_back(scene: Scene, place: Workplace) -> object:
    received = _received(scene)
    is_refused = roles.refusal(place.user.role, "unpacking.bring_back") is not None
    planned = cast("unpacking.Plan", None) if is_refused else unpacking.compare(place, received)
    return unpacking.bring_back(place, received, planned, language=Language.EN)


# What is done by command, by whoever enters a registry that need not be open here.
BY_ENTRANTS = frozenset({"backups.back_up_closed", "integrity.rebuild", "integrity.verify", "restoring.let_replace"})
WORKED_ON = ("Workplace", str(Workplace), "Entrant", "UsedBySomebody")


def found() -> Iterator[str]:
    """Yield every public function of the services that takes an open registry, or who has entered one, first."""
    for module in pkgutil.iter_modules(services.__path__):
        loaded = importlib.import_module(f"{services.__name__}.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            parameters = list(inspect.signature(function).parameters.values())
            is_own = function.__module__ == loaded.__name__ and not name.startswith("_")
            if is_own and parameters and str(parameters[0].annotation) in WORKED_ON:
                yield f"{module.name}.{name}"


def test_that_every_use_case_has_a_row_in_the_table_and_every_row_a_use_case() -> None:
    assert set(found()) == set(USE_CASES)


def test_that_every_use_case_is_tried_here() -> None:
    assert set(DOINGS) == set(USE_CASES)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A scene made once and closed, of which each test that changes something has a copy."""
    scene = Scene(tmp_path_factory.mktemp("template"))
    scene.place.close()
    return scene


@pytest.fixture(scope="module")
def refusing(template: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A scene for whoever is refused: the tests hold that nothing of it changes, but that the refusal is recorded."""
    scene = template.copied(tmp_path_factory.mktemp("refusing") / "scene")
    with scene.place:
        yield scene


@pytest.mark.parametrize("role", list(Role), ids=str)
@pytest.mark.parametrize("name", list(DOINGS))
def test_that_a_role_does_what_the_table_allows_and_nothing_else(
    name: str, role: Role, template: Scene, refusing: Scene, tmp_path: Path
) -> None:
    if role in USE_CASES[name]:
        scene = template.copied(tmp_path / "scene")
        with scene.act_as(role) as place:
            DOINGS[name](scene, place)
    elif name in BY_ENTRANTS:
        # Who enters beside the window takes its lock: that needs a scene of its own.
        scene = template.copied(tmp_path / "scene")
        with scene.place:
            check_refused(name, role, scene)
    else:
        check_refused(name, role, refusing)


def check_refused(name: str, role: Role, scene: Scene) -> None:
    place = scene.act_as(role)
    with place.reading() as unit:
        before = len(unit.audit.entries())

    with pytest.raises(CrlmError) as refused:
        DOINGS[name](scene, place)

    with place.reading() as unit:
        added = unit.audit.entries()[before:]
    assert [(one.act, one.detail["use_case"]) for one in added] == [(Act.USE_CASE_REFUSED, name)]
    assert refused.value.code is NOT_ALLOWED
    assert refused.value.params["role"] == role.label


def test_that_a_refusal_names_the_roles_that_may() -> None:
    refused = roles.refusal(Role.READER, "meetings.close")
    assert refused is not None
    english, chinese = (catalogue_for(language).sentence(refused) for language in (Language.EN, Language.ZH))
    assert english == "You are here as reader; this is for: chair, administrator."
    assert chinese == "您的角色是只读用户；此操作仅限：主席、管理员。"
    assert roles.refusal(Role.CHAIR, "meetings.close") is None
