"""Proposing: the centre's setting applied in the open, and one rule where two rooms answer the same question."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crlm_desktop.case import casefile
from crlm_desktop.case.choices import Offer, Presentation
from crlm_desktop.engine.facts import facts_of
from crlm_desktop.registry.projection import presentation
from crlm_desktop.services.proposing import effective, propose
from tests.builders import a_case
from tests.services.places import PlainEngine, plain_engine

DATES = st.none() | st.builds(
    lambda day, length: day.isoformat()[:length],
    st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    st.sampled_from((4, 7, 10)),
)


def test_that_the_setting_of_the_centre_holds_where_the_record_leaves_it_open() -> None:
    assert effective(a_case(), (Offer.SBRT,)).centre.offers == (Offer.SBRT,)


@pytest.mark.parametrize("stated", [[], ["tace"]])
def test_that_what_the_record_says_of_the_centre_stands_above_the_setting(stated: list[str]) -> None:
    case = a_case(centre={"offers": stated})
    assert effective(case, (Offer.SBRT,)) is case


def test_that_without_a_setting_it_stays_unknown() -> None:
    case = a_case()
    assert effective(case, None) is case


def test_that_the_engine_is_asked_about_the_effective_case_and_the_assumptions() -> None:
    engine = plain_engine()
    proposal = propose(engine, a_case(), offers=(Offer.SBRT,), assume={"ecog": "1"})
    effective_sha256 = casefile.sha256(effective(a_case(), (Offer.SBRT,)))
    assert cast(PlainEngine, engine).asked == [effective_sha256] == [proposal.case_sha256]
    assert proposal.assumed == {"ecog": "1"}


@given(diagnosed=DATES, detected=DATES, stated=st.none() | st.sampled_from(["synchronous", "metachronous"]))
def test_that_the_list_and_the_engine_agree_on_the_presentation(
    diagnosed: str | None, detected: str | None, stated: str | None
) -> None:
    case = a_case(primary={"diagnosed_on": diagnosed}, metastases={"detected_on": detected, "presentation": stated})
    known = facts_of(case).value("presentation")
    listed = presentation(case)
    assert known.candidates == ({str(listed)} if listed is not None else {str(one) for one in Presentation})
