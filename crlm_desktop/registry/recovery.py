"""The recovery key: 140 random bits as seven groups that can be printed, read out and typed, each with its check."""

from __future__ import annotations

import secrets

from crlm_desktop.errors import InputError, problem
from crlm_desktop.registry import faults

GROUPS = 7
LETTERS = 5
# Crockford's base 32: no letter can be taken for a figure or another letter.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_SPACES = str.maketrans(dict.fromkeys(" -–—\t\r\n\u3000\xa0"))


def new_key() -> str:
    """Return a new recovery key as it is printed: four random characters and a check a group."""
    groups = ([secrets.randbelow(32) for _letter in range(LETTERS - 1)] for _group in range(GROUPS))
    return "-".join(_text([*group, _check(group, place)]) for place, group in enumerate(groups, 1))


def typed(text: str) -> str:
    """Return a recovery key, however it was typed, as it was printed; a mistyped group is refused by its number."""
    plain = text.upper().translate(_SPACES).translate(_READ_AS)
    if len(plain) != GROUPS * LETTERS:
        found = -(-len(plain) // LETTERS)
        raise InputError([problem("recovery_key", faults.RECOVERY_LENGTH, wanted=GROUPS, letters=LETTERS, found=found)])
    groups = [plain[at : at + LETTERS] for at in range(0, len(plain), LETTERS)]
    wrong = [place for place, group in enumerate(groups, 1) if not _is_sound(group, place)]
    if wrong:
        raise InputError([problem("recovery_key", faults.RECOVERY_MISTYPED, group=place) for place in wrong])
    return "-".join(groups)


def _is_sound(group: str, place: int) -> bool:
    values = [ALPHABET.find(char) for char in group]
    return -1 not in values and values[-1] == _check(values[:-1], place)


def _check(values: list[int], place: int) -> int:
    """Return the check of a group at its place: one wrong letter, two that changed places, two groups that did.

    The sum over powers of a generator of the field of 32 elements tells each of these.
    """
    total = place
    for value in values:
        total = _doubled(total) ^ value
    return _doubled(total)


def _doubled(value: int) -> int:
    """Multiply by the generator in the field of 32 elements, modulo x^5 + x^2 + 1."""
    twice = value << 1
    return twice ^ 0b100101 if twice & 0b100000 else twice


def _text(values: list[int]) -> str:
    return "".join(ALPHABET[value] for value in values)
