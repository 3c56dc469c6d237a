"""Where things stand in a TOML text: the line of each table, key and entry, which the standard parser does not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping

Way = tuple[str | int, ...]

_STRING = re.compile(
    "|".join((r'"{3}(?:\\.|[^\\])*?"{3}(?!")', r"'{3}.*?'{3}(?!')", r'"(?:[^"\\]|\\.)*"', r"'[^']*'")), re.DOTALL
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_PLAIN_VALUE = re.compile(r"[^\s,\]}#]+(?: [0-9:.]+)?")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


def lines_of(text: str) -> Mapping[Way, int]:
    """Return the line, from 1, of each table, key and entry of a TOML text that the standard parser accepts.

    Tables of an array are counted from 0: the ``text`` of the second ``[[for]]`` is ``("for", 1, "text")``.
    """
    return _Scanner(text.replace("\r\n", "\n")).scan()


class _Scanner:
    """Walks over valid TOML once; what the parser has accepted already is not checked again."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counted, self._counted_to = 1, 0
        self._lines: dict[Way, int] = {}
        self._counts: dict[Way, int] = {}

    def scan(self) -> Mapping[Way, int]:
        table: Way = ()
        while self._skip_blank():
            if self._text.startswith("[[", self._at):
                table = self._array_table()
            elif self._text[self._at] == "[":
                table = self._table()
            else:
                self._pair(table)
        return self._lines

    def _array_table(self) -> Way:
        line = self._line
        self._at += 2
        name = self._resolved(self._key())
        self._at = self._text.index("]]", self._at) + 2
        count = self._counts.get(name, 0)
        self._counts[name] = count + 1
        self._lines.setdefault(name, line)
        self._lines[(*name, count)] = line
        return (*name, count)

    def _table(self) -> Way:
        line = self._line
        self._at += 1
        name = self._resolved(self._key())
        self._at = self._text.index("]", self._at) + 1
        self._lines[name] = line
        return name

    def _resolved(self, key: tuple[str, ...]) -> Way:
        """Return the way to a table: every array on it, but for the last name, means its latest entry."""
        way: Way = ()
        for index, step in enumerate(key):
            way = (*way, step)
            if index < len(key) - 1 and way in self._counts:
                way = (*way, self._counts[way] - 1)
        return way

    def _pair(self, table: Way) -> None:
        line = self._line
        key = self._key()
        self._at = self._text.index("=", self._at) + 1
        way = (*table, *key)
        for length in range(len(table) + 1, len(way) + 1):
            self._lines.setdefault(way[:length], line)
        self._skip_blank()
        self._value(way)

    def _value(self, way: Way) -> None:
        match self._text[self._at]:
            case '"' | "'":
                self._string()
            case "[":
                self._array(way)
            case "{":
                self._inline_table(way)
            case _:
                match = _PLAIN_VALUE.match(self._text, self._at)
                assert match is not None
                self._at = match.end()

    def _array(self, way: Way) -> None:
        self._at += 1
        index = 0
        while self._next_inside("]"):
            self._lines[(*way, index)] = self._line
            self._value((*way, index))
            index += 1

    def _inline_table(self, way: Way) -> None:
        self._at += 1
        while self._next_inside("}"):
            self._pair(way)

    def _next_inside(self, end: str) -> bool:
        """Step over blanks and commas to what comes next, or past the end of the container."""
        self._skip_blank()
        while self._text[self._at] == ",":
            self._at += 1
            self._skip_blank()
        if self._text[self._at] != end:
            return True
        self._at += 1
        return False

    def _key(self) -> tuple[str, ...]:
        parts = [self._key_part()]
        while self._skip_spaces() and self._text[self._at] == ".":
            self._at += 1
            parts.append(self._key_part())
        return tuple(parts)

    def _key_part(self) -> str:
        self._skip_spaces()
        if self._text[self._at] in "\"'":
            return self._string()
        match = _BARE.match(self._text, self._at)
        assert match is not None
        self._at = match.end()
        return match[0]

    def _string(self) -> str:
        match = _STRING.match(self._text, self._at)
        assert match is not None
        self._at = match.end()
        found = match[0]
        return _ESCAPE.sub(_unescaped, found[1:-1]) if found[0] == '"' else found[1:-1]

    def _skip_spaces(self) -> bool:
        while self._at < len(self._text) and self._text[self._at] in " \t":
            self._at += 1
        return self._at < len(self._text)

    def _skip_blank(self) -> bool:
        """Step over spaces, line ends and comments; tell whether anything is left."""
        match = _BLANK.match(self._text, self._at)
        assert match is not None
        self._at = match.end()
        return self._at < len(self._text)

    @property
    def _line(self) -> int:
        self._counted += self._text.count("\n", self._counted_to, self._at)
        self._counted_to = self._at
        return self._counted


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])
