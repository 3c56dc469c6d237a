"""What a proposal says of itself."""

from __future__ import annotations

import pytest

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.proposal import Plan


@pytest.mark.parametrize(
    ("percent", "threshold", "figures"),
    [
        ((66.4, 71.0, 75.6), 30, ("66", "71", "76")),
        ((29.6, 29.6, 29.6), 30, ("29.6", "29.6", "29.6")),
        ((28.0, 29.7, 31.2), 30, ("28", "29.7", "31")),
        ((29.6, 30.4, 30.4), None, ("30", "30", "30")),
        ((30.0, 30.0, 30.0), 30, ("30", "30", "30")),
        ((29.4, 29.4, 29.4), 29.2, ("29.4", "29.4", "29.4")),
    ],
)
def test_that_a_remnant_is_told_in_whole_percents_unless_that_puts_it_on_the_other_side_of_its_threshold(
    percent: tuple[float, float, float], threshold: float | None, figures: tuple[str, str, str]
) -> None:
    plan = Plan(steps=(), treatments=(), essence=Text("", ""), flr_percent=percent, flr_threshold_percent=threshold)

    assert plan.flr_figures == figures


def test_that_a_plan_without_a_remnant_has_no_figures() -> None:
    assert Plan(steps=(), treatments=(), essence=Text("", "")).flr_figures is None
