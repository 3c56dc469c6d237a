"""Loading an edition: what is refused, and that every fault is told at once with its file and line."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from crlm_desktop.case.choices import Offer, TreatmentFamily
from crlm_desktop.case.wording import Text
from crlm_desktop.engine.knowledge.loading import check, load, sha256_of
from crlm_desktop.engine.proposal import Intent, LesionModality, Stance, Strength
from crlm_desktop.errors import InputError
from crlm_desktop.i18n import Language, catalogue_for
from tests.engine.edition_texts import ABLATION, ALERTS, CONVERSION, EDITION, RESECTION, edition_texts, source_text

STRATEGY = "strategies/resection.toml"
TEXT_UNKNOWN = ALERTS.partition('when_unknown = "tell"')[2].splitlines()[2]


def faults_of(changed: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """Return place and code of every fault of the edition with some texts changed."""
    return [(one.path, one.code.id) for one in check(edition_texts(changed))]


def resection(old: str, new: str) -> dict[str, str | None]:
    """Return the strategy of resection with one part of its text replaced."""
    assert old in RESECTION
    return {STRATEGY: RESECTION.replace(old, new)}


def test_that_a_sound_edition_has_no_fault() -> None:
    assert check(edition_texts()) == ()


def test_that_a_strategy_is_read_with_all_that_it_says() -> None:
    edition = load(edition_texts())

    ablation = edition.strategy("ablation")

    assert ablation is not None
    assert ablation.name == Text("Ablation", "消融")
    assert ablation.families == (TreatmentFamily.ABLATION,)
    assert ablation.offers == (Offer.ABLATION,)
    assert ablation.intent is Intent.NED
    assert ablation.modalities == {LesionModality.ABLATE}
    assert ablation.is_planned
    assert [(rule.id, rule.stance, rule.strength) for rule in ablation.rules] == [
        ("small", Stance.FOR, Strength.STRONG),
        ("plan", Stance.REQUIRES, None),
        ("fitness", Stance.REQUIRES, None),
    ]
    assert ablation.rules[0].condition.constants == {"lesions.max_mm": (30.0,)}


def test_that_strategies_stand_in_the_order_of_their_ids_and_an_unknown_one_is_none() -> None:
    edition = load(edition_texts())

    assert [one.id for one in edition.strategies] == ["ablation", "resection", "supportive-care", "systemic-conversion"]
    assert edition.strategy("surgery") is None


def test_that_the_hash_covers_the_texts_and_names_but_not_the_line_ends() -> None:
    texts = edition_texts()
    windows = {name: text.replace("\n", "\r\n") for name, text in texts.items()}
    other = texts | {"edition.toml": EDITION.replace("For tests", "For trials")}

    assert sha256_of(texts) == sha256_of(windows) == load(windows).sha256
    assert sha256_of(other) != sha256_of(texts)
    assert sha256_of({"a": "bc"}) != sha256_of({"ab": "c"})


def test_that_nothing_loads_when_anything_is_wrong() -> None:
    with pytest.raises(InputError) as caught:
        load(edition_texts(resection('intent = "ned"', 'intent = "cure"')))

    assert [one.path for one in caught.value.problems] == ["strategies/resection.toml:5"]


def test_that_every_fault_is_told_at_once_in_the_order_of_files_and_lines() -> None:
    found = faults_of(
        {
            "alerts.toml": ALERTS.replace('severity = "warn"', 'severity = "loud"'),
            STRATEGY: RESECTION.replace("invasiveness", "invasivness").replace("plan.exists", "plan.exist"),
            "strategies/ablation.toml": "id = ",
            "thresholds.toml": edition_texts()["thresholds.toml"].replace("default = 20\n", "default = 2000\n"),
        }
    )

    assert found == [
        ("alerts.toml:11", "knowledge.not_allowed"),
        ("strategies/ablation.toml:1", "knowledge.not_toml"),
        ("strategies/resection.toml:1", "knowledge.no_key"),
        ("strategies/resection.toml:6", "knowledge.unknown_key_near"),
        ("strategies/resection.toml:11:1", "expression.unknown_fact_near"),
        ("thresholds.toml:5", "knowledge.outside_range"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ('name = {en = "Resection", zh = "肝切除"}', 'name = {en = "Resection"}', "2", "knowledge.no_language"),
        ('name = {en = "Resection", zh = "肝切除"}', 'name = "Resection"', "2", "knowledge.not_bilingual"),
        ('name = {en = "Resection", zh = "肝切除"}', 'name = {en="R", zh="切", fr="R"}', "2", "knowledge.unknown_key"),
        ('name = {en = "Resection", zh = "肝切除"}', 'name = {en = "R", zh = " "}', "2", "knowledge.no_language"),
        ('family = "resection"', 'family = "surgery"', "4", "knowledge.not_allowed"),
        ('family = "resection"', "family = 3", "4", "knowledge.not_text"),
        ('family = "resection"', 'family = ""', "4", "knowledge.empty_text"),
        ('family = "resection"', 'families = "resection"', "4", "knowledge.not_list"),
        ('family = "resection"', 'kin = "resection"', "4", "knowledge.unknown_key"),
        ("invasiveness = 6", "invasiveness = 10", "6", "knowledge.not_whole"),
        ("invasiveness = 6", "invasiveness = true", "6", "knowledge.not_whole"),
        ("invasiveness = 6", "invasiveness = 6\nprocedures = 1", "7", "knowledge.only_without_plan"),
        ('modalities = ["resect"]', 'modalities = ["resect", "burn"]', "7", "knowledge.not_allowed"),
        ('modalities = ["resect"]', 'modalities = ["resect"]\nmust_use = ["ablate"]', "8", "knowledge.must_use_more"),
        ('when = "plan.exists"', 'when = "ecog < 2"', "7", "knowledge.no_plan_required"),
        ('when = "plan.exists"', 'when = "ecog < 9"', "11:1", "expression.never_false"),
        ("[[requires]]", "[requires]", "9", "knowledge.not_tables"),
        ('strength = "strong"\nwhen = "braf', 'strength = "heavy"\nwhen = "braf', "31", "knowledge.not_allowed"),
        ('contradicts = ["survival"]', 'contradicts = ["plan"]', "35", "knowledge.unknown_argument"),
        ('contradicts = ["survival"]', 'contradicts = ["nobody"]', "35", "knowledge.unknown_argument"),
        ('sources = ["cohort-2018"]', 'sources = ["cohort-2081"]', "34", "knowledge.unknown_source_near"),
        ('sources = ["cohort-2018"]', 'sources = ["zzz"]', "34", "knowledge.unknown_source"),
        ('sources = ["cohort-2018"]', "sources = []", "34", "knowledge.no_source"),
        ('text = {en = "ECOG {ecog}.", zh', 'text = {en = "ECOG {eccog}.", zh', "19", "knowledge.bad_quote_near"),
        ("ECOG {ecog} 分", "ECOG 分", "19", "knowledge.other_quotes"),
        ("{ecog}", "{l.size_mm}", "19", "knowledge.bad_quote"),
        ("ECOG {ecog}.", "ECOG {ecog.", "19", "knowledge.bad_braces"),
        ("ECOG {ecog}.", "ECOG {ecog:.1f}.", "19", "knowledge.bad_braces"),
        ('id = "braf"', 'id = "survival"', "30", "knowledge.twice"),
        ('id = "braf"', 'id = "BRAF V600E"', "30", "knowledge.not_an_id"),
        ('id = "resection"', 'id = "surgery"', "1", "knowledge.wrong_name"),
        ('id = "braf"', "", "29", "knowledge.no_key"),
        ("when = \"braf == 'v600e'\"", "", "29", "knowledge.no_key"),
    ],
)
def test_that_a_fault_of_a_strategy_is_told_at_its_line(old: str, new: str, place: str, code: str) -> None:
    assert (f"{STRATEGY}:{place}", code) in faults_of(resection(old, new))


def test_that_a_fault_inside_a_condition_of_several_lines_is_told_at_its_own_line() -> None:
    written = 'when = """\nplan.exists and\n  eccog > 2"""'

    assert faults_of(resection('when = "plan.exists"', written)) == [
        (f"{STRATEGY}:13:3", "expression.unknown_fact_near")
    ]


def test_that_is_known_is_allowed_in_an_alert_and_refused_in_a_strategy() -> None:
    found = faults_of(resection("braf == 'v600e'", "is_known(braf)"))

    assert found == [(f"{STRATEGY}:32:1", "expression.known_not_here")]


def test_that_plan_facts_are_refused_where_nothing_is_planned() -> None:
    found = faults_of({"strategies/systemic-conversion.toml": CONVERSION.replace("ecog <= 2", "plan.exists")})

    assert [code for _, code in found] == ["expression.unknown_fact_near"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('[[step]]\naction = "systemic"', '[[stop]]\naction = "systemic"', "knowledge.unknown_key_near"),
        ("invasiveness = 2", 'invasiveness = 2\nmust_use = ["resect"]', "knowledge.only_with_plan"),
        ("invasiveness = 2", 'invasiveness = 2\naugmentation = "pve"', "knowledge.only_with_plan"),
        ('action = "restage"', 'action = "Restage now"', "knowledge.not_an_id"),
        ('action = "restage"', 'action = "restage"\nposition = "later"', "knowledge.not_allowed"),
        ("when = \"ras == 'wild_type'\"", "when = \"ras == 'wild'\"", "expression.unknown_code_near"),
    ],
)
def test_that_a_fault_of_an_unplanned_strategy_is_told(old: str, new: str, code: str) -> None:
    assert old in CONVERSION

    found = faults_of({"strategies/systemic-conversion.toml": CONVERSION.replace(old, new)})

    assert code in [one for _, one in found]


def test_that_a_conversion_which_asks_for_plans_needs_its_own_steps_and_may_count_procedures() -> None:
    asking = CONVERSION.replace("invasiveness = 2", 'invasiveness = 2\nprocedures = 1\nmodalities = ["resect"]')
    without_steps = asking.partition("[[step]]")[0]

    assert faults_of({"strategies/systemic-conversion.toml": asking}) == []
    assert [code for _, code in faults_of({"strategies/systemic-conversion.toml": without_steps})] == [
        "knowledge.no_steps"
    ]


def test_that_a_strategy_which_leaves_no_disease_may_have_its_own_steps_and_only_ask_for_plans() -> None:
    asking = CONVERSION.replace('intent = "conversion"', 'intent = "ned"\nmodalities = ["resect"]\nown_steps = true')

    edition = load(edition_texts({"strategies/systemic-conversion.toml": asking}))

    found = edition.strategy("systemic-conversion")
    assert found is not None
    assert found.asks_for_plans
    assert not found.is_planned


def test_that_own_steps_are_said_by_true_or_false_and_only_where_plans_are_asked_for() -> None:
    said = CONVERSION.replace("invasiveness = 2", 'invasiveness = 2\nown_steps = "yes"')

    assert [code for _, code in faults_of({"strategies/systemic-conversion.toml": said})] == [
        "knowledge.not_flag",
        "knowledge.only_with_plan",
    ]


def test_that_an_augmentation_for_which_no_plans_are_made_is_refused() -> None:
    text = resection('modalities = ["resect"]', 'modalities = ["resect"]\naugmentation = "none"')

    assert faults_of(text) == [(f"{STRATEGY}:8", "knowledge.not_allowed")]


def test_that_an_unplanned_strategy_without_steps_and_one_without_arguments_are_refused() -> None:
    head, _, _ = CONVERSION.partition("[[requires]]")

    found = faults_of({"strategies/systemic-conversion.toml": head})

    assert [code for _, code in found] == ["knowledge.no_argument", "knowledge.no_steps"]


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ('when_unknown = "tell"\n', "", "16", "knowledge.unknown_text"),
        ("text_unknown =", "text =", "22", "knowledge.not_toml"),
        (TEXT_UNKNOWN, "", "20", "knowledge.unknown_text"),
        ('id = "ras-untested"', 'id = "bevacizumab-interval"', "10", "knowledge.twice"),
        ('threshold.bevacizumab.weeks"', 'threshold.bevacizumab.week"', "5:27", "expression.unknown_threshold_near"),
        ("{bevacizumab.weeks_since} weeks", "{bevacizumab.week_since} weeks", "6", "knowledge.bad_quote_near"),
    ],
)
def test_that_a_fault_of_an_alert_is_told_at_its_line(old: str, new: str, place: str, code: str) -> None:
    assert old in ALERTS

    assert (f"alerts.toml:{place}", code) in faults_of({"alerts.toml": ALERTS.replace(old, new)})


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("year = 2020", 'year = "2020"', "knowledge.not_whole"),
        ("year = 2020", "year = 1700", "knowledge.not_whole"),
        ("n = 300", "n = 0", "knowledge.not_whole"),
        ("n = 300", 'n = 300\ndoi = "doi.org/10.1"', "knowledge.bad_doi"),
        ("n = 300", 'n = 300\ntrial = "NCT1"', "knowledge.bad_trial"),
        ('id = "fong-1999"', 'id = "fong-1998"', "knowledge.no_score_source"),
        ('id = "fong-1999"', 'id = "ayez-2011"', "knowledge.twice"),
        ('grade = "RCT"', "", "knowledge.no_key"),
    ],
)
def test_that_a_fault_of_a_source_is_told(old: str, new: str, code: str) -> None:
    text = edition_texts()["sources.toml"]
    assert old in text

    assert code in [one for _, one in faults_of({"sources.toml": text.replace(old, new, 1)})]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("default = 20\n", "default = 1\n", "knowledge.outside_range"),
        ("default = 20\n", 'default = "20"\n', "knowledge.not_number"),
        ("default = 20\n", "default = nan\n", "knowledge.not_number"),
        ("range = [2.0, 200]", "range = [200, 2]", "knowledge.bad_range"),
        ("range = [2.0, 200]", "range = 200", "knowledge.bad_range"),
        ("range = [2.0, 200]", "", "knowledge.no_key"),
        ("default = 20\n", "", "knowledge.no_key"),
        ('name = "flr.floor_percent"', 'name = "flr.flor_percent"', "knowledge.no_threshold"),
        ('name = "flr.floor_percent"', 'name = "flr.normal_percent"', "knowledge.twice"),
        ('sources = ["trial-2025"]', 'sources = ["trail-2025"]', "knowledge.unknown_source_near"),
    ],
)
def test_that_a_fault_of_a_threshold_is_told(old: str, new: str, code: str) -> None:
    text = edition_texts()["thresholds.toml"]
    assert old in text

    assert code in [one for _, one in faults_of({"thresholds.toml": text.replace(old, new, 1)})]


def test_that_a_source_on_which_nothing_rests_is_refused() -> None:
    text = edition_texts()["sources.toml"]
    found = faults_of({"sources.toml": text + source_text("nobody-2020")})

    line = text.count("\n") + 3
    assert found == [(f"sources.toml:{line}", "knowledge.unused_source")]


def test_that_a_threshold_which_nothing_uses_is_refused() -> None:
    text = edition_texts()["thresholds.toml"]
    more = text.rpartition("[[threshold]]")[2].replace("bevacizumab.weeks", "nobody.asks")

    found = faults_of({"thresholds.toml": f"{text}[[threshold]]{more}"})

    assert [code for _, code in found] == ["knowledge.unused_threshold"]


def test_that_a_centre_sets_its_own_thresholds() -> None:
    edition = load(edition_texts({"centre.toml": '"flr.normal_percent" = 25\n'}))

    assert edition.thresholds["flr.normal_percent"].value == 25
    assert edition.thresholds["flr.normal_percent"].default == 30
    assert edition.values["flr.normal_percent"] == 25
    assert edition.sha256 != load(edition_texts()).sha256


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ('"flr.normal_percent" = 500', "knowledge.outside_range"),
        ('"flr.normal_percent" = "25"', "knowledge.not_number"),
        ('"flr.normal_percent" = true', "knowledge.not_number"),
        ('"flr.normal_percnt" = 25', "knowledge.unknown_threshold_near"),
        ('"zzz" = 25', "knowledge.unknown_threshold"),
    ],
)
def test_that_a_centre_cannot_leave_what_the_sources_support(written: str, code: str) -> None:
    assert faults_of({"centre.toml": f"\n{written}\n"}) == [("centre.toml:2", code)]


@pytest.mark.parametrize("name", ["edition.toml", "sources.toml", "thresholds.toml", "alerts.toml"])
def test_that_a_missing_file_is_told_alone(name: str) -> None:
    assert faults_of({name: None}) == [(name, "knowledge.no_file")]


def test_that_an_edition_without_strategies_and_files_of_other_names_are_told() -> None:
    texts = {name: text for name, text in edition_texts().items() if not name.startswith("strategies/")}

    found = [(one.path, one.code.id) for one in check(texts | {"strategies/old/x.toml": "", "notes.toml": ""})]

    assert found == [
        ("notes.toml", "knowledge.unknown_file"),
        ("strategies/", "knowledge.no_file"),
        ("strategies/old/x.toml", "knowledge.unknown_file"),
    ]


def test_that_a_text_that_is_not_toml_names_its_line_also_at_its_end() -> None:
    found = faults_of({"alerts.toml": "a = 1\nb = = 2", STRATEGY: 'id = """'})

    assert ("alerts.toml:2", "knowledge.not_toml") in found
    assert (f"{STRATEGY}:1", "knowledge.not_toml") in found


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("9" * 5000, "knowledge.number_too_long"),
        ("[1, " + "9_" * 4500 + "9]", "knowledge.number_too_long"),
        ("[" * 50_000 + "]" * 50_000, "knowledge.too_deep"),
        ("{a = " * 100 + "1" + "}" * 100, "knowledge.too_deep"),
    ],
)
def test_that_what_the_parser_cannot_hold_is_refused_at_its_line(written: str, code: str) -> None:
    found = faults_of({"edition.toml": f"{EDITION}\nmore = {written}\n"})

    assert found == [("edition.toml:4", code)]


@pytest.mark.parametrize("depth", [17, 100, 250, 400, 900])
def test_that_a_deeply_nested_value_is_refused_however_deep(depth: int) -> None:
    for written in ("more = " + "[" * depth + "]" * depth, "[x" + ".x" * depth + "]"):
        assert faults_of({"edition.toml": f"{EDITION}\n{written}\n"}) == [("edition.toml:4", "knowledge.too_deep")]


@pytest.mark.parametrize("number", ["9" * 400, "-" + "9" * 400, "nan", "inf", "-inf"])
def test_that_a_number_that_no_measurement_can_have_is_refused_wherever_it_stands(number: str) -> None:
    text = edition_texts()["thresholds.toml"].replace("default = 20\n", f"default = {number}\n")

    assert ("thresholds.toml:5", "knowledge.not_number") in faults_of({"thresholds.toml": text})
    assert faults_of({"centre.toml": f'"flr.normal_percent" = {number}\n'}) == [
        ("centre.toml:1", "knowledge.not_number")
    ]


def test_that_an_empty_list_of_modalities_is_refused() -> None:
    found = faults_of(resection('modalities = ["resect"]', "modalities = []"))

    assert (f"{STRATEGY}:7", "knowledge.empty_list") in found


def test_that_every_fault_can_be_told_in_both_languages() -> None:
    broken = check(edition_texts({STRATEGY: "", "alerts.toml": "x = 1", "centre.toml": "y = 2", "z.toml": ""}))

    for language in Language:
        assert all(catalogue_for(language).sentence(one) for one in broken)


def test_that_an_ablation_may_leave_its_families_out() -> None:
    edition = load(edition_texts({"strategies/ablation.toml": ABLATION.replace('family = "ablation"\n', "")}))

    assert edition.strategies[0].families == ()


@pytest.mark.parametrize(("language", "why"), [(Language.EN, "Sources agree."), (Language.ZH, "来源一致。")])
def test_that_a_refused_threshold_is_told_with_its_value_its_range_and_why(language: Language, why: str) -> None:
    (fault,) = check(edition_texts({"centre.toml": '"flr.normal_percent" = 500'}))

    told = catalogue_for(language).sentence(fault)

    for part in ("500", "“flr.normal_percent”", "3", "300 %", why):
        assert part in told


def test_that_an_edition_names_the_thresholds_that_the_centre_has_changed_and_no_other() -> None:
    edition = load(
        edition_texts({"centre.toml": '"wedge.max_mm" = 40\n"flr.normal_percent" = 30\n"ablation.max_mm" = 25'})
    )

    assert [(one.threshold, one.value, one.default, one.unit) for one in edition.overrides] == [
        ("ablation.max_mm", 25, 30, "mm"),
        ("wedge.max_mm", 40, 30, "mm"),
    ]
    assert load(edition_texts()).overrides == ()
