"""Sealed content as bytes: canonical, and read back as it was."""

from __future__ import annotations

import json

import pytest

from crlm_desktop.meeting import sealed_json
from crlm_desktop.meeting.decision import Deferral, DeferralReason
from crlm_desktop.meeting.plain_json import MalformedError
from tests.builders import a_case, a_lesion, a_sealed_case, a_sealed_meeting, an_opinion

SEALED = a_sealed_meeting(
    a_sealed_case(case=a_case(question="可切除吗？", lesions=[a_lesion(size_mm=12.5)]), opinions=(an_opinion(),)),
    a_sealed_case(2),
    outcomes=(Deferral(reason=DeferralReason.OUT_OF_TIME),),
)


def test_that_sealed_content_comes_back_as_it_was() -> None:
    assert sealed_json.decode(sealed_json.encode(SEALED)) == SEALED


def test_that_equal_content_gives_equal_bytes() -> None:
    content = sealed_json.encode(SEALED)
    assert sealed_json.encode(sealed_json.decode(content)) == content
    assert (
        content == json.dumps(json.loads(content), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b"{}", b'{"schema": "crlm.minutes/2"}', b"[" * 100_000])
def test_that_what_is_not_sealed_content_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedError):
        sealed_json.decode(content)
