"""What can go wrong with a pack, each with what happened and what to do."""

from __future__ import annotations

from crlm_desktop.errors import N_, Code

NOT_A_PACK = Code("pack.not-a-pack", N_("{path} is not a pack of CRLM Desktop. Choose a file that was taken along."))
NEWER = Code(
    "pack.newer",
    N_(
        "The pack {path} is of the format {found}; this version reads {known}. "
        "Install the newer version; nothing was changed."
    ),
)
CUT_OFF = Code(
    "pack.cut-off",
    N_("The pack {path} is not whole: it holds {found} of {wanted} bytes. Copy it again; nothing was changed."),
)
ALTERED = Code(
    "pack.altered",
    N_("The pack {path} was altered or damaged after it was made. Copy it again; nothing was changed."),
)
WRONG_PASSPHRASE = Code(
    "pack.wrong-passphrase",
    N_("This passphrase does not open the pack {path}. Check capital letters and keyboard layout."),
)
UNREADABLE = Code(
    "pack.unreadable",
    N_(
        "The pack {path} opens, but holds what this version cannot read. "
        "Install the version of CRLM Desktop that made it; nothing was changed."
    ),
)
TOO_LARGE = Code("pack.too-large", N_("{path} is too large for a pack: at most {most} MB are read."))
DAYS = Code("pack.days", N_("A pack is good for {least} to {most} days; {days} is outside."))
MEETING_CLOSED = Code(
    "pack.meeting-closed",
    N_("The meeting is closed; what was sealed does not change, so there is nothing to take along."),
)
HAND_BACK_INSTEAD = Code(
    "pack.hand-back-instead",
    N_("This is a working registry of “{name}”, from a pack. It is handed back, not taken along again."),
)
NOT_WORKING = Code(
    "pack.not-working",
    N_("This registry did not come from a pack, so there is nothing to hand back. Take a meeting along instead."),
)
CLOSE_AT_HOME = Code(
    "pack.close-at-home",
    N_("This meeting belongs to “{name}”: hand it back, bring it back there, and close it there."),
)
CREATE_AT_HOME = Code(
    "pack.create-at-home",
    N_("Only the meeting that was taken along is handed back: create other meetings in “{name}”."),
)
TO_BRING_BACK = Code(
    "pack.to-bring-back",
    N_("The pack {path} was handed back. It is brought back in “{name}”; open the one that was taken along."),
)
NOT_HANDED_BACK = Code(
    "pack.not-handed-back",
    N_("The pack {path} is the one that was taken along, and holds nothing new. Choose the one that was handed back."),
)
OTHER_REGISTRY = Code(
    "pack.other-registry", N_("The pack {path} belongs to the registry “{theirs}”, and this is “{ours}”.")
)
NO_MEETING = Code(
    "pack.no-meeting",
    N_(
        "The meeting of the pack {path} is not in this registry, which may have been restored from an earlier backup. "
        "Restore a later backup, then bring the pack back."
    ),
)
OTHER_HISTORY = Code(
    "pack.other-history",
    N_("The case has nothing in common with the one of the same id here: not even its first revision."),
)
MOVED_ON = Code(
    "pack.moved-on", N_("The registry was changed meanwhile. Nothing was brought back; look at what is different now.")
)
NOT_CHOSEN = Code(
    "pack.not-chosen",
    N_("Both sides changed the same; choices that are still open: {count}. Nothing was brought back."),
)
HOME_UNSOUND = Code(
    "pack.home-unsound",
    N_(
        "What the registry holds of this meeting is damaged, so that no pack can be made of it. "
        "See by “Check everything” what is affected."
    ),
)
