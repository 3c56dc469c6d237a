"""The law of bad knowledge: whatever a knowledge file holds, its faults are told with file and line, or it is used."""

from __future__ import annotations

import re
from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crlm_desktop import paths
from tests.engine.edition_texts import edition_texts
from tests.engine.knowledge.test_sharing import shared_by_two
from tests.fuzz.laws import hold_for_knowledge_file

CENTRE = '"flr.normal_percent" = 25\n"ablation.max_mm" = 25.5\n'
CONDITIONS = [
    "ecog <",
    "ecog << 2",
    "ecog < 2 or",
    "not not not ecog < 2",
    "ecog < 99999999999999999999999999",
    f"ecog < {'9' * 3000}",
    f"ecog < 0x{'f' * 3900}",
    "ecog < 1e999",
    "ecog == 1e999",
    "ecog in [1e999, 2]",
    "ecog < -1j",
    "ecog < ...",
    "ecog == 'a'",
    "ecog < threshold",
    "ecog < threshold.ablation.max_mm",
    "ecog < threshold.nobody",
    "ecog < 2 < 3 < age",
    "lesions.max_mm < threshold.flr.normal_percent",
    "any(l.size_mm > 10 for l in lesions for m in lesions)",
    "any(any(m.size_mm > 1 for m in lesions) for l in lesions)",
    "count(l for l in lesions) == 10**400",
    "count(l for l in lesions) < 201",
    "all(l for l in lesions)",
    "f'{ecog}' in ras",
    "b'mutated' == ras",
    "ras == 'mutated\\\\x00'",
    "ras in ['mutated', b'x', 3, None]",
    "ras in []",
    "lambda: ecog",
    "(ecog := 2) < 3",
    "[ecog for ecog in lesions]",
    "is_known(is_known(ras))",
    "is_applicable()",
    "True",
    "True and False",
    "await ecog",
    "yield",
    "ecog if ecog else ecog",
    "(" * 200 + "ecog" + ")" * 200,
    "not " * 300 + "plan.exists",
    "ecog < " + "-" * 1000 + "2",
    " and ".join(["ecog < 2"] * 300),
    "ecog" + ".x" * 1000 + " < 2",
    "\\u202eecog < 2",
    "ｅｃｏｇ < 2",
    "ecog < ２",
    "ecog # comment",
    "ecog < 2 \\\\",
    "ecog < 2)\nor (age > 3",
    "\n\n\n",
    "ecog < 2; age > 3",
    "plan.exists",
]
VALUES = [
    '""',
    '"x"',
    '" "',
    "0",
    "-1",
    "3.5",
    "nan",
    "-inf",
    "1e400",
    "9" * 30,
    "9" * 400,
    "9" * 5000,
    "0x" + "f" * 300,
    "true",
    "[]",
    "[[]]",
    '["x", 3]',
    "{}",
    '{en = "x"}',
    '{en = "x", zh = 3}',
    '{en = "{ecog", zh = "{ecog"}',
    '{en = "{a(b)}", zh = "{a(b)}"}',
    '{en = "({ecog}) {x[0]} {}", zh = "（{ecog}）"}',
    '{en = "{threshold.}", zh = "{threshold.}"}',
    '{en = "}", zh = "{{"}',
    "0000-01-01",
    "9999-12-31T23:59:60Z",
    "2026-11-23",
    "07:32:00",
    "[2.0, nan]",
    "[1, 1e308]",
    "[" * 500 + "]" * 500,
    "[" * 50_000 + "]" * 50_000,
    "{a = " * 500 + "1" + "}" * 500,
    '"\\u0000"',
    '"\\ud800"',
    '"\\U0010ffff"',
    "'''\n''''",
    '"' + "x" * 100_000 + '"',
]
LINES = [
    "[[rule]]",
    "[for]",
    "[[for.inner]]",
    "[[threshold]]",
    "a.b.c = 1",
    "id.x = 2",
    '"" = 1',
    "\"a\\nb\" = 'x'",
    "'for' = 3",
    "[a" + ".a" * 400 + "]",
    "x" * 1000 + " = 1",
    "= 1",
    "\x00",
    "\x1b[31m",
    "\x7f",
    "\u2028",
    "\ufeff",
    "#" + "\x07",
    "\r",
]
_KEY = re.compile(r"^(\"?[\w.]+\"?) = ", re.MULTILINE)
SOME = settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@cache
def texts_of(name: str) -> dict[str, str]:
    """Return the texts of an edition: the small one, one whose strategies share rules, or the shipped one."""
    if name == "shipped":
        root = paths.resource("knowledge")
        return {file.relative_to(root).as_posix(): file.read_text(encoding="utf-8") for file in root.rglob("*.toml")}
    return {**(shared_by_two() if name == "sharing" else edition_texts()), "centre.toml": CENTRE}


@st.composite
def mangled(draw: st.DrawFn, text: str) -> bytes:
    """Generate a text that was mangled one to three times, and sometimes its bytes as well."""
    for _ in range(draw(st.integers(1, 3))):
        text = draw(st.sampled_from(MANGLES)).__call__(draw, text)
    data = text.encode()
    if draw(st.integers(0, 9)) == 9:
        at = draw(st.integers(0, len(data)))
        data = (
            data[:at] + draw(st.sampled_from([b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5", b"\xff\xfe"])) + data[at:]
        )
    return data


def _split(draw: st.DrawFn, text: str) -> tuple[list[str], int]:
    lines = text.split("\n")
    return lines, draw(st.integers(0, len(lines) - 1))


def drop_a_line(draw: st.DrawFn, text: str) -> str:
    lines, at = _split(draw, text)
    return "\n".join(lines[:at] + lines[at + 1 :])


def double_a_line(draw: st.DrawFn, text: str) -> str:
    lines, at = _split(draw, text)
    return "\n".join([*lines[:at], lines[at], *lines[at:]])


def swap_two_lines(draw: st.DrawFn, text: str) -> str:
    lines, at = _split(draw, text)
    other = draw(st.integers(0, len(lines) - 1))
    lines[at], lines[other] = lines[other], lines[at]
    return "\n".join(lines)


def add_a_line(draw: st.DrawFn, text: str) -> str:
    lines, at = _split(draw, text)
    return "\n".join([*lines[:at], draw(st.sampled_from(LINES)), *lines[at:]])


def cut_the_text(draw: st.DrawFn, text: str) -> str:
    return text[: draw(st.integers(0, len(text)))]


def cut_out(draw: st.DrawFn, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    return text[:at] + text[at + draw(st.integers(1, 8)) :]


def rename_a_key(draw: st.DrawFn, text: str) -> str:
    found = list(_KEY.finditer(text))
    if not found:
        return text
    key = draw(st.sampled_from(found))
    new = draw(st.sampled_from([key[1] + "s", key[1][:-1] or "x", "id", "when", "sources", "zzz", '"é"', "for"]))
    return text[: key.start(1)] + new + text[key.end(1) :]


def set_another_value(draw: st.DrawFn, text: str) -> str:
    return _with_value(draw, text, draw(st.sampled_from(VALUES)))


def swap_two_values(draw: st.DrawFn, text: str) -> str:
    lines = [line.partition(" = ")[2] for line in text.split("\n") if " = " in line]
    return _with_value(draw, text, draw(st.sampled_from(lines))) if lines else text


def set_another_condition(draw: st.DrawFn, text: str) -> str:
    condition = draw(st.sampled_from(CONDITIONS))
    written = f'"""{condition}"""' if draw(st.booleans()) else '"' + condition.replace("\n", "\\n") + '"'
    return _with_value(draw, text, written, key="when")


def set_another_unit(draw: st.DrawFn, text: str) -> str:
    return _with_value(draw, text, draw(st.sampled_from(['"cm"', '"%"', '""', '"mm"', '"周"'])), key="unit")


def _with_value(draw: st.DrawFn, text: str, value: str, *, key: str = "") -> str:
    found = [one for one in _KEY.finditer(text) if key in ("", one[1])]
    if not found:
        return text
    at = draw(st.sampled_from(found)).end()
    end = text.find("\n", at)
    return text[:at] + value + text[end if end >= 0 else len(text) :]


MANGLES = [
    drop_a_line,
    double_a_line,
    swap_two_lines,
    add_a_line,
    cut_the_text,
    cut_out,
    rename_a_key,
    set_another_value,
    set_another_value,
    swap_two_values,
    set_another_condition,
    set_another_condition,
    set_another_unit,
]


def _hold(data: st.DataObject, edition: str) -> None:
    texts = texts_of(edition)
    name = data.draw(st.sampled_from(sorted(texts)))
    hold_for_knowledge_file(name, data.draw(mangled(texts[name])), texts)


@SOME
@given(st.data())
def test_that_a_mangled_knowledge_file_is_refused_with_file_and_line_or_used_in_full(data: st.DataObject) -> None:
    _hold(data, data.draw(st.sampled_from(["small", "sharing"])))


@settings(SOME, max_examples=10)
@given(st.data())
def test_that_a_mangled_file_of_the_shipped_knowledge_is_refused_or_used_too(data: st.DataObject) -> None:
    _hold(data, "shipped")
