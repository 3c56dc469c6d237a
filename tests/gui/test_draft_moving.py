"""Texts that wait at the fields of entries without a name follow the entry, never the place."""

from __future__ import annotations

from typing import Any

import pytest

from crlm_desktop.case.casefile import NOT_NUMBER
from crlm_desktop.errors import problem
from crlm_desktop.gui.draft_moving import moved
from crlm_desktop.gui.drafts import Draft
from tests.builders import a_case

DRAFT = Draft(text="x", reason=problem("", NOT_NUMBER, value="x"))
FIRST, SECOND, OTHER = {"line": 1}, {"line": 2}, {"line": 3}


@pytest.mark.parametrize(
    ("after", "path"),
    [
        ([FIRST, SECOND], "systemic[1].line"),
        ([SECOND], "systemic[0].line"),
        ([OTHER, FIRST, SECOND], "systemic[2].line"),
        ([FIRST, OTHER], "systemic[1].line"),
        ([FIRST], None),
        ([], None),
        (None, None),
    ],
)
def test_that_a_text_follows_its_entry(after: list[dict[str, Any]] | None, path: str | None) -> None:
    drafts = {"systemic[1].line": DRAFT, "question": DRAFT}
    kept, lost = moved(drafts, a_case(systemic=[FIRST, SECOND]), a_case(systemic=after))
    assert kept == ({"question": DRAFT} if path is None else {path: DRAFT, "question": DRAFT})
    assert lost == ({"systemic[1].line": DRAFT} if path is None else {})
