"""The engine: an edition of the knowledge loaded once, then a case in and a proposal out; all that others call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from crlm_desktop import __version__
from crlm_desktop.case import casefile
from crlm_desktop.case.conflicts import conflicts
from crlm_desktop.case.record import Case
from crlm_desktop.engine.alerts import alerts_of
from crlm_desktop.engine.assuming import against_lesions, assumed_values
from crlm_desktop.engine.cuts import cuts_of
from crlm_desktop.engine.describing import Explained, Telling, explained, option_of
from crlm_desktop.engine.docket import docket_of
from crlm_desktop.engine.facts import facts_of
from crlm_desktop.engine.flips import flip_points
from crlm_desktop.engine.knowledge.edition import Edition
from crlm_desktop.engine.knowledge.loading import load
from crlm_desktop.engine.missing import missing_facts
from crlm_desktop.engine.options import Comparison, sheet_of
from crlm_desktop.engine.proposal import Alert, Contradiction, Option, Proposal, Score, Source
from crlm_desktop.engine.robustness import UNTRIED, steadiness_of
from crlm_desktop.engine.scores import SCORES
from crlm_desktop.engine.tracing import TracedTable
from crlm_desktop.engine.trials import Trials

if TYPE_CHECKING:
    from crlm_desktop.engine.many import StatusTable


class Engine:
    """Proposes options for cases by one edition of the knowledge; it keeps nothing between cases and can be shared."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._dockets = tuple(docket_of(strategy) for strategy in edition.strategies)
        self._sheet = sheet_of(self._dockets)
        self._cuts = cuts_of(edition)
        self._thresholds = MappingProxyType(edition.values)

    @classmethod
    def load(cls, texts: Mapping[str, str]) -> Engine:
        """Return the engine of the edition that the texts hold, by file name; `InputError` tells all their faults."""
        return cls(load(texts))

    def propose(self, case: Case, assume: Mapping[str, object] | None = None, *, looks_ahead: bool = True) -> Proposal:
        """Return what is proposed for a case; the same case, assumptions, edition and engine give the same proposal.

        ``assume`` takes facts as given for a what-if, as `facts_of` reads them; the case itself is not touched. Missing
        facts, flip points and robustness are found by trying what could be, which takes most of the time: without
        ``looks_ahead`` they stay empty, for a first answer while somebody is typing. What is kept or printed looks
        ahead.
        """
        trials = Trials(self._dockets, self._sheet, facts_of(case, assume=assume), self._thresholds)
        explanations = [explained(standing, trials.inquiry) for standing in trials.base.standings]
        options = _options(trials.base, explanations, Telling(trials.inquiry, self._thresholds))
        alerts = alerts_of(self.edition.alerts, trials.inquiry, self._thresholds)
        scores = tuple(_scores(trials.table))
        steadiness = steadiness_of(trials, self._cuts) if looks_ahead else UNTRIED
        return Proposal(
            engine=__version__,
            edition=self.edition.version,
            edition_sha256=self.edition.sha256,
            case_sha256=casefile.sha256(case),
            assumed=assumed_values(assume or {}, trials.table),
            overrides=self.edition.overrides,
            intent=trials.base.intent,
            options=options,
            alerts=alerts,
            scores=scores,
            missing=missing_facts(explanations, trials, self._cuts) if looks_ahead else (),
            flip_points=flip_points(trials, self._cuts) if looks_ahead else MappingProxyType({}),
            robustness=steadiness.robustness,
            tippings=steadiness.tippings,
            conflicts=(
                *(Contradiction(paths=one.paths, text=one.text) for one in conflicts(case)),
                *against_lesions(trials.table),
            ),
            sources=self._cited(options, alerts, scores),
        )

    def propose_many(self, cases: Iterable[Case], *, each: Callable[[], object] = lambda: None) -> StatusTable:
        """Return the status and rank of every strategy, and the intent, for a whole registry, as `propose` has them.

        Excluded options have no rank here. Memory is bounded: the cases may be read one after the other while this
        goes on, and a row takes two bytes a strategy. ``each`` is called whenever one more case is done; what it raises
        ends the work.
        """
        from crlm_desktop.engine.many import status_table

        return status_table(self._dockets, self._thresholds, cases, each)

    def _cited(self, options: Iterable[Option], alerts: Iterable[Alert], scores: Iterable[Score]) -> tuple[Source, ...]:
        """Return every source that the proposal cites, by id."""
        cited = {source for option in options for argument in option.arguments for source in argument.sources}
        cited.update(source for alert in alerts for source in alert.sources)
        cited.update(source for score in scores for source in score.sources)
        return tuple(self.edition.sources[source] for source in sorted(cited))


def _options(comparison: Comparison, explanations: Iterable[Explained], telling: Telling) -> tuple[Option, ...]:
    options = [
        option_of(explanation, status=status, rank=rank, telling=telling)
        for explanation, status, rank in zip(explanations, comparison.statuses, comparison.ranks, strict=True)
    ]
    return tuple(sorted(options, key=lambda option: (option.rank, option.strategy)))


def _scores(table: TracedTable) -> Iterator[Score]:
    for rule in SCORES:
        score = rule.of(table)
        if score is not None:
            yield score
