"""The closed sets of values that a case file may state, each with its name in both languages."""

from __future__ import annotations

from crlm_desktop.case.wording import Choice


class Sex(Choice):
    """Sex of the person, as recorded by the hospital."""

    FEMALE = "female", "female", "女"
    MALE = "male", "male", "男"
    OTHER = "other", "other", "其他"


class TreatmentFamily(Choice):
    """A family of treatments that a person may decline as a whole."""

    RESECTION = "resection", "resection", "手术切除"
    ABLATION = "ablation", "thermal ablation", "热消融"
    RADIOTHERAPY = "radiotherapy", "radiotherapy", "放射治疗"
    INTRA_ARTERIAL = "intra_arterial", "intra-arterial treatment", "经动脉治疗"
    SYSTEMIC = "systemic", "systemic treatment", "全身治疗"
    TRANSPLANTATION = "transplantation", "transplantation", "肝移植"


class PrimarySite(Choice):
    """Site of the primary tumour in the colon or rectum, from proximal to distal."""

    CAECUM = "caecum", "caecum", "盲肠"
    ASCENDING = "ascending", "ascending colon", "升结肠"
    HEPATIC_FLEXURE = "hepatic_flexure", "hepatic flexure", "结肠肝曲"
    TRANSVERSE = "transverse", "transverse colon", "横结肠"
    SPLENIC_FLEXURE = "splenic_flexure", "splenic flexure", "结肠脾曲"
    DESCENDING = "descending", "descending colon", "降结肠"
    SIGMOID = "sigmoid", "sigmoid colon", "乙状结肠"
    RECTOSIGMOID = "rectosigmoid", "rectosigmoid junction", "直肠乙状结肠交界"
    RECTUM = "rectum", "rectum", "直肠"


class PrimaryState(Choice):
    """What has become of the primary tumour."""

    IN_SITU = "in_situ", "in place", "原发灶在位"
    RESECTED = "resected", "resected", "已切除"
    COMPLETE_RESPONSE = "complete_response", "complete clinical response", "临床完全缓解"


class PrimarySymptoms(Choice):
    """The complication of the primary tumour that matters most now."""

    NONE = "none", "none", "无"
    OBSTRUCTION = "obstruction", "obstruction", "梗阻"
    BLEEDING = "bleeding", "bleeding", "出血"
    PERFORATION = "perforation", "perforation", "穿孔"


class TStage(Choice):
    """Depth of the primary tumour (UICC TNM)."""

    T1 = "T1", "T1", "T1"
    T2 = "T2", "T2", "T2"
    T3 = "T3", "T3", "T3"
    T4 = "T4", "T4", "T4"
    T4A = "T4a", "T4a", "T4a"
    T4B = "T4b", "T4b", "T4b"


class NStage(Choice):
    """Regional nodes of the primary tumour (UICC TNM)."""

    N0 = "N0", "N0", "N0"
    N1 = "N1", "N1", "N1"
    N1A = "N1a", "N1a", "N1a"
    N1B = "N1b", "N1b", "N1b"
    N1C = "N1c", "N1c", "N1c"
    N2 = "N2", "N2", "N2"
    N2A = "N2a", "N2a", "N2a"
    N2B = "N2b", "N2b", "N2b"


class Differentiation(Choice):
    """Histological grade of the primary tumour."""

    WELL = "well", "well differentiated", "高分化"
    MODERATE = "moderate", "moderately differentiated", "中分化"
    POOR = "poor", "poorly differentiated", "低分化"


class RectalRadiotherapy(Choice):
    """Radiotherapy of a rectal primary."""

    NOT_NEEDED = "not_needed", "not needed", "不需要"
    PLANNED = "planned", "planned", "计划中"
    GIVEN = "given", "given", "已完成"


class Ras(Choice):
    """KRAS and NRAS together, extended testing."""

    WILD_TYPE = "wild_type", "wild type", "野生型"
    MUTATED = "mutated", "mutated", "突变型"


class Braf(Choice):
    """BRAF; V600E stands apart from other mutations."""

    WILD_TYPE = "wild_type", "wild type", "野生型"
    V600E = "v600e", "V600E", "V600E 突变"
    OTHER = "other", "mutation other than V600E", "非 V600E 突变"


class Mmr(Choice):
    """Mismatch repair; deficient includes high microsatellite instability."""

    PROFICIENT = "proficient", "proficient (MSS)", "pMMR/MSS"
    DEFICIENT = "deficient", "deficient (MSI-H)", "dMMR/MSI-H"


class Her2(Choice):
    """HER2 overexpression or amplification."""

    NEGATIVE = "negative", "negative", "阴性"
    POSITIVE = "positive", "positive", "阳性"


class Presentation(Choice):
    """Liver metastases found with the primary (at, before or within 6 months of its diagnosis), or later."""

    SYNCHRONOUS = "synchronous", "synchronous", "同时性"
    METACHRONOUS = "metachronous", "metachronous", "异时性"


class Episode(Choice):
    """First liver disease, or liver disease after an earlier curative local treatment of the liver."""

    FIRST = "first", "first episode", "首次"
    RECURRENCE = "recurrence", "recurrence", "复发"


class Segment(Choice):
    """A liver segment of Couinaud; ``4`` means 4a and 4b together."""

    S1 = "1", "segment 1", "S1 段"
    S2 = "2", "segment 2", "S2 段"
    S3 = "3", "segment 3", "S3 段"
    S4 = "4", "segment 4", "S4 段"
    S4A = "4a", "segment 4a", "S4a 段"
    S4B = "4b", "segment 4b", "S4b 段"
    S5 = "5", "segment 5", "S5 段"
    S6 = "6", "segment 6", "S6 段"
    S7 = "7", "segment 7", "S7 段"
    S8 = "8", "segment 8", "S8 段"


class LesionState(Choice):
    """Whether a lesion can still be seen."""

    PRESENT = "present", "present", "可见"
    VANISHED = "vanished", "vanished on imaging", "影像学消失"
    TREATED = "treated", "treated", "已治疗"


class Depth(Choice):
    """How deep a lesion lies in the liver."""

    SUBCAPSULAR = "subcapsular", "subcapsular", "包膜下"
    DEEP = "deep", "deep", "深部"


class Vessel(Choice):
    """The vessel of 3 mm or more nearest to a lesion."""

    NONE = "none", "none", "无"
    HEPATIC_VEIN = "hepatic_vein", "hepatic vein", "肝静脉"
    PORTAL_PEDICLE = "portal_pedicle", "portal pedicle", "门静脉蒂"
    INFERIOR_VENA_CAVA = "inferior_vena_cava", "inferior vena cava", "下腔静脉"


class Modality(Choice):
    """An imaging modality on which a lesion can be seen."""

    ULTRASOUND = "ultrasound", "ultrasound", "超声"
    CT = "ct", "CT", "CT"
    MRI = "mri", "MRI", "MRI"


class PreviousTreatment(Choice):
    """The local treatment after which a lesion came back at its site."""

    NONE = "none", "none", "无"
    RESECTION = "resection", "resection", "切除"
    ABLATION = "ablation", "ablation", "消融"
    SBRT = "sbrt", "SBRT", "立体定向放疗"


class LiverQuality(Choice):
    """State of the liver around the metastases."""

    NORMAL = "normal", "normal", "正常"
    CHEMOTHERAPY_INJURY = "chemotherapy_injury", "injured by chemotherapy", "化疗相关肝损伤"
    STEATOSIS = "steatosis", "steatosis", "脂肪变性"
    FIBROSIS = "fibrosis", "fibrosis", "肝纤维化"
    CIRRHOSIS = "cirrhosis", "cirrhosis", "肝硬化"


class Augmentation(Choice):
    """What was done to enlarge the remnant before it was measured."""

    NONE = "none", "nothing", "无"
    PVE = "pve", "portal vein embolisation", "门静脉栓塞"
    LVD = "lvd", "liver venous deprivation", "肝静脉剥夺术"
    ALPPS_STAGE_1 = "alpps_stage_1", "first stage of ALPPS", "ALPPS 第一步"
    SIRT = "sirt", "SIRT", "选择性内放射治疗"
    TWO_STAGE_1 = "two_stage_1", "first stage of a two-stage hepatectomy", "二步肝切除第一步"


class Ascites(Choice):
    """Ascites, as the Child-Pugh score asks for it."""

    NONE = "none", "none", "无"
    MILD = "mild", "mild", "轻度"
    MODERATE_SEVERE = "moderate_severe", "moderate or severe", "中重度"


class Encephalopathy(Choice):
    """Hepatic encephalopathy, as the Child-Pugh score asks for it."""

    NONE = "none", "none", "无"
    GRADE_1_2 = "grade_1_2", "grade 1 or 2", "1～2 级"
    GRADE_3_4 = "grade_3_4", "grade 3 or 4", "3～4 级"


class MarkerName(Choice):
    """A tumour marker in blood."""

    CEA = "CEA", "CEA", "CEA"
    CA19_9 = "CA19-9", "CA19-9", "CA19-9"


class MarkerUnit(Choice):
    """Unit of a tumour marker; ug/L equals ng/mL, kU/L equals U/mL."""

    UG_L = "ug/L", "µg/L", "µg/L"
    NG_ML = "ng/mL", "ng/mL", "ng/mL"
    KU_L = "kU/L", "kU/L", "kU/L"
    U_ML = "U/mL", "U/mL", "U/mL"


class Moment(Choice):
    """When a marker was taken, relative to the present course of chemotherapy."""

    BEFORE_CHEMOTHERAPY = "before_chemotherapy", "before chemotherapy", "化疗前"
    AFTER_CHEMOTHERAPY = "after_chemotherapy", "after chemotherapy", "化疗后"
    CURRENT = "current", "current", "当前"


class SiteState(Choice):
    """Disease at one site outside the liver."""

    NONE = "none", "none", "无"
    RESECTABLE = "resectable", "resectable", "可切除"
    UNRESECTABLE = "unresectable", "unresectable", "不可切除"
    INDETERMINATE = "indeterminate", "indeterminate", "性质待定"


class Response(Choice):
    """Best response to a line of treatment (RECIST 1.1)."""

    CR = "CR", "complete response", "完全缓解 (CR)"
    PR = "PR", "partial response", "部分缓解 (PR)"
    SD = "SD", "stable disease", "疾病稳定 (SD)"
    PD = "PD", "progressive disease", "疾病进展 (PD)"


class SystemicIntent(Choice):
    """What a line of systemic treatment was given for."""

    PERIOPERATIVE = "perioperative", "perioperative", "围手术期"
    CONVERSION = "conversion", "conversion", "转化治疗"
    CONTROL = "control", "disease control", "疾病控制"


class LocalKind(Choice):
    """A local treatment of the liver, or a step that prepares one."""

    HEPATECTOMY = "hepatectomy", "hepatectomy", "肝切除"
    ABLATION = "ablation", "ablation", "消融"
    SBRT = "sbrt", "SBRT", "立体定向放疗 (SBRT)"
    SIRT = "sirt", "SIRT", "选择性内放射治疗 (SIRT)"
    HAIC = "haic", "hepatic arterial infusion chemotherapy", "肝动脉灌注化疗 (HAIC)"
    TACE = "tace", "transarterial chemoembolisation", "经动脉化疗栓塞 (TACE)"
    PVE = "pve", "portal vein embolisation", "门静脉栓塞 (PVE)"
    LVD = "lvd", "liver venous deprivation", "肝静脉剥夺术 (LVD)"
    ALPPS_STAGE_1 = "alpps_stage_1", "first stage of ALPPS", "ALPPS 第一步"
    TWO_STAGE_1 = "two_stage_1", "first stage of a two-stage hepatectomy", "二步肝切除第一步"
    TRANSPLANTATION = "transplantation", "transplantation", "肝移植"


class Offer(Choice):
    """A treatment that a centre can carry out itself."""

    RESECTION = "resection", "liver resection", "肝切除"
    LAPAROSCOPIC = "laparoscopic", "laparoscopic liver resection", "腹腔镜肝切除"
    ROBOTIC = "robotic", "robotic liver resection", "机器人肝切除"
    ABLATION = "ablation", "thermal ablation", "热消融"
    SBRT = "sbrt", "stereotactic body radiotherapy", "立体定向放疗 (SBRT)"
    SIRT = "sirt", "selective internal radiotherapy", "选择性内放射治疗 (SIRT)"
    HAIC_PUMP = "haic_pump", "hepatic arterial infusion by pump", "肝动脉灌注泵"
    HAIC_PORT = "haic_port", "hepatic arterial infusion by port", "肝动脉灌注港"
    TACE = "tace", "transarterial chemoembolisation", "经动脉化疗栓塞 (TACE)"
    PVE = "pve", "portal vein embolisation", "门静脉栓塞 (PVE)"
    LVD = "lvd", "liver venous deprivation", "肝静脉剥夺术 (LVD)"
    ALPPS = "alpps", "ALPPS", "ALPPS"
    TWO_STAGE = "two_stage", "two-stage hepatectomy", "二步肝切除"
    TRANSPLANTATION = "transplantation", "liver transplantation", "肝移植"
