"""The language of conditions: a subset of Python's expressions, checked against the facts when knowledge is loaded."""

from crlm_desktop.engine.expression.comparing import Threshold, Thresholds
from crlm_desktop.engine.expression.condition import Condition, compile_expression
from crlm_desktop.engine.expression.faults import ExpressionError

__all__ = ["Condition", "ExpressionError", "Threshold", "Thresholds", "compile_expression"]
