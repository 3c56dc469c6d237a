"""What happens when nobody expected it: a report without patient data is kept, told and can be copied."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from crlm_desktop.clock import Clock

_log = logging.getLogger(__name__)


def install(tell: Callable[[str], object], *, clock: Clock) -> None:
    """Turn every error that nobody has caught into a report, which is kept and handed to ``tell``.

    Python itself would write the message of the error, which may name a patient, to standard error, and with it into
    a log of the session: also in a thread, and where an object fails while it goes. Those are kept and not told, since
    no step of the user has failed.
    """

    def report_uncaught(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            # Without the errors that it came upon.
            _log.warning("interrupted")
            return
        report = _kept(error, clock)
        try:
            tell(report)
        except Exception:  # noqa: BLE001  # the outermost ring: failing to tell must not hide the report
            _log.error("the report could not be shown")

    def keep_of_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None and not issubclass(told.exc_type, SystemExit):
            _kept(told.exc_value, clock)

    def keep_unraisable(told: sys.UnraisableHookArgs) -> None:
        if told.exc_value is not None:
            _kept(told.exc_value, clock)

    sys.excepthook = report_uncaught
    threading.excepthook = keep_of_thread
    sys.unraisablehook = keep_unraisable


def _kept(error: BaseException, clock: Clock) -> str:
    from crlm_desktop.services import fault_reports

    report = fault_reports.report_of(error)
    fault_reports.keep(report, at=clock.now())
    _log.error("%s", report)
    return report
