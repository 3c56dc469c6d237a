"""The closed sets of values that derived facts can have, each with its name in both languages."""

from __future__ import annotations

from crlm_desktop.case.wording import Choice


class Side(Choice):
    """Side that the primary arose in: right is caecum to transverse colon, left is the rest with the rectum."""

    RIGHT = "right", "right-sided", "右半结肠"
    LEFT = "left", "left-sided", "左半结肠及直肠"


class Distribution(Choice):
    """Which parts of the liver the lesions lie in (segments 5-8 right, 2-4 left, 1 caudate)."""

    NONE = "none", "no lesion", "无病灶"
    RIGHT = "right", "right hemiliver only", "仅右半肝"
    LEFT = "left", "left hemiliver only", "仅左半肝"
    CAUDATE = "caudate", "caudate lobe only", "仅尾状叶"
    BILOBAR = "bilobar", "both hemilivers", "双叶"


class CouinaudSegment(Choice):
    """A segment of the liver; segment 4 of a record stands here as 4a and 4b."""

    S1 = "1", "segment 1", "S1 段"
    S2 = "2", "segment 2", "S2 段"
    S3 = "3", "segment 3", "S3 段"
    S4A = "4a", "segment 4a", "S4a 段"
    S4B = "4b", "segment 4b", "S4b 段"
    S5 = "5", "segment 5", "S5 段"
    S6 = "6", "segment 6", "S6 段"
    S7 = "7", "segment 7", "S7 段"
    S8 = "8", "segment 8", "S8 段"


class ChildPugh(Choice):
    """Class of the Child-Pugh score."""

    A = "A", "Child-Pugh A", "Child-Pugh A 级"
    B = "B", "Child-Pugh B", "Child-Pugh B 级"
    C = "C", "Child-Pugh C", "Child-Pugh C 级"


class DrugClass(Choice):
    """A class of drugs that bears on what is done next."""

    FLUOROPYRIMIDINE = "fluoropyrimidine", "fluoropyrimidine", "氟尿嘧啶类"
    OXALIPLATIN = "oxaliplatin", "oxaliplatin", "奥沙利铂"
    IRINOTECAN = "irinotecan", "irinotecan", "伊立替康"
    ANTI_VEGF = "anti_vegf", "anti-VEGF antibody or trap", "抗 VEGF 药物"
    ANTI_EGFR = "anti_egfr", "anti-EGFR antibody", "抗 EGFR 单抗"
    IMMUNOTHERAPY = "immunotherapy", "immune checkpoint inhibitor", "免疫检查点抑制剂"
    BRAF_INHIBITOR = "braf_inhibitor", "BRAF inhibitor", "BRAF 抑制剂"
    HER2_DIRECTED = "her2_directed", "HER2-directed drug", "抗 HER2 药物"
    KRAS_G12C_INHIBITOR = "kras_g12c_inhibitor", "KRAS G12C inhibitor", "KRAS G12C 抑制剂"
    LATE_LINE = (
        "late_line",
        "trifluridine-tipiracil, regorafenib or fruquintinib",
        "曲氟尿苷替匹嘧啶、瑞戈非尼或呋喹替尼",
    )
    OTHER = "other", "another drug", "其他药物"
