"""Published scores, one module each, with their sources and boundaries: they inform and never exclude."""

from crlm_desktop.engine.scores.albi import ALBI
from crlm_desktop.engine.scores.fong import FONG, FONG_BEFORE
from crlm_desktop.engine.scores.parts import Facts, ScoreRule
from crlm_desktop.engine.scores.tumour_burden import TUMOUR_BURDEN

SCORES: tuple[ScoreRule, ...] = (ALBI, FONG, FONG_BEFORE, TUMOUR_BURDEN)
"""Every score, by id: the order in which a proposal holds them."""

__all__ = ["SCORES", "Facts", "ScoreRule"]
