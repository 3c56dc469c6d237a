"""The file of a pack: opened by its passphrase alone, and whatever was done to it is found and told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crlm_desktop.errors import EnvironmentFault, InputError
from crlm_desktop.registry import pack_faults, pack_file
from tests.registry.building import CHEAP

PASSPHRASE = "a passphrase for the road"
CONTENT = b"Persephone Quillfeather " * 40
FILE = Path("some.crlmpack")
DATA = pack_file.sealed(CONTENT, "0" * 32, PASSPHRASE, cost=CHEAP)
ALLOWED = (
    pack_faults.NOT_A_PACK,
    pack_faults.NEWER,
    pack_faults.CUT_OFF,
    pack_faults.ALTERED,
    pack_faults.WRONG_PASSPHRASE,
)


def refused(data: bytes, passphrase: str = PASSPHRASE) -> EnvironmentFault:
    with pytest.raises(EnvironmentFault) as told:
        pack_file.opened(data, passphrase, file=FILE)
    return told.value


def test_that_its_passphrase_opens_it_whatever_its_unicode_form() -> None:
    assert pack_file.opened(DATA, PASSPHRASE, file=FILE) == CONTENT
    other = pack_file.sealed(CONTENT, "1" * 32, "pässe für unterwegs", cost=CHEAP)
    assert pack_file.opened(other, "pa\u0308sse fu\u0308r unterwegs", file=FILE) == CONTENT


def test_that_a_wrong_passphrase_is_told_as_such() -> None:
    assert refused(DATA, "another passphrase").code is pack_faults.WRONG_PASSPHRASE


def test_that_a_short_passphrase_makes_no_pack() -> None:
    with pytest.raises(InputError):
        pack_file.sealed(CONTENT, "0" * 32, "short", cost=CHEAP)


def test_that_what_it_holds_cannot_be_read_in_it() -> None:
    assert b"Quillfeather" not in DATA
    assert CONTENT[:200] not in DATA


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, len(DATA) - 1), bit=st.integers(0, 7))
def test_that_any_flipped_bit_is_found(place: int, bit: int) -> None:
    altered = bytearray(DATA)
    altered[place] ^= 1 << bit
    assert refused(bytes(altered)).code in ALLOWED


@pytest.mark.parametrize("place", [-1, -40, DATA.index(b"\n{") - 3])
def test_that_an_altered_content_size_or_end_is_no_wrong_passphrase(place: int) -> None:
    altered = bytearray(DATA)
    altered[place] ^= 1
    assert refused(bytes(altered)).code in (pack_faults.ALTERED, pack_faults.CUT_OFF)


@settings(max_examples=40, deadline=None)
@given(size=st.integers(0, len(DATA) - 1))
def test_that_a_file_that_was_cut_off_is_told(size: int) -> None:
    told = refused(DATA[:size])
    assert told.code in (pack_faults.CUT_OFF, pack_faults.NOT_A_PACK, pack_faults.ALTERED)
    if size > 700:
        assert (told.code, told.params["found"], told.params["wanted"]) == (pack_faults.CUT_OFF, size, len(DATA))


def test_that_something_appended_is_found() -> None:
    assert refused(DATA + b"x").code is pack_faults.ALTERED


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 a zip", b'{"schema": "crlm.case/1"}', b"\n" * 500])
def test_that_another_file_is_told_as_no_pack(data: bytes) -> None:
    assert refused(data).code is pack_faults.NOT_A_PACK


def test_that_a_newer_format_is_told_with_both() -> None:
    told = refused(DATA.replace(b"crlm.pack/1", b"crlm.pack/2", 1))
    assert told.code is pack_faults.NEWER
    assert (told.params["found"], told.params["known"]) == ("crlm.pack/2", "crlm.pack/1")


def test_that_a_content_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_file, "_MAX_CONTENT_BYTES", 100)
    assert refused(DATA).code is pack_faults.UNREADABLE
