"""What a record tells about when things happened."""

from __future__ import annotations

from crlm_desktop.case.timeline import Track, curves_of, events_of, measured_words
from tests.builders import a_case


def test_that_dated_fields_become_events_of_their_track() -> None:
    case = a_case(
        primary={"diagnosed_on": "2026-03-05", "resected_on": "2026-03"},
        metastases={"detected_on": "2026"},
        imaging={"liver_mri_on": "2026-11-02"},
    )

    told = [(one.track, one.name.en, one.path, one.began and one.began.text) for one in events_of(case)]

    assert told == [
        (Track.DISEASE, "Primary diagnosed", "primary.diagnosed_on", "2026-03-05"),
        (Track.LOCAL, "Primary resected", "primary.resected_on", "2026-03"),
        (Track.DISEASE, "Liver metastases found", "metastases.detected_on", "2026"),
        (Track.IMAGING, "Liver MRI", "imaging.liver_mri_on", "2026-11-02"),
    ]


def test_that_a_line_of_treatment_is_told_with_what_is_known_of_it() -> None:
    case = a_case(
        systemic=[
            {
                "line": 1,
                "agents": ["oxaliplatin", "bevacizumab"],
                "started_on": "2026-04",
                "ended_on": "2026-09-01",
                "cycles": 1,
                "response": "PR",
            },
            {"line": 2, "regimen": "FOLFIRI", "started_on": "2026-10-01", "ongoing": True},
            {"line": 3, "started_on": "2026-10-01"},
        ]
    )

    first, second, third = events_of(case)

    assert first.name.en == "Line 1, oxaliplatin + bevacizumab, 1 cycle, partial response"
    assert first.name.zh == "第 1 线，oxaliplatin + bevacizumab，1 周期，部分缓解 (PR)"
    assert (first.is_stretch, first.goes_on, first.is_exact) == (True, False, False)
    assert (second.is_stretch, second.goes_on) == (True, True)
    # Of a line whose end nobody has told it is not said that it lasted till now.
    assert (third.is_stretch, third.goes_on) == (False, False)


def test_that_what_has_no_date_is_an_event_without_one() -> None:
    case = a_case(local_treatments=[{"kind": "ablation", "segments": ["6", "7"], "lesions": ["L2"]}])

    (event,) = events_of(case)

    assert not event.is_dated
    assert event.name.en == "Ablation, S6, S7, L2"
    assert event.path == "local_treatments[0].on"


def test_that_markers_of_one_kind_and_unit_make_a_curve_with_the_undated_last() -> None:
    case = a_case(
        markers=[
            {"name": "CEA", "value": 12, "unit": "ng/mL"},
            {"name": "CEA", "value": 9.1, "unit": "ng/mL", "on": "2026-11-09"},
            {"name": "CEA", "value": 86, "unit": "ng/mL", "on": "2026-03-10"},
            {"name": "CA19-9", "value": 40, "unit": "kU/L", "on": "2026-03-10"},
            {"name": "CEA", "unit": "ng/mL", "on": "2026-03-12"},
        ]
    )

    cea, other = curves_of(case)

    assert [one.value for one in cea.values] == [86, 9.1, 12]
    assert [one.path for one in cea.values] == ["markers[2].value", "markers[1].value", "markers[0].value"]
    assert measured_words(other, other.values[0]).en == "CA19-9 40 kU/L"
