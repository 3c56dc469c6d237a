"""Which field settles a fact, and what it is called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crlm_desktop.case.edits import empty_case
from crlm_desktop.engine.proposal import FlipInterval, StrategyId
from crlm_desktop.gui.panels.options_context import Context, Intents
from crlm_desktop.gui.panels.options_facts import FactNames
from crlm_desktop.gui.panels.options_flips import leads_words
from crlm_desktop.gui.panels.options_sources import grade_words, short_citation
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue, Language, catalogue_for
from crlm_desktop.services import knowledge
from tests.builders import a_case, a_lesion
from tests.gui.option_values import SOURCE, a_full_proposal, a_two_lesion_case


@pytest.mark.parametrize(
    ("fact", "path"),
    [
        ("function.lung_shunt_percent", "function.lung_shunt_percent"),
        ("lesions[L2].size_mm", "lesions[1].size_mm"),
        ("lesions[L2].hemiliver", "lesions[1].segments"),
        ("lesions.max_mm", "lesions[1].size_mm"),
        ("extrahepatic.lung", "extrahepatic.lung.state"),
        ("plan.flr_percent", "liver.flr.percent"),
        ("imaging.liver_mri_on", "imaging.liver_mri_on"),
        ("a fact of the future", None),
    ],
)
def test_that_a_fact_leads_to_the_field_that_settles_it(fact: str, path: str | None, catalogue: Catalogue) -> None:
    case = a_case(lesions=[a_lesion(), a_lesion(id="L2", size_mm=None)])

    assert FactNames(case, a_full_proposal(), catalogue).path(fact) == path


def test_that_a_fact_of_a_list_that_nobody_has_told_leads_to_the_list(catalogue: Catalogue) -> None:
    assert FactNames(empty_case(), a_full_proposal(), catalogue).path("lesions.max_mm") == "lesions"


def test_that_a_fact_of_a_lesion_is_called_after_the_lesion(catalogue: Catalogue) -> None:
    names = FactNames(a_two_lesion_case(), a_full_proposal(), catalogue)

    assert names.label("lesions[L2].size_mm") == "L2: Size"
    assert names.label("imaging.liver_mri_on") == "Liver MRI on"


def test_that_nothing_of_a_sealed_case_leads_to_a_field(catalogue: Catalogue) -> None:
    names = FactNames(a_two_lesion_case(), a_full_proposal(), catalogue, leads=False)

    assert names.path("function.lung_shunt_percent") is None


@pytest.mark.parametrize(
    ("citation", "year", "short"),
    [
        ("van der Lei S, et al. Lancet Oncol 2025;26:187-199", 2025, "van der Lei 2025"),
        ("Vauthey JN, et al. Surgery 2000;127:512-519", 2000, "Vauthey 2000"),
        ("China CRLM guideline 2023. Chin J Dig Surg 2023;22(1):1-28", 2023, "China CRLM guideline 2023"),
        ("KEYNOTE-177. N Engl J Med 2020;383:2207", 2020, "KEYNOTE-177 2020"),
        ("PRODIGE 7 trial", None, "PRODIGE 7 trial"),
        (
            "Review of local treatment of metastases of 3-5 cm. Curr Oncol Rep 2022",
            2022,
            "Review of local… 2022",
        ),
    ],
)
def test_that_a_source_has_a_short_name(citation: str, year: int | None, short: str) -> None:
    assert short_citation(replace(SOURCE, citation=citation, year=year)) == short


@pytest.mark.parametrize(
    ("leading", "words"),
    [
        ((True, False, False), "Largest lesion up to 30 mm"),
        ((False, True, False), "Largest lesion above 30 mm to below 50 mm"),
        ((False, False, True), "Largest lesion from 50 mm"),
        ((True, False, True), "Largest lesion up to 30 mm or from 50 mm"),
        ((True, True, True), ""),
        ((False, False, False), ""),
    ],
)
def test_that_flip_points_are_told_with_their_ends(
    leading: tuple[bool, ...], words: str, catalogue: Catalogue, theme: Theme
) -> None:
    ends = ((0, 30, True, True), (30, 50, False, False), (50, 300, True, True))
    intervals = tuple(
        FlipInterval(
            low=low,
            high=high,
            leading=(StrategyId("sbrt"),) if leads else (),
            closed_low=closed_low,
            closed_high=closed_high,
        )
        for (low, high, closed_low, closed_high), leads in zip(ends, leading, strict=True)
    )
    proposal = a_full_proposal(flip_points={"lesions.max_mm": intervals})
    names = FactNames(a_two_lesion_case(), proposal, catalogue)
    context = Context(proposal=proposal, names=names, catalogue=catalogue, theme=theme, intents=Intents())

    assert leads_words("sbrt", context) == words


def test_that_every_grade_of_the_shipped_knowledge_is_told_in_chinese() -> None:
    chinese = catalogue_for(Language.ZH)
    grades = {source.grade for source in knowledge.load_edition().sources.values()}

    assert [grade for grade in grades if grade_words(grade, chinese).isascii()] == []


def test_that_a_grade_of_an_edition_of_its_own_is_told_as_it_stands_there(catalogue: Catalogue) -> None:
    assert grade_words("grade B", catalogue) == "grade B"
