"""What differs between two editions: each kind of difference as a sentence in both languages, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from crlm_desktop.engine.knowledge.comparing import EditionChange, Part, compare_editions
from crlm_desktop.engine.knowledge.loading import load
from tests.engine.edition_texts import ABLATION, ALERTS, CONVERSION, RESECTION, SUPPORTIVE, edition_texts, source_text

ABLATION_FILE, RESECTION_FILE = "strategies/ablation.toml", "strategies/resection.toml"
CONVERSION_FILE = "strategies/systemic-conversion.toml"


def changes(changed: Mapping[str, str | None], before: Mapping[str, str | None] | None = None) -> list[EditionChange]:
    """Return what differs when some texts of the edition are changed."""
    return list(compare_editions(load(edition_texts(before)), load(edition_texts(changed))))


def said(changed: Mapping[str, str | None], before: Mapping[str, str | None] | None = None) -> list[str]:
    """Return the English sentences on it."""
    return [one.text.en for one in changes(changed, before)]


def ablation(old: str, new: str) -> dict[str, str | None]:
    """Return the strategy of ablation with one part of its text replaced."""
    assert old in ABLATION
    return {ABLATION_FILE: ABLATION.replace(old, new)}


def test_that_an_edition_does_not_differ_from_itself_nor_by_its_layout() -> None:
    assert changes({}) == []
    assert changes({ABLATION_FILE: "# A note.\n" + ABLATION.replace("<=", " <= ")}) == []


def test_that_strategies_that_came_and_went_are_told() -> None:
    less = {"strategies/supportive-care.toml": None}

    assert said(less) == ["Supportive care: removed."]
    (came,) = changes({}, less)
    assert (came.part, came.id) == (Part.STRATEGIES, "supportive-care")
    assert (came.text.en, came.text.zh) == ("Supportive care: added.", "支持治疗：新增。")


def test_that_a_strategy_of_another_name_and_one_of_another_id_are_renamed() -> None:
    other_id = {
        "strategies/supportive-care.toml": None,
        "strategies/best-care.toml": SUPPORTIVE.replace('id = "supportive-care"', 'id = "best-care"'),
    }

    assert said(ablation('en = "Ablation", zh = "消融"', 'en = "Heat", zh = "热消融"')) == [
        "Heat: name before: Ablation."
    ]
    assert said(other_id) == ["Supportive care: its id is `best-care`; before: `supportive-care`."]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("invasiveness = 3", "invasiveness = 4", "Ablation: invasiveness: 4; before: 3."),
        ('offers = ["ablation"]\n', "", "excluded when not offered: nothing; before: "),
        ("Ablate every lesion.", "Heat.", "Ablation: essence: Heat.; before: Ablate every lesion."),
    ],
)
def test_that_what_a_strategy_is_is_compared(old: str, new: str, told: str) -> None:
    (found,) = said(ablation(old, new))

    assert told in found


def test_that_arguments_that_came_and_went_are_told_with_their_side() -> None:
    more = ablation("[[for]]", '[[against]]\nid = "old"\nstrength = "weak"\nwhen = "ecog == 2"\n'
                    'text = {en = "Frail.", zh = "体弱。"}\nsources = ["trial-2025"]\n\n[[for]]')  # fmt: skip

    (came,) = changes(more)

    assert (came.part, came.id) == (Part.ARGUMENTS, "old")
    assert (came.text.en, came.text.zh) == ("Ablation: against “Frail”: added.", "消融：反对“体弱”：新增。")
    assert said({}, more) == ["Ablation: against “Frail”: removed."]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('strength = "strong"', 'strength = "weak"', "strength: weak; before: strong."),
        ("threshold.ablation.max_mm\"", "40\"", "when: Largest lesion ≤ 40 mm; before: Largest lesion ≤ 30 mm."),
        ("At most {threshold.ablation.max_mm} mm.", "Small: {threshold.ablation.max_mm} mm.",
         "“Small: 30 mm”: text before: At most 30 mm."),
    ],
)  # fmt: skip
def test_that_an_argument_that_changed_is_told_with_both_forms(old: str, new: str, told: str) -> None:
    (found,) = said(ablation(old, new))

    assert found.startswith("Ablation: for “")
    assert found.removesuffix(".").endswith(told.removesuffix("."))


def test_that_sources_of_an_argument_that_came_are_told() -> None:
    (found,) = said({ABLATION_FILE: ABLATION.removesuffix('["trial-2025"]\n') + '["trial-2025", "cohort-2018"]\n'})

    assert found == "Ablation: for “At most 30 mm”: sources: cohort-2018, trial-2025; before: trial-2025."


def test_that_what_several_strategies_share_is_told_once_with_all_their_names() -> None:
    other = "ECOG 0-1."
    both_changed = {
        ABLATION_FILE: ABLATION.replace("ECOG 0-2.", other),
        CONVERSION_FILE: CONVERSION.replace("ECOG 0-2.", other),
    }

    assert said(both_changed) == [
        "Ablation, Conversion: requires “ECOG 0-1”: text before: ECOG 0-2."
    ]  # fmt: skip


def test_that_steps_that_came_and_went_are_told_with_their_condition() -> None:
    later = CONVERSION.replace("Restage after 8 weeks.", "Restage after 12 weeks.")

    assert said({CONVERSION_FILE: later}) == [
        "Conversion: “Restage after 12 weeks” (when RAS: wild type): added.",
        "Conversion: “Restage after 8 weeks” (when RAS: wild type): removed.",
    ]


def test_that_a_threshold_is_told_with_its_value_and_range_but_not_where_it_is_quoted() -> None:
    texts = edition_texts()["thresholds.toml"]
    old = 'name = "ablation.max_mm"\nunit = "mm"\ndefault = 30\nrange = [3.0, 300]'
    assert old in texts

    found = changes({"thresholds.toml": texts.replace(old, old.replace("30\n", "25\n").replace("300", "50"))})

    assert [one.part for one in found] == [Part.THRESHOLDS]
    assert found[0].text.en == (
        "Threshold `ablation.max_mm`: value: 25 mm; before: 30 mm; permitted: 3–50 mm; before: 3–300 mm."
    )


def test_that_what_a_centre_sets_itself_is_told_as_such() -> None:
    (found,) = changes({"centre.toml": '"ablation.max_mm" = 25'})

    assert found.text.en == (
        "Threshold `ablation.max_mm`: value: 25 mm (set by the centre, default 30 mm); before: 30 mm."
    )
    assert found.text.zh == "阈值 `ablation.max_mm`：取值：25 mm（本中心自定，默认 30 mm）；此前：30 mm。"


def test_that_alerts_and_sources_that_came_went_and_changed_are_told() -> None:
    sources = edition_texts()["sources.toml"]
    changed = {
        "alerts.toml": ALERTS.replace('severity = "warn"', 'severity = "stop"').replace("ras-untested", "ras-unknown"),
        "sources.toml": sources.replace("n = 300", "n = 301", 1),
    }
    louder = {"alerts.toml": ALERTS.replace('severity = "note"', 'severity = "warn"')}

    assert said(changed) == [
        "“RAS was not tested”: added.",
        "“RAS was not tested”: removed.",
        "[johnson-2015] Author A. Journal johnson-2015: n: 301; before: 300.",
    ]
    assert said(louder) == ["“Portal hypertension”: severity: caution; before: note."]
    assert (
        said(
            {
                "sources.toml": sources + source_text("new-2026"),
                ABLATION_FILE: ABLATION.removesuffix('["trial-2025"]\n') + '["new-2026"]\n',
            }
        )[-1]
        == "[new-2026] Author A. Journal new-2026: added."
    )


def test_that_parts_stand_in_their_order_and_every_sentence_is_whole_in_both_languages() -> None:
    found = changes(
        {
            RESECTION_FILE: RESECTION.replace("invasiveness = 6", "invasiveness = 7").replace("ecog >= 3", "ecog >= 4"),
            CONVERSION_FILE: CONVERSION.replace("8 weeks", "9 weeks"),
            "centre.toml": '"wedge.max_mm" = 40',
            "alerts.toml": ALERTS.replace('severity = "warn"', 'severity = "note"'),
        }
    )

    parts = [tuple(Part).index(one.part) for one in found]
    assert parts == sorted(parts)
    assert set(parts) == {0, 1, 2, 3, 4}
    for one in found:
        assert one.text.en.endswith(".")
        assert one.text.zh.endswith("。")
