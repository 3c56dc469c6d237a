"""The command ``registry evaluate``: what the knowledge recommends for all cases of a registry."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Sequence

from crlm_desktop.cli import console
from crlm_desktop.cli.entering import opened
from crlm_desktop.engine.proposal import StrategyId
from crlm_desktop.errors import CrlmError
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import evaluating, knowledge
from crlm_desktop.services.evaluating import Changed, Evaluation, Finding

_BETWEEN_TOLD = 50


def evaluate(asked: argparse.Namespace, catalogue: Catalogue) -> int:
    """Print for how many cases which option is recommended, or each case by its id; nothing is written.

    With another edition beside, what that would recommend otherwise is printed as well.
    """
    try:
        other = None if asked.against is None else knowledge.load_engine(asked.against, centre=asked.centre)
        with opened(asked.path, asked, catalogue) as place:
            found = evaluating.evaluate_all(place, told=_progress(catalogue))
            against = None
            if other is not None:
                against = evaluating.evaluate_all(place, engine=other, told=_progress(catalogue))
    except CrlmError as error:
        console.tell(error, catalogue)
        return console.INPUT_AT_FAULT
    if asked.format == "csv":
        _print_csv(found, against)
    else:
        print("\n".join(summary_lines(found, catalogue)))
        if against is not None:
            print("\n".join(["", *_changed_lines(against, evaluating.changed(found, against), catalogue)]))
    return console.INPUT_AT_FAULT if found.count(Finding.UNREADABLE) else console.DONE


def summary_lines(found: Evaluation, catalogue: Catalogue) -> list[str]:
    """Return the counts of an evaluation, one a line."""
    _ = catalogue.gettext
    lines = [
        catalogue.ngettext("{count} case by edition {edition}", "{count} cases by edition {edition}", len(found.cases))
    ]
    lines += [f"{count:>8}  {catalogue.pick(name)}" for name, count in found.recommended()]
    counts = {finding: found.count(finding) for finding in Finding}
    told = (
        (Finding.MORE_OPEN, _("of the cases above wait for facts that decide whether more can be reached")),
        (Finding.FACTS_LACK, _("nothing is recommended before facts that are lacking are known")),
        (Finding.NOTHING, _("nothing is recommended")),
        (Finding.UNREADABLE, _("cannot be read: check the registry")),
    )
    lines += [f"{counts[finding]:>8}  {words}" for finding, words in told if counts[finding]]
    return [lines[0].format(count=len(found.cases), edition=found.edition), *lines[1:]]


def _changed_lines(against: Evaluation, changed: Sequence[Changed], catalogue: Catalogue) -> list[str]:
    _ = catalogue.gettext
    nothing = _("nothing")
    names = {strategy: catalogue.pick(name) for strategy, name in against.names}
    told = catalogue.ngettext(
        "Edition {edition} recommends otherwise for {count} case:",
        "Edition {edition} recommends otherwise for {count} cases:",
        len(changed),
    )
    if not changed:
        return [_("Edition {edition} recommends the same for all cases.").format(edition=against.edition)]

    def named(strategies: Sequence[StrategyId]) -> str:
        return ", ".join(names.get(one, str(one)) for one in strategies) or nothing

    return [
        told.format(edition=against.edition, count=len(changed)),
        *(f"{one.case_id}  {named(one.before)} → {named(one.after)}" for one in changed),
    ]


def _print_csv(found: Evaluation, against: Evaluation | None) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    heads = ["case", "finding", "recommended"]
    if against is None:
        writer.writerow(heads)
        writer.writerows((one.case_id, one.finding.value, " ".join(one.recommended)) for one in found.cases)
        return
    writer.writerow([*heads, "finding_against", "recommended_against"])
    others = {one.case_id: one for one in against.cases}
    for one in found.cases:
        other = others.get(one.case_id)
        told = ("", "") if other is None else (other.finding.value, " ".join(other.recommended))
        writer.writerow((one.case_id, one.finding.value, " ".join(one.recommended), *told))


def _progress(catalogue: Catalogue) -> Callable[[int, int], None]:
    """Return what tells how far it is, where somebody watches."""
    _ = catalogue.gettext

    def tell(done: int, total: int) -> None:
        if sys.stderr is not None and sys.stderr.isatty() and (done % _BETWEEN_TOLD == 0 or done == total):
            end = "\n" if done == total else ""
            print("\r" + _("{done} of {total}").format(done=done, total=total), end=end, file=sys.stderr, flush=True)

    return tell
