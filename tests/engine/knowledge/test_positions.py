"""Lines of tables, keys and entries in a TOML text."""

from __future__ import annotations

import tomllib

from crlm_desktop.engine.knowledge.faults import Document
from crlm_desktop.engine.knowledge.positions import lines_of

TEXT = '''# A comment with [brackets] and "quotes"
id = "a" # id = "b"
"quoted key" = 'it''s'
name = {en = "E {x}", zh = "中文 = ]"}
dotted.inner = 1

[head]
number = 1_000.5e3
when = 2026-11-23 10:00:00

[[for]]
id = "one"
text = """
three "" quotes \\""" inside
"""
list = [
  "x", # comment ]
  ["y", 'z'],
  {deep = true},
]
[[for]]
id = \'\'\'two\'\'\'
[[for.part]]
id = """"quoted""""
[[for.part]]
id = "\\"escaped\\""
'''


def test_that_every_table_key_and_entry_has_the_line_on_which_it_stands() -> None:
    text = TEXT.replace("it''s", "its")
    tomllib.loads(text)

    lines = lines_of(text)

    assert lines["id",] == 2
    assert lines["quoted key",] == 3
    assert lines["name", "zh"] == 4
    assert lines["dotted", "inner"] == 5
    assert lines["head",] == 7
    assert lines["head", "when"] == 9
    assert lines["for", 0] == 11
    assert lines["for", 0, "text"] == 13
    assert lines["for", 0, "list", 0] == 17
    assert lines["for", 0, "list", 1, 1] == 18
    assert lines["for", 0, "list", 2, "deep"] == 19
    assert lines["for", 1, "id"] == 22
    assert lines["for", 1, "part", 0, "id"] == 24
    assert lines["for", 1, "part", 1, "id"] == 26


def test_that_what_has_no_line_is_told_at_the_part_around_it() -> None:
    document = Document("x.toml", "\n[head]\na = 1")

    assert document.place(("head", "b", 3)) == "x.toml:2"
    assert document.place(("tail",)) == "x.toml:1"


def test_that_windows_line_ends_count_as_one_line_each() -> None:
    assert lines_of('a = 1\r\n\r\nb = """\r\nx"""\r\nc = 2\r\n')["c",] == 5


def test_that_an_escaped_key_is_found_by_what_it_means() -> None:
    assert lines_of('\n"\\u4e2d\\t\\"" = 1')['中\t"',] == 2


def test_that_an_empty_text_has_no_lines() -> None:
    assert lines_of("  \n# only a comment") == {}
