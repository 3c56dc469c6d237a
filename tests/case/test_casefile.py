"""The case file as bytes: what is read, what is refused and how, and that writing it again changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crlm_desktop.case import casefile
from crlm_desktop.case.choices import Segment, SiteState
from crlm_desktop.errors import InputError, Problem
from tests.laws.patched import patched_cases


def bytes_of(**fields: Any) -> bytes:
    return json.dumps({"schema": "crlm.case/1", **fields}).encode()


def problems_of(data: bytes) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        casefile.parse(data)
    return caught.value.problems


def told(data: bytes) -> dict[str, str]:
    return {one.path: one.code.id for one in problems_of(data)}


def test_that_a_file_with_nothing_but_its_schema_is_a_case_of_which_nothing_is_known() -> None:
    case = casefile.parse(bytes_of())
    assert case.lesions is None
    assert case.fitness.ecog is None
    assert casefile.canonical(case) == b'{"schema":"crlm.case/1"}'


def test_that_an_empty_list_of_lesions_differs_from_an_unknown_one() -> None:
    assert casefile.parse(bytes_of(lesions=[])).lesions == ()
    assert casefile.parse(bytes_of(lesions=None)).lesions is None


def test_that_a_part_given_as_null_is_an_absent_part() -> None:
    assert casefile.parse(bytes_of(patient=None, liver=None)) == casefile.parse(bytes_of())


def test_that_every_problem_is_told_at_once_with_its_path() -> None:
    data = bytes_of(
        patient={"age": 61, "age_years": "62", "sex": "f", "height_cm": 10, "weight_kg": True},
        lesions=[{"id": "L1", "segments": ["9"]}, {"id": "L1", "size_mm": -3, "segments": []}],
        primary={"resected_on": "2026-13"},
        liver={"flr": {"percent": 130}, "volumes_ml": {"total": 90, "9": 12}},
        extrahepatic={"lung": "maybe", "bone": 3},
        systemic={},
        fitness=[],
    )
    assert told(data) == {
        "extrahepatic.bone": "case.not_part",
        "extrahepatic.lung.state": "case.not_allowed",
        "fitness": "case.not_part",
        "lesions[0].segments[0]": "case.not_allowed",
        "lesions[1].id": "case.duplicate_lesion",
        "lesions[1].segments": "case.empty",
        "lesions[1].size_mm": "case.out_of_range_unit",
        "liver.flr.percent": "case.out_of_range_unit",
        "liver.volumes_ml.9": "case.unknown_key",
        "liver.volumes_ml.total": "case.out_of_range_unit",
        "patient.age": "case.unknown_key_near",
        "patient.age_years": "case.not_integer",
        "patient.height_cm": "case.out_of_range_unit",
        "patient.sex": "case.not_allowed",
        "patient.weight_kg": "case.not_number",
        "primary.resected_on": "case.not_date",
        "systemic": "case.not_list",
    }


@pytest.mark.parametrize(
    ("fields", "path", "sentence"),
    [
        ({"fitness": {"ecgo": 1}}, "fitness.ecgo", "The key “ecgo” is not known here. Did you mean “ecog”?"),
        ({"lesions": [{"size": 3}]}, "lesions[0].size", "The key “size” is not known here. Did you mean “size_mm”?"),
        ({"fitness": {"ecog": 7}}, "fitness.ecog", "7 is out of range; allowed is 0 to 4."),
        (
            {"lesions": [{"segments": ["4a", "10"]}]},
            "lesions[0].segments[1]",
            "“10” is not allowed. Allowed are: 1, 2, 3, 4, 4a, 4b, 5, 6, 7, 8.",
        ),
        ({"liver": {"flr": {"percent": 100.5}}}, "liver.flr.percent", "100.5 is out of range; allowed is 0 to 100 %."),
        (
            {"as_of": "2026-02-30"},
            "as_of",
            "“2026-02-30” is not a date; allowed is YYYY-MM-DD, YYYY-MM or YYYY, from 1900 to 2100.",
        ),
        (
            {"lesions": [{"id": "1"}]},
            "lesions[0].id",
            "“1” is not a lesion id; allowed are a letter and up to 15 letters, digits, “-” or “_”, such as L1.",
        ),
    ],
)
def test_that_a_message_names_the_value_and_what_is_allowed(fields: dict[str, Any], path: str, sentence: str) -> None:
    (one,) = problems_of(bytes_of(**fields))
    assert one.path == path
    assert one.code.sentence.format(**one.params) == sentence


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "case.not_json_value"),
        (b'{"schema": tru}', "case.not_json_value"),
        (b"{schema: 1}", "case.not_json_name"),
        (b'{"schema" 1}', "case.not_json_colon"),
        (b'{"a": 1 "b": 2}', "case.not_json_comma"),
        (b'{"a": "open}', "case.not_json_open_text"),
        (b'{"a": "C:\\x"}', "case.not_json_escape"),
        (b'{"a": "\\u12"}', "case.not_json_escape"),
        (b'{"a": "two\nlines"}', "case.not_json_control"),
        (b"{} {}", "case.not_json_more"),
        (b"\xff\xfa\x00", "case.not_utf8"),
        ("{}".encode("utf-16"), "case.utf16"),
        ("{}".encode("utf-16-le"), "case.utf16"),
        ("{}".encode("utf-16-be"), "case.utf16"),
        (b"[]", "case.not_object"),
        (b"null", "case.not_object"),
        (b"{}", "case.missing"),
        (b'{"schema": "crlm.case/2"}', "case.wrong_schema"),
        (b'{"schema": 1}', "case.wrong_schema"),
        (b"[" * 200_000, "case.too_deep"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "case.too_deep"),
        (b'{"schema": "crlm.case/1", "question": "\\ud800"}', "case.bad_text"),
        (b'{"schema": "crlm.case/1", "\\ud800": 1}', "case.bad_text"),
        (b'{"schema": "crlm.case/1", "patient": {"age_years": NaN}}', "case.not_finite"),
        (b'{"schema": "crlm.case/1", "patient": {"weight_kg": 1e999}}', "case.not_finite"),
        (b'{"schema": "crlm.case/1", "patient": {"weight_kg": ' + b"9" * 5000 + b"}}", "case.not_finite"),
        (b" " * (casefile.MAX_BYTES + 1), "case.too_large"),
    ],
)
def test_that_malformed_bytes_are_refused_with_a_reason(data: bytes, code: str) -> None:
    assert code in {one.code.id for one in problems_of(data)}


def test_that_a_fault_of_json_is_told_by_line_and_column_without_a_word_of_the_parser() -> None:
    (one,) = problems_of(b'{\n  "a": 1\n  "b": 2\n}')
    assert one.params == {"line": 3, "column": 3}
    assert one.code.sentence.format(**one.params) == (
        "The file is not JSON: at line 3, column 3 a comma is expected, or a closing bracket."
    )


def test_that_a_fault_of_json_which_no_sentence_is_made_for_is_still_told_by_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(casefile, "_JSON_FAULTS", ())
    assert told(b"{} {}") == {"": "case.not_json"}


def test_that_a_key_given_twice_is_refused() -> None:
    data = b'{"schema": "crlm.case/1", "fitness": {"ecog": 0, "ecog": 3}}'
    assert told(data) == {"fitness": "case.repeated_key"}


def test_that_a_key_given_twice_which_nothing_can_write_is_told_without_its_letters() -> None:
    with pytest.raises(InputError) as caught:
        casefile.parse(b'{"schema": "crlm.case/1", "\\ud800": 0, "\\ud800": 3}')

    assert [one.code.id for one in caught.value.problems] == ["case.bad_text"]


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        (b",".join([b'"a":1'] * 100_000), "case.repeated_key"),
        (b",".join(b'"a%d":1' % number for number in range(10_000)), "case.unknown_key"),
        (b'"lesions":[' + b",".join([b"{}"] * 100_000) + b"]", "case.too_long"),
        (b'"lesions":[' + b",".join(b'{"id":"L%d"}' % number for number in range(40_000)) + b"]", "case.too_long"),
        (b'"fitness":{"comorbidities":[' + b",".join([b"9"] * 40_000) + b"]}", "case.not_text"),
    ],
    ids=["repeated keys", "unknown keys", "lesions without ids", "lesions", "texts that are none"],
)
def test_that_a_large_file_of_nonsense_is_refused_while_somebody_waits(inner: bytes, code: str) -> None:
    data = b'{"schema":"crlm.case/1",' + inner + b"}"
    assert code in told(data).values()


def test_that_a_byte_order_mark_is_read_over() -> None:
    assert casefile.parse(b"\xef\xbb\xbf" + bytes_of()) == casefile.parse(bytes_of())


def test_that_a_lesion_without_an_id_gets_the_first_free_one() -> None:
    case = casefile.parse(bytes_of(lesions=[{"size_mm": 12}, {"id": "L1"}, {"id": None}]))
    assert [lesion.id for lesion in case.lesions or ()] == ["L2", "L1", "L3"]


def test_that_a_site_may_be_given_by_its_state_alone() -> None:
    short = casefile.parse(bytes_of(extrahepatic={"lung": "resectable"}))
    long = casefile.parse(bytes_of(extrahepatic={"lung": {"state": "resectable"}}))
    assert short == long
    assert short.extrahepatic.lung is not None
    assert short.extrahepatic.lung.state is SiteState.RESECTABLE
    assert casefile.to_json(long)["extrahepatic"] == {"lung": "resectable"}


def test_that_segments_four_and_its_halves_are_read() -> None:
    case = casefile.parse(bytes_of(lesions=[{"segments": ["4", "4a", "8"]}]))
    assert case.lesions is not None
    assert case.lesions[0].segments == (Segment.S4, Segment.S4A, Segment.S8)


def test_that_a_whole_number_written_with_a_fraction_is_the_same_case() -> None:
    with_fraction = casefile.parse(b'{"schema":"crlm.case/1","patient":{"age_years":62.0,"weight_kg":70.0}}')
    assert casefile.sha256(with_fraction) == casefile.sha256(
        casefile.parse(bytes_of(patient={"age_years": 62, "weight_kg": 70}))
    )


def test_that_the_hash_of_a_known_case_stays_what_it_is() -> None:
    case = casefile.parse(bytes_of(lesions=[{"id": "L1", "size_mm": 12}], fitness={"ecog": 1}))
    assert casefile.canonical(case) == (
        b'{"fitness":{"ecog":1},"lesions":[{"id":"L1","size_mm":12}],"schema":"crlm.case/1"}'
    )


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
PARTS = st.sampled_from(
    ["patient", "fitness", "primary", "lesions", "liver", "markers", "extrahepatic", "systemic", "as_of", "centre"]
)


@given(st.dictionaries(PARTS | st.text(max_size=6), JSON_VALUES, max_size=4))
def test_that_any_json_object_is_read_or_refused_with_problems(fields: dict[str, Any]) -> None:
    try:
        case = casefile.parse(json.dumps({"schema": "crlm.case/1", **fields}).encode("utf-8", "surrogatepass"))
    except InputError as error:
        for one in error.problems:
            assert one.code.sentence.format(**one.params)
    else:
        assert casefile.parse(casefile.canonical(case)) == case


@given(st.binary(max_size=200))
def test_that_no_bytes_whatever_end_in_anything_but_a_case_or_problems(data: bytes) -> None:
    try:
        case = casefile.parse(data)
    except InputError:
        return
    assert casefile.parse(casefile.canonical(case)) == case


def test_that_the_schema_describes_every_part_and_refuses_unknown_keys() -> None:
    schema = casefile.json_schema()
    assert schema["$id"] == "crlm.case/1"
    assert schema["required"] == ["schema"]
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) >= {"schema", "as_of", "lesions", "liver", "extrahepatic", "local_treatments"}
    assert schema["$defs"]["Lesion"]["properties"]["size_mm"]["x-unit"] == "mm"


def test_that_a_number_too_large_to_hold_is_named_as_it_was_written() -> None:
    (one,) = problems_of(b'{"schema": "crlm.case/1", "patient": {"weight_kg": 1e999}}')
    assert one.code.sentence.format(**one.params) == "“1e999” is not a finite number."


NOT_SOUND = [
    "",
    "{",
    '{"a"',
    '{"a":',
    '{"a":1',
    "[1",
    '"a',
    '"\\x"',
    '"\\u12"',
    '"\n"',
    "{} 1",
    "{1: 2}",
    "[1 2]",
    "nul",
]


@pytest.mark.parametrize("text", NOT_SOUND, ids=ascii)
def test_that_each_kind_of_fault_of_json_has_a_sentence_of_its_own(text: str) -> None:
    with pytest.raises(InputError) as refused:
        casefile.parse(text.encode())

    assert [one.code for one in refused.value.problems] != [casefile.NOT_JSON]


def test_that_what_was_written_canonically_is_read_again_as_the_same_case() -> None:
    for content in map(casefile.canonical, patched_cases(40, seed=8)):
        assert casefile.reread(content) == casefile.parse(content)
        assert casefile.canonical(casefile.reread(content)) == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"schema": "crlm.case/1", "extrahepatic": 7}',
        b'{"schema": "crlm.case/1", "patient": {"age_years": NaN}}',
        b'{"schema": "crlm.case/1", "lesions": [{"id": "L1"}, {"id": "L1"}]}',
        b'{"schema": "crlm.case/1", "question": "\\ud800"}',
        b'{"schema": "crlm.case/1", "nobody": 1}',
        b"[" * 100_000,
    ],
)
def test_that_what_was_never_written_canonically_is_refused_as_a_file_is(content: bytes) -> None:
    with pytest.raises(InputError) as as_file:
        casefile.parse(content)
    with pytest.raises(InputError) as again:
        casefile.reread(content)
    assert again.value.problems == as_file.value.problems


def test_that_a_file_in_a_form_of_its_own_is_read_again_as_it_was_read() -> None:
    loose = (
        b'{"schema": "crlm.case/1", "patient": null, "extrahepatic": {"lung": "none"}, "lesions": [{"size_mm": 3.0}]}'
    )

    assert casefile.reread(loose) == casefile.parse(loose)
