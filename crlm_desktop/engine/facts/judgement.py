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
            "True once the team has called the disease technically unresectable, false while nobody has said so: it "
            "tells what the team said, not what the liver is like. Where experts disagree on resectability, rules ask "
            "for the judgement itself.",
            "团队明确判断技术上不可切除时为真，无人作此判断时为假：它记录团队的意见，而非肝脏的状况。"
            "专家对可切除性存在分歧时，规则直接询问该判断。",
        ),
        entered_at=(_STATED,),
    ),
)


def _judged_unresectable(source: Source, fact: FactId) -> FactValue:
    return derived(fact, one_of((source.value(_STATED).known is False,)), read=[_STATED])


DERIVATIONS: dict[str, Derivation] = {"liver.judged_unresectable": _judged_unresectable}
