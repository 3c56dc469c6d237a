"""The nomogram of Beppu et al., J Hepatobiliary Pancreat Sci 2012, doi 10.1007/s00534-011-0460-z.

Synchronous metastases 3; node-positive primary 3; two to four tumours 4, five or more 9; largest of more than 50 mm
2; disease outside the liver at hepatectomy 4; CA19-9 of more than 100 kU/L 4. Exactly 50 mm and exactly 100 kU/L
add nothing. 0 to 25 points, without classes; median disease-free survival is published for 0, 5, 10 and more than
10 points, and the published figures on both sides are told of what lies between.

It takes the present findings, and after chemotherapy no CA19-9 from before it.
"""

from __future__ import annotations

from crlm_desktop.case.wording import Text
from crlm_desktop.engine.proposal import SourceId
from crlm_desktop.engine.scores import inputs
from crlm_desktop.engine.scores.parts import Facts, Part, is_cleared, is_more, point, stepped, summed

NAME = Text("Beppu nomogram", "Beppu 列线图")
SIZE_MM, CA19_9_KU_L = 50, 100
SEVERAL_FROM, MANY_FROM = 2, 5
SEVERAL_POINTS, MANY_POINTS = 4, 9
PUBLISHED = (
    (0, Text("more than 8.4 years with 0 points", "0 分者 > 8.4 年")),
    (5, Text("1.9 years with 5", "5 分者 1.9 年")),
    (10, Text("1.0 year with 10", "10 分者 1.0 年")),
)
ABOVE = Text("less than 0.6 years with more than 10", "> 10 分者 < 0.6 年")


def _parts(facts: Facts) -> tuple[Part, ...] | None:
    if is_cleared(facts):
        return None
    return (
        point("synchronous", inputs.is_synchronous(facts), adds=3),
        point("node_positive", inputs.node_positive(facts), adds=3),
        stepped("tumours", inputs.count(facts), _of_count),
        point("largest_over_50_mm", is_more(inputs.largest_mm(facts), SIZE_MM), adds=2),
        point("extrahepatic", inputs.extrahepatic(facts), adds=4),
        point("ca19_9_over_100", is_more(inputs.ca19_9_ku_l(facts), CA19_9_KU_L), adds=4),
    )


def _of_count(tumours: float) -> int:
    return MANY_POINTS if tumours >= MANY_FROM else SEVERAL_POINTS if tumours >= SEVERAL_FROM else 0


def _outcome(points: float) -> Text:
    below = [text for at, text in PUBLISHED if at <= points][-1]
    above = next((text for at, text in PUBLISHED if at >= points), ABOVE)
    told = [ABOVE] if above is ABOVE else list(dict.fromkeys((below, above)))
    return Text(
        f"Series: median disease-free survival {', '.join(text.en for text in told)}",
        f"原始队列：中位无病生存 {'，'.join(text.zh for text in told)}",
    )


BEPPU = summed("beppu", NAME, sources=(SourceId("beppu-2012"),), parts=_parts, outcome=_outcome)
