"""A small edition for tests: enough of everything to reach each status, and easy to break on purpose."""

from __future__ import annotations

from collections.abc import Mapping

from crlm_desktop.engine.planner.thresholds import NAMES
from crlm_desktop.engine.scores import SCORES

_DEFAULTS = {
    "flr.floor_percent": (20, "%"),
    "flr.normal_percent": (30, "%"),
    "flr.injured_percent": (30, "%"),
    "flr.cirrhosis_percent": (40, "%"),
    "chemotherapy.injury_weeks": (12, "weeks"),
    "augmentation.kgr_percent_per_week": (2, "%/week"),
    "augmentation.growth_percent": (54, "%"),
    "ablation.max_mm": (30, "mm"),
    "ablation.limit_mm": (50, "mm"),
    "ablation.duct_distance_mm": (10, "mm"),
    "ablation.margin_mm": (5, "mm"),
    "ablation.margin_ideal_mm": (10, "mm"),
    "resection.margin_mm": (10, "mm"),
    "wedge.max_mm": (30, "mm"),
    "wedge.pedicle_distance_mm": (10, "mm"),
    "sbrt.limit_count": (5, ""),
    "sbrt.max_mm": (60, "mm"),
    "sbrt.bowel_distance_mm": (8, "mm"),
    "sbrt.spared_liver_ml": (700, "ml"),
    "bevacizumab.weeks": (6, "weeks"),
}
_OF_SCORES = dict.fromkeys(source for score in SCORES for source in score.sources)
_SOURCES = (*_OF_SCORES, "trial-2025", "cohort-2018")

EDITION = """version = "2026.11"
notes = {en = "For tests", zh = "用于测试"}
"""

ALERTS = """
[[alert]]
id = "bevacizumab-interval"
severity = "stop"
when = "bevacizumab.weeks_since < threshold.bevacizumab.weeks"
text = {en = "{bevacizumab.weeks_since} weeks since bevacizumab.", zh = "距贝伐珠单抗 {bevacizumab.weeks_since} 周。"}
sources = ["cohort-2018"]

[[alert]]
id = "ras-untested"
severity = "warn"
when = "not is_known(ras)"
text = {en = "RAS was not tested.", zh = "未检测 RAS。"}
sources = ["trial-2025"]

[[alert]]
id = "portal-hypertension"
severity = "note"
when = "function.portal_hypertension"
when_unknown = "tell"
text = {en = "Portal hypertension.", zh = "门静脉高压。"}
text_unknown = {en = "Portal hypertension is not known.", zh = "门静脉高压情况未知。"}
sources = ["trial-2025"]
"""

RESECTION = """id = "resection"
name = {en = "Resection", zh = "肝切除"}
essence = {en = "Take every lesion out.", zh = "切除全部病灶。"}
family = "resection"
intent = "ned"
invasiveness = 6
modalities = ["resect"]

[[requires]]
id = "plan"
when = "plan.exists"
text = {en = "Every lesion can be resected.", zh = "全部病灶可切除。"}
sources = ["trial-2025"]
change = {en = "A larger remnant.", zh = "增大剩余肝。"}

[[excludes]]
id = "fitness"
when = "ecog >= 3"
text = {en = "ECOG {ecog}.", zh = "ECOG {ecog} 分。"}
sources = ["trial-2025"]

[[for]]
id = "survival"
strength = "strong"
when = "lesions.count >= 1"
text = {en = "Best chance of cure.", zh = "治愈机会最大。"}
sources = ["trial-2025"]

[[against]]
id = "braf"
strength = "strong"
when = "braf == 'v600e'"
text = {en = "BRAF V600E.", zh = "BRAF V600E 突变。"}
sources = ["cohort-2018"]
contradicts = ["survival"]
"""

ABLATION = """id = "ablation"
name = {en = "Ablation", zh = "消融"}
essence = {en = "Ablate every lesion.", zh = "消融全部病灶。"}
family = "ablation"
offers = ["ablation"]
intent = "ned"
invasiveness = 3
modalities = ["ablate"]

[[requires]]
id = "plan"
when = "plan.exists"
text = {en = "Every lesion can be ablated.", zh = "全部病灶可消融。"}
sources = ["trial-2025"]

[[requires]]
id = "fitness"
when = "ecog <= 2"
text = {en = "ECOG 0-2.", zh = "ECOG 0～2 分。"}
sources = ["trial-2025"]

[[for]]
id = "small"
strength = "strong"
when = "lesions.max_mm <= threshold.ablation.max_mm"
text = {en = "At most {threshold.ablation.max_mm} mm.", zh = "不超过 {threshold.ablation.max_mm} mm。"}
sources = ["trial-2025"]
"""

CONVERSION = """id = "systemic-conversion"
name = {en = "Conversion", zh = "转化治疗"}
essence = {en = "Shrink first.", zh = "先缩小病灶。"}
family = "systemic"
intent = "conversion"
invasiveness = 2

[[requires]]
id = "fitness"
when = "ecog <= 2"
text = {en = "ECOG 0-2.", zh = "ECOG 0～2 分。"}
sources = ["trial-2025"]

[[excludes]]
id = "nothing-to-convert"
when = "lesions.count == 0"
text = {en = "No lesion.", zh = "无病灶。"}
sources = ["trial-2025"]

[[for]]
id = "many"
strength = "moderate"
when = "lesions.count > 10"
text = {en = "{lesions.count} lesions.", zh = "{lesions.count} 个病灶。"}
sources = ["trial-2025"]

[[for]]
id = "works"
strength = "weak"
when = "lesions.count >= 1"
text = {en = "It works.", zh = "有效。"}
sources = ["trial-2025"]

[[step]]
action = "systemic"
text = {en = "Systemic treatment.", zh = "全身治疗。"}

[[step]]
action = "restage"
when = "ras == 'wild_type'"
text = {en = "Restage after 8 weeks.", zh = "8 周后再分期。"}
"""

SUPPORTIVE = """id = "supportive-care"
name = {en = "Supportive care", zh = "支持治疗"}
essence = {en = "Relieve.", zh = "缓解症状。"}
intent = "control"
invasiveness = 1

[[for]]
id = "frail"
strength = "moderate"
when = "ecog >= 3"
text = {en = "ECOG {ecog}.", zh = "ECOG {ecog} 分。"}
sources = ["cohort-2018"]

[[step]]
action = "care"
text = {en = "Supportive care.", zh = "支持治疗。"}
"""


def source_text(source_id: str) -> str:
    """Return the table of one source."""
    return f"""
[[source]]
id = "{source_id}"
citation = "Author A. Journal {source_id}"
year = 2020
design = {{en = "Randomised trial", zh = "随机对照试验"}}
n = 300
grade = "RCT"
finding = {{en = "A finding.", zh = "一项结果。"}}
"""


def threshold_text(name: str, default: float, unit: str) -> str:
    """Return the table of one threshold, whose range is a tenth to ten times its default."""
    return f"""
[[threshold]]
name = "{name}"
unit = "{unit}"
default = {default}
range = [{default / 10}, {default * 10}]
label = {{en = "Threshold", zh = "阈值"}}
note = {{en = "Sources agree.", zh = "来源一致。"}}
sources = ["trial-2025"]
"""


def edition_texts(changed: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """Return the texts of the edition, some of them replaced, added or (by ``None``) left out."""
    texts: dict[str, str | None] = {
        "edition.toml": EDITION,
        "sources.toml": "".join(source_text(one) for one in _SOURCES),
        "thresholds.toml": "".join(threshold_text(name, *_DEFAULTS[name]) for name in (*NAMES, "bevacizumab.weeks")),
        "alerts.toml": ALERTS,
        "strategies/resection.toml": RESECTION,
        "strategies/ablation.toml": ABLATION,
        "strategies/systemic-conversion.toml": CONVERSION,
        "strategies/supportive-care.toml": SUPPORTIVE,
    }
    texts.update(changed or {})
    return {name: text for name, text in texts.items() if text is not None}
