"""What the parsers say of a refused text is told in Chinese too, by the very parsers that say it."""

from __future__ import annotations

import tomllib
import warnings

import pytest

from crlm_desktop.engine.reasons import reason

TOML = [
    "a",
    "a =",
    "a = 1 b = 2",
    "= 1",
    "!",
    "a = ?",
    "a = [1",
    "a = {b = 1",
    'a = "x',
    'a = """x',
    "a = 'x",
    "a = '''x",
    'a = "\\q"',
    'a = "\\u12"',
    'a = "\\ud800"',
    "a = 2026-13-01",
    "a = 1\na = 2",
    "a = {b = 1, b = 2}",
    "[a]\n[a]",
    "[a",
    "[[a]",
    "a = {}\n[a.b]",
    "a = []\n[[a]]",
    'a = "\x00"',
    "# \x00",
    "a.b = 1\na = 2",
]
CONDITIONS = [
    "ecog <",
    "ecog = 2",
    "ecog 2",
    "(ecog",
    "ecog)",
    "(ecog]",
    "'x",
    "2x",
    "0x",
    "0b2",
    "012",
    "9" * 5000,
    "ecog ， 2",
    "ecog \u202e 2",
    "any(l for l in x, 2)",
    "1 if 2",
    "'\\q' == ras",
    "ecog \\ 2",
    "(" * 300,
    "[1, 2 3]",
]


def message_of(kind: str, text: str) -> str:
    """Return what the parser says."""
    try:
        match kind:
            case "toml":
                tomllib.loads(text)
            case _:
                with warnings.catch_warnings():
                    warnings.simplefilter("error")
                    compile(f"({text}\n)", "", "eval")
    except tomllib.TOMLDecodeError as error:
        return str(error).rpartition(" (at ")[0]
    except SyntaxError as error:
        return error.msg
    raise AssertionError(f"{text} is sound")


@pytest.mark.parametrize(
    ("kind", "text"),
    [(kind, text) for kind, texts in (("toml", TOML), ("condition", CONDITIONS)) for text in texts],
    ids=lambda value: ascii(value)[:40],
)
def test_that_a_reason_is_told_in_english_and_in_chinese(kind: str, text: str) -> None:
    message = message_of(kind, text)

    told = reason(message)

    assert told.en == message
    assert any("\u4e00" <= sign <= "\u9fff" for sign in told.zh), message


def test_that_a_reason_names_what_the_parser_names() -> None:
    assert reason("Expected ']]' at the end of an array declaration").zh == "表头末尾缺少“]]”"
    assert reason("Expected \"'''\"").zh == "此处缺少“'''”"
    assert reason("closing parenthesis ']' does not match opening parenthesis '('").zh == "“(”与“]”不成对"


def test_that_a_reason_nobody_knows_stays_as_it_is() -> None:
    assert reason("something new").zh == "something new"
