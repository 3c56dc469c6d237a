"""What looks alike: names that a reader would take for one another, though their letters are of different scripts."""

from __future__ import annotations

import unicodedata

# Cyrillic, Greek and other letters that are drawn as Latin ones: some only as small letters, some only as capitals.
_SMALL = str.maketrans("аеорсухіјѕһԛԝԁӏѵ" + "αγικνορυϲϳ" + "ıɑɡ", "aeopcyxijshqwdlv" + "ayikvopucj" + "iag")
_CAPITAL = str.maketrans("АВСЕНІЈКМОРЅТУХѴԜԌ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ", "ABCEHIJKMOPSTYXVWG" + "ABEZHIKMNOPTYXC")


def are_alike(one: str, other: str) -> bool:
    """Whether two names look the same, without regard to case, width and how wide their spaces are.

    Accents stay, and so does all that looks like no Latin letter.
    """
    return _small(one) == _small(other) or _capital(one) == _capital(other)


def _small(name: str) -> str:
    return _plain(name).casefold().translate(_SMALL)


def _capital(name: str) -> str:
    return _plain(name).upper().translate(_CAPITAL)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).split())
