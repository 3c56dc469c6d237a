"""Conditions asked of many cases at once, over columns: the same compiled form, the same answers, by numpy.

Only this package and `engine.many` import numpy, and nothing imports them before a whole registry is asked.
"""

from crlm_desktop.engine.columns.sheet import ColumnInquiry, ColumnSheet
from crlm_desktop.engine.columns.store import FactColumns

__all__ = ["ColumnInquiry", "ColumnSheet", "FactColumns"]
