"""Who a case is about."""

from __future__ import annotations

from datetime import date

import pytest

from crlm_desktop.case.identity import Identity, checked
from crlm_desktop.errors import InputError

TODAY = date(2026, 11, 23)


def test_that_texts_are_trimmed() -> None:
    given = Identity(number=" 4711 ", name=" 李文博 ", born_on=date(1965, 6, 18))
    assert checked(given, today=TODAY) == Identity(number="4711", name="李文博", born_on=date(1965, 6, 18))


def test_that_every_fault_is_told_at_its_field() -> None:
    with pytest.raises(InputError) as caught:
        checked(Identity(number="  ", name="x" * 300, born_on=date(2027, 1, 1)), today=TODAY)
    assert [(one.path, one.code.id) for one in caught.value.problems] == [
        ("number", "identity.number_missing"),
        ("name", "identity.too_long"),
        ("born_on", "identity.born_late"),
    ]
