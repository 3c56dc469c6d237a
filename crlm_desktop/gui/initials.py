"""The pinyin initials of Chinese characters, every reading of each."""

from __future__ import annotations

from functools import lru_cache

# The characters that have readings: the unified ideographs, and their extension A.
_FIRST, _LAST = "\u3400", "\u9fff"


def is_chinese(character: str) -> bool:
    """Whether a character is a Chinese one."""
    return _FIRST <= character <= _LAST


@lru_cache(maxsize=8192)
def initials(character: str) -> frozenset[str]:
    """Return the letters that the readings of a Chinese character begin with; of another character none."""
    if not is_chinese(character):
        return frozenset()
    # Its tables take longer to read than the whole palette to open: they are wanted where there is Chinese.
    from pypinyin import Style, pinyin

    readings = pinyin(character, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    return frozenset(one for found in readings for one in found if one)
