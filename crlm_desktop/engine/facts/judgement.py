"""What the team has judged of the liver disease as a whole: a judgement that nobody made is not one that is missing."""

from __future__ import annotations

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.facts.declaring import statement
from crlm_desktop.engine.facts.source import Derivation, Source, derived
from crlm_desktop.engine.facts.value import FactValue, one_of
from crlm_desktop.engine.tri import FactId

_STATED = "liver.technically_resectable"

JUDGEMENT = (
    statement(
        "liver.judged_unresectable",
        Text("Judged technically unresectable", "团队已判断为技术上不可切除"),
        about=Text(
            "True once the team has called the disease, or every lesion of it, technically unresectable, false while "
            "nobody has said so: it tells what the team said, not what the liver is like. Where experts disagree on "
            "resectability, rules ask for the judgement itself.",
            "团队明确判断病变（或每个病灶）技术上不可切除时为真，无人作此判断时为假：它记录团队的意见，而非肝脏的状况。"
            "专家对可切除性存在分歧时，规则直接询问该判断。",
        ),
        entered_at=(_STATED, "lesions[].resectable"),
    ),
)


def _judged_unresectable(source: Source, fact: FactId) -> FactValue:
    stated = source.value(_STATED).known
    to_treat = [one for one in source.lesions or () if not one.needs_treatment.is_false]
    has_judged_each = bool(to_treat) and all(one.value("resectable").known is False for one in to_treat)
    return derived(fact, one_of((stated is False or (stated is None and has_judged_each),)), read=[_STATED, "lesions"])


DERIVATIONS: dict[str, Derivation] = {"liver.judged_unresectable": _judged_unresectable}
