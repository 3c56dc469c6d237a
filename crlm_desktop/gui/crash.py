"""What happens when nobody expected it: a report without patient data is kept, told and can be copied."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from types import TracebackType

from crlm_desktop.clock import Clock

_log = logging.getLogger(__name__)


def install(tell: Callable[[str], object], *, clock: Clock) -> None:
    """Turn every error that nobody has caught into a report, which is kept and handed to ``tell``."""

    def report_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        from crlm_desktop.services import fault_reports

        report = fault_reports.report_of(error)
        fault_reports.keep(report, at=clock.now())
        _log.error("%s", report)
        try:
            tell(report)
        except Exception:  # noqa: BLE001  # the outermost ring: failing to tell must not hide the report
            _log.error("the report could not be shown")

    sys.excepthook = report_uncaught
