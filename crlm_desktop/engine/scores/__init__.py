"""Published scores, one module each, with their sources and boundaries: they inform and never exclude."""

from crlm_desktop.engine.scores.albi import ALBI
from crlm_desktop.engine.scores.beppu import BEPPU
from crlm_desktop.engine.scores.child_pugh import CHILD_PUGH
from crlm_desktop.engine.scores.fong import FONG, FONG_BEFORE
from crlm_desktop.engine.scores.game import GAME
from crlm_desktop.engine.scores.iwatsuki import IWATSUKI
from crlm_desktop.engine.scores.konopke import KONOPKE
from crlm_desktop.engine.scores.modified_crs import MODIFIED_CRS
from crlm_desktop.engine.scores.nagashima import NAGASHIMA
from crlm_desktop.engine.scores.nordlinger import NORDLINGER
from crlm_desktop.engine.scores.oslo import OSLO
from crlm_desktop.engine.scores.parts import Facts, ScoreRule
from crlm_desktop.engine.scores.tumour_burden import TUMOUR_BURDEN

SCORES: tuple[ScoreRule, ...] = (
    ALBI,
    BEPPU,
    CHILD_PUGH,
    FONG,
    FONG_BEFORE,
    GAME,
    IWATSUKI,
    KONOPKE,
    MODIFIED_CRS,
    NAGASHIMA,
    NORDLINGER,
    OSLO,
    TUMOUR_BURDEN,
)
"""Every score, by id: the order in which a proposal holds them."""

__all__ = ["SCORES", "Facts", "ScoreRule"]
