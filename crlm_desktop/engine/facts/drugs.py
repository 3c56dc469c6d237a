"""Drug classes read from what a record says of a line of systemic treatment: generic names and customary regimens."""

from __future__ import annotations

import re

from crlm_desktop.case.record import SystemicLine
from crlm_desktop.engine.facts.choices import DrugClass
from crlm_desktop.engine.facts.value import Members

_D = DrugClass
_NAMES: tuple[tuple[str, DrugClass], ...] = (
    (
        r"fluorouracil|5-?fu\b|capecitabine|\bs-?1\b|tegafur|raltitrexed|氟尿嘧啶|卡培他滨|替吉奥|雷替曲塞",
        _D.FLUOROPYRIMIDINE,
    ),
    (r"oxaliplatin|奥沙利铂", _D.OXALIPLATIN),
    (r"irinotecan|伊立替康", _D.IRINOTECAN),
    (r"bevacizumab|aflibercept|ramucirumab|贝伐|阿柏西普|雷莫", _D.ANTI_VEGF),
    (r"cetuximab|panitumumab|西妥昔|帕尼单抗", _D.ANTI_EGFR),
    (r"pembrolizumab|nivolumab|ipilimumab|dostarlimab|atezolizumab|durvalumab", _D.IMMUNOTHERAPY),
    (r"tislelizumab|sintilimab|toripalimab|camrelizumab|serplulimab|envafolimab", _D.IMMUNOTHERAPY),
    (r"帕博利珠|纳武利尤|伊匹木|替雷利珠|信迪利|特瑞普利|卡瑞利珠|斯鲁利|恩沃利|阿替利珠|度伐利尤", _D.IMMUNOTHERAPY),
    (r"encorafenib|dabrafenib|vemurafenib|康奈非尼|恩考芬尼|达拉非尼|维莫非尼", _D.BRAF_INHIBITOR),
    (r"trastuzumab|pertuzumab|tucatinib|lapatinib|曲妥珠|帕妥珠|图卡替尼|拉帕替尼", _D.HER2_DIRECTED),
    (
        r"sotorasib|adagrasib|divarasib|fulzerasib|garsorasib|glecirasib|索托拉西|阿达格拉西|氟泽雷塞",
        _D.KRAS_G12C_INHIBITOR,
    ),
    (r"trifluridine|tipiracil|tas-?102|regorafenib|fruquintinib|曲氟尿苷|瑞戈非尼|呋喹替尼", _D.LATE_LINE),
    (r"folinic|leucovorin|folinate|亚叶酸", _D.FLUOROPYRIMIDINE),
)
_DRUGS = tuple((re.compile(pattern, re.IGNORECASE), drug) for pattern, drug in _NAMES)
_REGIMENS: tuple[tuple[re.Pattern[str], frozenset[DrugClass]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), frozenset(drugs))
    for pattern, drugs in (
        (r"folfoxiri|folfirinox", (_D.FLUOROPYRIMIDINE, _D.OXALIPLATIN, _D.IRINOTECAN)),
        (r"folfox(?!iri)|\bflox\b", (_D.FLUOROPYRIMIDINE, _D.OXALIPLATIN)),
        (r"capox|xelox|\bsox\b", (_D.FLUOROPYRIMIDINE, _D.OXALIPLATIN)),
        (r"folfiri(?!nox)|capiri|xeliri", (_D.FLUOROPYRIMIDINE, _D.IRINOTECAN)),
        (r"\bbev\b|\bbeva\b", (_D.ANTI_VEGF,)),
        (r"\bcet\b|\bcetux\b|\bpani\b|\bpmab\b", (_D.ANTI_EGFR,)),
    )
)
_BEVACIZUMAB = re.compile(r"bevacizumab|avastin|贝伐|\bbev\b|\bbeva\b", re.IGNORECASE)
_ALL = frozenset(str(drug) for drug in DrugClass)
_WITHOUT_CHEMOTHERAPY = frozenset(
    str(drug)
    for drug in (
        _D.ANTI_VEGF,
        _D.ANTI_EGFR,
        _D.IMMUNOTHERAPY,
        _D.BRAF_INHIBITOR,
        _D.HER2_DIRECTED,
        _D.KRAS_G12C_INHIBITOR,
    )
)


def drugs_of(line: SystemicLine) -> Members:
    """Return the classes given in a line: exact when the agents are told, at least those of the regimen when not.

    An agent that is not recognised counts as `DrugClass.OTHER`.
    """
    by_regimen = _in_regimen(line.regimen or "")
    if line.agents is None:
        return Members(by_regimen, _ALL)
    found = by_regimen.union(*(_of_agent(agent) for agent in line.agents))
    return Members(found, found)


def holds_chemotherapy(line: SystemicLine) -> bool | None:
    """Tell whether a line holds chemotherapy; ``None`` while its drugs are not told.

    An agent that is not recognised may be a cytotoxic one and counts as such.
    """
    members = drugs_of(line)
    if not members.surely <= _WITHOUT_CHEMOTHERAPY:
        return True
    return None if not members.possibly <= _WITHOUT_CHEMOTHERAPY else False


def has_bevacizumab(line: SystemicLine) -> bool | None:
    """Tell whether bevacizumab was part of the line; ``None`` when neither agents nor regimen say so or deny it."""
    if any(_BEVACIZUMAB.search(text) for text in (*(line.agents or ()), line.regimen or "")):
        return True
    return None if line.agents is None else False


def _of_agent(agent: str) -> frozenset[str]:
    found = frozenset(str(drug) for pattern, drug in _DRUGS if pattern.search(agent)) | _in_regimen(agent)
    return found or frozenset({str(DrugClass.OTHER)})


def _in_regimen(text: str) -> frozenset[str]:
    named = {str(drug) for pattern, drug in _DRUGS if pattern.search(text)}
    spelled = {str(drug) for pattern, drugs in _REGIMENS if pattern.search(text) for drug in drugs}
    return frozenset(named | spelled)
