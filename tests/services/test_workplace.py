"""The workplace: an open registry with its engine, clock and author."""

from __future__ import annotations

from pathlib import Path

import pytest

from crlm_desktop.case.choices import Offer
from crlm_desktop.case.identity import Identity
from crlm_desktop.errors import EnvironmentFault, InputError
from crlm_desktop.services import review, users, workplace
from crlm_desktop.services.roles import Role
from crlm_desktop.services.workplace import Workplace
from tests.registry.building import AUTHOR, CHEAP, CLOCK, PASSPHRASE
from tests.services.places import a_workplace, plain_engine


def test_that_a_workplace_says_which_registry_it_is(place: Workplace, tmp_path: Path) -> None:
    assert (place.name, place.path, place.is_demonstration) == ("Test registry", tmp_path / "tests.crlm", False)


def test_that_a_closed_workplace_can_be_opened_again_by_somebody_else(tmp_path: Path) -> None:
    with a_workplace(tmp_path / "r.crlm") as made:
        review.create_case(made, Identity(number="H-7"))
        users.add_user(made, "Dr B.", Role.MEMBER, "the passphrase of B", cost=CHEAP)
    engine = plain_engine()
    with workplace.open_(
        tmp_path / "r.crlm", "the passphrase of B", user="dr b.", clock=CLOCK, engine=engine
    ) as opened:
        case_id = review.list_cases(opened)[0].id
        assert review.history(opened, case_id)[0].author == AUTHOR
        assert review.create_case(opened, Identity(number="H-8")).revision.author == "Dr B."


def test_that_what_the_centre_offers_is_kept_and_may_be_unsaid(tmp_path: Path) -> None:
    with a_workplace(tmp_path / "r.crlm") as made:
        assert made.offers is None
        workplace.set_offers(made, (Offer.ABLATION, Offer.SBRT))
        assert made.offers == (Offer.ABLATION, Offer.SBRT)
    with workplace.open_(tmp_path / "r.crlm", PASSPHRASE, author=AUTHOR, clock=CLOCK, engine=plain_engine()) as opened:
        assert opened.offers == (Offer.ABLATION, Offer.SBRT)
        workplace.set_offers(opened, None)
        assert opened.offers is None


def test_that_a_wrong_passphrase_can_be_told_from_everything_else(tmp_path: Path) -> None:
    a_workplace(tmp_path / "r.crlm").close()
    with pytest.raises(EnvironmentFault) as refused:
        workplace.open_(tmp_path / "r.crlm", "not the one", author=AUTHOR, clock=CLOCK, engine=plain_engine())
    assert refused.value.code is workplace.WRONG_PASSPHRASE


@pytest.mark.parametrize("name", ["n" * 201, "two\twords"])
def test_that_a_name_that_fits_no_line_is_refused_and_makes_no_registry(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as refused:
        workplace.create(
            tmp_path / "r.crlm", PASSPHRASE, name=name, author=AUTHOR, clock=CLOCK, engine=plain_engine(), cost=CHEAP
        )
    assert [one.code.id for one in refused.value.problems] == ["registry.name-long"]
    assert list(tmp_path.iterdir()) == []
