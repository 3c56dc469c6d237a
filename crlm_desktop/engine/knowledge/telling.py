"""Texts of an edition as its readers see them, without a case: facts by their labels, thresholds by their values."""

from __future__ import annotations

from collections.abc import Mapping

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.knowledge.edition import Threshold
from crlm_desktop.engine.knowledge.quoting import THRESHOLD_PREFIX, Quotation, plain_figure
from crlm_desktop.engine.knowledge.rules import PLANNED_FACTS


def told_in(text: Quotation, thresholds: Mapping[str, Threshold]) -> Text:
    """Return a text whose quoted facts are told by their labels, and whose thresholds by the values in force."""

    def told(name: str) -> Text:
        if name.startswith(THRESHOLD_PREFIX):
            value = plain_figure(thresholds[name.removeprefix(THRESHOLD_PREFIX)].value)
            return Text(value, value)
        label = PLANNED_FACTS[name].label
        return Text(f"‹{label.en}›", f"‹{label.zh}›")

    return text.filled(told)
