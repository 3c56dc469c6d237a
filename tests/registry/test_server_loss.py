"""A connection that is lost during a save: told, never half, never twice; and writers that come at the same time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import ConflictFault, EnvironmentFault
from crlm_desktop.registry import faults, server_opening
from crlm_desktop.registry.address import ServerAddress
from crlm_desktop.registry.audit import TOUCHING
from crlm_desktop.registry.unit import Registry, Unit
from tests.builders import a_case, an_opinion
from tests.registry.breaking import Proxy
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE, add_case, an_identity
from tests.registry.servers import Servers

C1 = CaseId("c1")
LATER = a_case(question="Later")


@pytest.fixture
def proxy(server_registry: Registry, servers: Servers, tmp_path: Path) -> Iterator[Proxy]:
    """A way to the server that can be cut off."""
    made = Proxy(tmp_path, servers.cluster.port)
    yield made
    made.end()


@pytest.fixture
def registry(server_registry: Registry, proxy: Proxy) -> Iterator[Registry]:
    """A registry with one case, opened by the way that can be cut off."""
    add_case(server_registry, C1)
    address = server_registry.place
    assert isinstance(address, ServerAddress)
    opened = server_opening.open_(replace(address, port=proxy.port), PASSPHRASE, user=AUTHOR, clock=CLOCK)
    yield opened
    opened.close()


def save(registry: Registry, base: int = 1) -> None:
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        unit.cases.record(C1, LATER, base_revision=base, reason="")


def questions(registry: Registry) -> list[str | None]:
    with registry.reading() as unit:
        return [unit.cases.at(C1, one.number).question for one in reversed(unit.cases.history(C1))]


def test_that_a_save_that_was_cut_off_before_it_was_committed_is_told_and_can_be_done_again(
    registry: Registry, server_registry: Registry, proxy: Proxy
) -> None:
    proxy.cut_off("before once")
    with pytest.raises(EnvironmentFault) as told:
        save(registry)
    assert told.value.code is faults.CONNECTION_LOST
    assert questions(server_registry) == [None]
    save(registry)
    assert questions(server_registry) == [None, "Later"]
    assert server_registry.verified().is_good


def test_that_a_save_of_which_only_the_answer_was_lost_is_found_committed(
    registry: Registry, server_registry: Registry, proxy: Proxy
) -> None:
    proxy.cut_off("after once")
    save(registry)
    assert questions(server_registry) == [None, "Later"]
    assert server_registry.verified().is_good


def cut_off_for_good(registry: Registry, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, change: object) -> None:
    """Lose the answer to a commit, and the server with it."""
    dispose = registry.keeping.engine.dispose

    def gone() -> None:
        proxy.cut_off("gone")
        dispose()

    monkeypatch.setattr(registry.keeping.engine, "dispose", gone)
    proxy.cut_off("after once")
    with pytest.raises(EnvironmentFault) as told:
        change(registry)  # type: ignore[operator]
    assert told.value.code is faults.UNCERTAIN
    monkeypatch.undo()
    proxy.cut_off("")


def test_that_a_save_of_which_nothing_is_known_is_saved_once_when_it_is_saved_again(
    registry: Registry, server_registry: Registry, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off_for_good(registry, proxy, monkeypatch, save)
    assert questions(server_registry) == [None, "Later"]
    save(registry)
    assert questions(server_registry) == [None, "Later"]
    # Another edit upon the old revision is a conflict as ever.
    with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit, pytest.raises(ConflictFault):
        unit.cases.record(C1, a_case(question="Other"), base_revision=1, reason="")


def test_that_an_opinion_of_which_nothing_is_known_is_not_given_twice(
    registry: Registry, server_registry: Registry, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give(registry: Registry, number: int = 1) -> None:
        with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
            unit.opinions.give(replace(an_opinion(), id=f"o{number}", case_id=C1))

    cut_off_for_good(registry, proxy, monkeypatch, give)
    with pytest.raises(EnvironmentFault) as told:
        give(registry, 2)
    assert told.value.code is faults.SAVED_AFTER_ALL
    with server_registry.reading() as unit:
        assert [one.id for one in unit.cases.opened(C1).opinions] == ["o1"]
    give(registry, 3)
    with server_registry.reading() as unit:
        assert [one.id for one in unit.cases.opened(C1).opinions] == ["o3"]


def test_that_a_connection_that_the_server_ends_in_the_midst_of_a_save_leaves_nothing_of_it(
    server_registry: Registry, servers: Servers
) -> None:
    add_case(server_registry, C1)

    def interrupted(unit: Unit) -> None:
        unit.cases.record(C1, LATER, base_revision=1, reason="")
        servers.cluster.do(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{server_registry.place.name}' AND state = 'idle in transaction'"
        )

    with (
        pytest.raises(EnvironmentFault) as told,
        server_registry.unit(author=AUTHOR, at=CLOCK.now()) as unit,
    ):
        interrupted(unit)
    assert told.value.code is faults.CONNECTION_LOST
    assert questions(server_registry) == [None]
    save(server_registry)
    assert questions(server_registry) == [None, "Later"]


def test_that_a_connection_that_was_lost_while_nothing_was_done_is_not_even_noticed(
    server_registry: Registry, servers: Servers
) -> None:
    add_case(server_registry, C1)
    servers.cluster.do(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{server_registry.place.name}'"
    )
    assert questions(server_registry) == [None]


def test_that_who_falls_asleep_in_the_midst_of_a_save_keeps_nobody_from_saving(server_registry: Registry) -> None:
    add_case(server_registry, C1)
    address = server_registry.place
    assert isinstance(address, ServerAddress)
    sleeper = server_opening.open_(address, PASSPHRASE, user=AUTHOR, clock=CLOCK)

    def sleep(unit: Unit) -> None:
        unit.cases.record(C1, LATER, base_revision=1, reason="")
        # Long enough for the server, which is told a shorter limit here than the program tells it.
        session = unit.cases._session
        session.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = '200ms'"))
        save(server_registry)
        session.flush()
        session.execute(sa.text("SELECT 1"))

    with pytest.raises(EnvironmentFault) as told, sleeper.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        sleep(unit)
    assert told.value.code is faults.CONNECTION_LOST
    assert questions(server_registry) == [None, "Later"]
    sleeper.close()


# Edits every case, each five times; a conflict is read again and the edit made anew, as a person does.
_CLIENT = """
import sys
from crlm_desktop.case.identity import CaseId
from crlm_desktop.case.record import Case
from crlm_desktop.errors import ConflictFault
from crlm_desktop.registry import server_opening
from crlm_desktop.registry.address import parsed
from tests.registry.building import AUTHOR, CLOCK, PASSPHRASE

address, mine, count = parsed(sys.argv[1]), sys.argv[2], int(sys.argv[3])
registry = server_opening.open_(address, PASSPHRASE, user=AUTHOR, clock=CLOCK)
conflicts = 0
ids = [f"c{number}" for number in range(count)]
for case_id in ids if mine == "a" else reversed(ids):
    while True:
        with registry.reading() as unit:
            opened = unit.cases.opened(CaseId(case_id))
        notes = (opened.case.question or "") + mine
        try:
            with registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
                case = opened.case.model_copy(update={"question": notes})
                unit.cases.record(CaseId(case_id), case, base_revision=opened.revision.number, reason=mine)
            break
        except ConflictFault:
            conflicts += 1
registry.close()
print(conflicts)
"""


@pytest.mark.timeout(400)
def test_that_two_clients_that_edit_the_same_two_hundred_cases_at_once_lose_nothing(
    server_registry: Registry,
) -> None:
    count = 200
    with server_registry.unit(author=AUTHOR, at=CLOCK.now()) as unit:
        for number in range(count):
            unit.cases.create(CaseId(f"c{number}"), an_identity(f"N-{number}"), a_case(), reason="")
    clients = [
        subprocess.Popen(
            [sys.executable, "-c", _CLIENT, str(server_registry.place), mine, str(count)], stdout=subprocess.PIPE
        )
        for mine in "ab"
    ]
    for client in clients:
        client.communicate(timeout=300)
        assert client.returncode == 0
    with server_registry.reading() as unit:
        for number in range(count):
            case_id = CaseId(f"c{number}")
            assert sorted(unit.cases.current(case_id).question or "") == ["a", "b"]
            assert [one.reason for one in unit.cases.history(case_id)] in (["a", "b", ""], ["b", "a", ""])
        assert sum(one.act in TOUCHING for one in unit.audit.entries()) == 3 * count
    assert [one.code.id for one in server_registry.verified().findings] == []
