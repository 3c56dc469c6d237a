"""The planner: which lesion is treated how, what remains of the liver, and what the answer rests on.

Its door is ``planning.plan(table, *, modalities, thresholds, must_use=frozenset(), augmentation=None) -> PlanSet``:
``table`` holds the facts of a case; ``modalities`` is what the strategy may do to a lesion (leaving a vanished lesion
to observation is always allowed); ``must_use`` is what each plan does at least once; ``augmentation`` makes staged
plans (`Augmentation.PVE`, ``TWO_STAGE_1`` or ``SIRT``); ``thresholds`` are the edition's numbers by name, of which
`thresholds.NAMES` are read.
"""
