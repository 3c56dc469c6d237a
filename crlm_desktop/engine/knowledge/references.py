"""What the texts of an edition refer to across files: sources, thresholds, facts; each checked and counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.expression import Condition, ExpressionError, compile_expression
from crlm_desktop.engine.expression.condition import placed
from crlm_desktop.engine.facts import FactCatalogue, nearest
from crlm_desktop.engine.knowledge import faults as f
from crlm_desktop.engine.knowledge.edition import Threshold
from crlm_desktop.engine.knowledge.quoting import THRESHOLD_PREFIX, Quotation, quoted_names
from crlm_desktop.engine.knowledge.tables import Table
from crlm_desktop.engine.proposal import SourceId
from crlm_desktop.errors import Code


class References:
    """Sources and thresholds by name, and which of them were used. A file that could not be read is not asked for."""

    def __init__(self, sources: Collection[str] | None, thresholds: Mapping[str, Threshold] | None) -> None:
        self._sources = sources
        self._thresholds = thresholds
        self._values = {name: threshold.value for name, threshold in (thresholds or {}).items()}
        self.used_sources: set[str] = set()
        self.used_thresholds: set[str] = set()
        self._conditions: dict[tuple[str, FactCatalogue, bool], Condition] = {}
        self.refused_conditions = 0
        """How many conditions could not be compiled: what else is wrong with what they belong to is then not told."""

    def sources(self, table: Table, *, of: str) -> tuple[SourceId, ...]:
        """Return the sources that a table names; none, or one that does not exist, is reported."""
        ids = table.texts("sources", required=True)
        if table.has("sources") and not ids:
            table.fault("sources", f.NO_SOURCE, id=of)
        self.use_sources(table, ids)
        return tuple(SourceId(one) for one in ids)

    def use_sources(self, table: Table, ids: Iterable[str]) -> None:
        """Count the sources as used, and report those that do not exist."""
        self.used_sources.update(ids)
        if self._sources is not None:
            for unknown in (one for one in ids if one not in self._sources):
                _unknown(table, "sources", unknown, self._sources, (f.UNKNOWN_SOURCE, f.UNKNOWN_SOURCE_NEAR))

    def condition(
        self, table: Table, key: str, catalogue: FactCatalogue, *, may_ask_known: bool = False
    ) -> Condition | None:
        """Return a compiled condition; ``None`` when it is refused, or cannot be checked without the thresholds."""
        text, file, line = table.expression(key)
        if not text or self._thresholds is None:
            self.refused_conditions += 1
            return None
        same = self._conditions.get((text, catalogue, may_ask_known))
        if same is not None:
            return placed(same, file=file, line=line)
        try:
            condition = compile_expression(
                text,
                catalogue=catalogue,
                thresholds=self._thresholds,
                file=file,
                line=line,
                may_ask_known=may_ask_known,
            )
        except ExpressionError as error:
            self.refused_conditions += 1
            table.faults_told(key, error.problems)
            return None
        self._conditions[text, catalogue, may_ask_known] = condition
        self.used_thresholds.update(condition.thresholds)
        return condition

    def quotation(self, table: Table, key: str, catalogue: FactCatalogue) -> Quotation:
        """Return a text in both languages with the facts and thresholds that it quotes."""
        return self._quotation(table, key, table.bilingual(key), catalogue)

    def optional_quotation(self, table: Table, key: str, catalogue: FactCatalogue) -> Quotation | None:
        """Return a text that may be absent, with what it quotes."""
        text = table.optional_bilingual(key)
        return None if text is None else self._quotation(table, key, text, catalogue)

    def _quotation(self, table: Table, key: str, text: Text, catalogue: FactCatalogue) -> Quotation:
        try:
            sides = quoted_names(text.en), quoted_names(text.zh)
            quotation = Quotation(text, sides[0] | sides[1])
            quotation.read()
        except ValueError:
            table.fault(key, f.BAD_BRACES)
            return Quotation(Text("", ""), frozenset())
        if text.en and text.zh and sides[0] != sides[1]:
            en, zh = (", ".join(sorted(side)) or "-" for side in sides)
            table.fault(key, f.OTHER_QUOTES, en=en, zh=zh)
        for name in sorted(sides[0] | sides[1]):
            self._check_quoted(table, key, name, catalogue)
        return quotation

    def _check_quoted(self, table: Table, key: str, name: str, catalogue: FactCatalogue) -> None:
        if name.startswith(THRESHOLD_PREFIX):
            self.used_thresholds.add(name.removeprefix(THRESHOLD_PREFIX))
            known = None if self._thresholds is None else {THRESHOLD_PREFIX + one for one in self._thresholds}
        else:
            known = {fact.id for fact in catalogue if "[]" not in fact.id} | {
                alias for fact in catalogue if "[]" not in fact.id for alias in fact.aliases
            }
        if known is not None and name not in known:
            near = nearest(name, known)
            if near is None:
                table.fault(key, f.BAD_QUOTE, name=name)
            else:
                table.fault(key, f.BAD_QUOTE_NEAR, name=name, nearest=near)


def _unknown(table: Table, key: str, name: str, known: Collection[str], codes: tuple[Code, Code]) -> None:
    near = nearest(name, known)
    if near is None:
        table.fault(key, codes[0], id=name)
    else:
        table.fault(key, codes[1], id=name, nearest=near)
