"""The one catalogue of facts: the fields of the record and what derives from them."""

from __future__ import annotations

from crlm_desktop.engine.facts.clinical_risk import CLINICAL_RISK
from crlm_desktop.engine.facts.declaration import FactCatalogue
from crlm_desktop.engine.facts.extrahepatic import EXTRAHEPATIC
from crlm_desktop.engine.facts.function import FUNCTION
from crlm_desktop.engine.facts.judgement import JUDGEMENT
from crlm_desktop.engine.facts.lesions import LESIONS, OF_A_LESION
from crlm_desktop.engine.facts.local import LOCAL
from crlm_desktop.engine.facts.markers import MARKERS
from crlm_desktop.engine.facts.primary import COURSE, PRIMARY
from crlm_desktop.engine.facts.recorded import recorded_facts
from crlm_desktop.engine.facts.remnant import REMNANT
from crlm_desktop.engine.facts.setting import DECLINES, IMAGING, OFFERS
from crlm_desktop.engine.facts.systemic import SYSTEMIC

FACTS = FactCatalogue(
    (
        *recorded_facts(),
        *PRIMARY,
        *COURSE,
        *LESIONS,
        *OF_A_LESION,
        *REMNANT,
        *JUDGEMENT,
        *FUNCTION,
        *EXTRAHEPATIC,
        *SYSTEMIC,
        *MARKERS,
        *LOCAL,
        *CLINICAL_RISK,
        *IMAGING,
        *OFFERS,
        *DECLINES,
    )
)
"""Every fact of a case and of a lesion; facts of a plan are added by `FactCatalogue.extended`."""
