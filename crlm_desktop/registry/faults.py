"""What can go wrong with a registry, each with what happened and what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crlm_desktop.errors import N_, Code, EnvironmentFault
from crlm_desktop.registry.address import Place

NAME_MISSING = Code("registry.name-missing", N_("A registry needs a name."))
NAME_LONG = Code(
    "registry.name-long",
    N_("The name of a registry has at most {most} characters, and no line breaks or invisible characters."),
)
PASSPHRASE_SHORT = Code(
    "registry.passphrase-short", N_("The passphrase is too short: it needs at least {least} characters.")
)
NOT_THERE = Code("registry.not-there", N_("There is no registry at {path}. Check the path, or create one there."))
NO_FOLDER = Code(
    "registry.no-folder", N_("The folder {path} does not exist. Make it, or choose another place for the registry.")
)
NOT_A_REGISTRY = Code(
    "registry.not-a-registry",
    N_("{path} is not a registry of CRLM Desktop. Choose the folder that holds registry.db and keys.json."),
)
FILE_MISSING = Code(
    "registry.file-missing",
    N_("The registry {path} lacks its file {file} and cannot be opened without it. Copy it back from a backup."),
)
KEYS_DAMAGED = Code(
    "registry.keys-damaged",
    N_("The file {path} is damaged, so that no passphrase can open the registry. Copy it back from a backup."),
)
KEYS_NEWER = Code(
    "registry.keys-newer",
    N_("The keys in {path} are of the format {found}; this version reads {known}. Install the newer version."),
)
WRONG_PASSPHRASE = Code(
    "registry.wrong-passphrase",
    N_(
        "This passphrase does not open the registry {path}. Check capital letters and keyboard layout; "
        "the next try is possible in {seconds} s."
    ),
)
TOO_EARLY = Code(
    "registry.too-early",
    N_("Wrong passphrases have been entered: {count}. The next try is possible in {seconds} s."),
)
NO_SUCH_USER = Code(
    "registry.no-such-user", N_("The registry {path} has no user “{name}”. Those who may come in are: {known}.")
)
NO_RECOVERY_KEY = Code(
    "registry.no-recovery-key",
    N_("The registry {path} has no recovery key. An administrator can set a new passphrase for another user."),
)
RECOVERY_VOID = Code(
    "registry.recovery-void",
    N_(
        "This recovery key does not open the registry {path}: a newer one has made it void, or it is another "
        "registry's. The next try is possible in {seconds} s."
    ),
)
RECOVERY_MISTYPED = Code(
    "registry.recovery-mistyped",
    N_("Group {group} of the recovery key is not as it was printed. Compare it letter by letter."),
)
RECOVERY_LENGTH = Code(
    "registry.recovery-length", N_("A recovery key has {wanted} groups of {letters} characters; this has {found}.")
)
RECOVERY_FOR_ADMINISTRATORS = Code(
    "registry.recovery-for-administrators",
    N_("The recovery key lets an administrator in, and {name} is none. Its administrators are: {known}."),
)
SLOT_OF_NOBODY = Code(
    "registry.slot-of-nobody",
    N_("This passphrase belongs to nobody who may come in any more. Ask an administrator of the registry."),
)
USER_NAME_MISSING = Code("user.name-missing", N_("A user needs a name."))
USER_NAME_LONG = Code(
    "user.name-long",
    N_("The name of a user has at most {most} characters, and no line breaks or invisible characters."),
)
USER_NAME_TAKEN = Code("user.name-taken", N_("There is a user called “{name}” already."))
USER_NAME_ALIKE = Code(
    "user.name-alike",
    N_(
        "“{name}” looks like the user “{known}”, but is written with letters of another script or other spaces. "
        "Choose a name that nobody takes for another's."
    ),
)
USER_REVOKED_ALREADY = Code("user.revoked-already", N_("The access of {name} was taken away already."))
USER_NOT_THERE = Code("user.not-there", N_("This user is not in the registry."))
REVOKING_ONESELF = Code(
    "user.revoking-oneself", N_("Nobody takes their own access away. Another administrator can do it.")
)
PUBLIC_PASSPHRASE = Code(
    "user.public-passphrase", N_("The passphrases of the demonstration registry stay as they are: they are public.")
)
LAST_ADMINISTRATOR = Code(
    "user.last-administrator",
    N_("{name} is the only administrator with a passphrase, and one must remain. Make somebody else one first."),
)
DAMAGED = Code(
    "registry.damaged",
    N_("The registry {path} is damaged ({reason}). Close it, keep a copy as it is, and open a backup."),
)
DAMAGED_WITH_BACKUP = Code(
    "registry.damaged-with-backup",
    N_(
        "The registry {path} is damaged ({reason}) and cannot be read. Keep it as it is. Its newest backup is of "
        "{made_at}: restore {backup}, on the first screen or by “crlm-desktop registry restore”."
    ),
)
READING_ONLY = Code(
    "registry.reading-only",
    N_(
        "The registry {path} is damaged ({reason}) and can only be read. Nothing was saved; restore a backup, or see "
        "by “crlm-desktop registry verify” what is affected."
    ),
)
VANISHED = Code(
    "registry.vanished",
    N_(
        "The registry is not at {path} any more: its drive was removed, or its folder moved or renamed. "
        "Nothing was saved; bring it back to that place and try again."
    ),
)
REPLACED = Code(
    "registry.replaced",
    N_(
        "The registry at {path} is not the one that was opened: its file was replaced meanwhile. "
        "Nothing was saved; close the registry and open it again."
    ),
)
CONNECTION_LOST = Code(
    "registry.connection-lost",
    N_("The connection to {path} was lost. Nothing was saved; what you typed is still there. Try again."),
)
UNCERTAIN = Code(
    "registry.uncertain",
    N_(
        "The connection to {path} was lost while it was being saved, and whether it was saved is not known yet. What "
        "you typed is still there: save again once the server can be reached, and it is saved once, not twice."
    ),
)
SAVED_AFTER_ALL = Code(
    "registry.saved-after-all",
    N_(
        "What was being saved in {path} when the connection was lost had been saved after all. Nothing was saved "
        "twice; look at it, then go on."
    ),
)
WRONG_LOGIN = Code(
    "registry.wrong-login",
    N_("The server of {path} does not know this user with this password. Check the name, capital letters and layout."),
)
NO_BACKUP_FOLDER = Code(
    "backup.no-folder",
    N_("The folder {path} for the backup does not exist. Connect its drive, or choose another folder."),
)
BACKUP_NOT_A_FOLDER = Code(
    "backup.not-a-folder", N_("{path} is a file. Choose a folder for the backup, best on another drive.")
)
BACKUP_INSIDE = Code(
    "backup.inside",
    N_(
        "{path} is in the folder of the registry itself. Choose a folder for the backup outside, best on another drive."
    ),
)
COPY_STOPPED = Code("backup.stopped", N_("The backup in {path} was stopped; nothing is left of it."))
CHECK_STOPPED = Code("verify.stopped", N_("The check of {path} was stopped before it was done."))
COPY_BAD = Code(
    "backup.bad",
    N_(
        "The backup of {path} was not what it should be ({reason}) and was not kept. "
        "See by “crlm-desktop registry verify” whether the registry is whole."
    ),
)
NOT_A_BACKUP = Code(
    "restore.not-a-backup",
    N_("{path} is not a backup. Choose the folder of a backup: it holds registry.db and keys.json."),
)
WRONG_BACKUP_PASSPHRASE = Code(
    "restore.wrong-passphrase",
    N_("This passphrase does not open the backup {path}. It opens by the passphrases of the day on which it was made."),
)
SAME_PLACE = Code("restore.same-place", N_("{path} is the registry itself. Choose a backup to restore it from."))
NOT_REPLACED = Code(
    "restore.not-a-registry",
    N_("{path} is there and is not a registry. Nothing was changed; choose the folder of the registry, or a new name."),
)
NEWER = Code(
    "registry.newer",
    N_(
        "The registry {path} was written by a newer version of CRLM Desktop: its schema is {found}, "
        "this version knows up to {known}. Install the newer version; nothing was changed."
    ),
)
OLDER = Code(
    "registry.older",
    N_(
        "The registry {path} is of the older schema {found}; this version uses {known}. "
        "Open it once in the window, which brings it up to date, and try again."
    ),
)
NOT_BROUGHT_UP = Code(
    "registry.not-brought-up",
    N_(
        "The registry {path} could not be brought from schema {found} to {known}: {reason}. "
        "It is as it was before; a backup is in {backup}."
    ),
)
ALREADY_THERE = Code("registry.already-there", N_("{path} exists already. Choose another name or place."))
NOT_ALLOWED = Code(
    "registry.not-allowed", N_("Access to {path} is not allowed. Check the rights of the file and its folder.")
)
IN_USE = Code(
    "registry.in-use",
    N_(
        "The registry {path} is already open: {user} has it on {machine}, process {process}, since {since}. "
        "Close it there first."
    ),
)
HELD = Code(
    "registry.held",
    N_(
        "The registry {path} is open here for reading only: {user} has it open on {machine}, process {process}, "
        "since {since}. Nothing can be saved here; when it is closed there, take it over or open it again."
    ),
)
UNWRITABLE = Code(
    "registry.unwritable",
    N_(
        "The registry {path} is open for reading only: its drive, folder or file is protected against writing. "
        "Nothing can be saved there; to work on it, copy its folder to a place where you may write."
    ),
)
UNWRITABLE_AND_OLDER = Code(
    "registry.unwritable-and-older",
    N_(
        "The registry {path} is of the older schema {found} and is protected against writing, so that it cannot be "
        "brought to {known}. Copy its folder to a place where you may write, and open the copy."
    ),
)
HELD_ACROSS_NETWORK = Code(
    "registry.held-across-network",
    N_(
        "The registry {path} is on a network share ({kind}), and {user} has it open on {machine}, process {process}, "
        "since {since}. Two machines cannot use it at the same time, not even for reading: close it there first."
    ),
)
NO_LOCKS = Code(
    "registry.no-locks",
    N_(
        "The drive of {path} cannot lock files ({reason}), so that nothing would keep two people from writing at once. "
        "Move the registry to a drive of this machine."
    ),
)
DISK_FULL = Code(
    "registry.disk-full", N_("The disk that holds {path} is full. Nothing was changed; make room and try again.")
)
BUSY = Code(
    "registry.busy", N_("Another program holds the registry {path}. Nothing was changed; try again in a moment.")
)
READ_ONLY = Code(
    "registry.read-only",
    N_("{path} can only be read. Nothing was changed; check the rights of the file, or copy it to another place."),
)
DISK_FAULT = Code(
    "registry.disk-fault",
    N_("{path} cannot be read or written: {reason}. Check the disk and its connection, then try again."),
)

CASE_NOT_THERE = Code("case.not-there", N_("This case is not in the registry."))
NO_REVISION = Code("case.no-revision", N_("This case has no revision {number}; its newest is {newest}."))
NUMBER_TAKEN = Code("case.number-taken", N_("The number {number} already belongs to the case of {name}."))
NUMBER_TAKEN_UNNAMED = Code("case.number-taken-unnamed", N_("The number {number} already belongs to another case."))
CASE_MOVED_ON = Code(
    "case.moved-on",
    N_(
        "The case was changed meanwhile by {author}: it is at revision {newest}, this edit started from {base}. "
        "Nothing was saved; look at the newest revision and edit again."
    ),
)
MEETING_NOT_THERE = Code("meeting.not-there", N_("This meeting is not in the registry."))
LISTED_ALREADY = Code("meeting.listed-already", N_("Case {number} is already on the agenda of this meeting."))
NOT_LISTED = Code("meeting.not-listed", N_("This case is not on the agenda of this meeting."))
AGENDA_MOVED_ON = Code(
    "meeting.agenda-moved-on",
    N_("The agenda was changed meanwhile. Nothing was saved; look at it and order it again."),
)
OPINION_NOT_THERE = Code("opinion.not-there", N_("This opinion does not stand any more; it may have been withdrawn."))
NOT_SEALED = Code("seal.not-sealed", N_("This meeting is still open: nothing has been sealed yet."))
SEAL_BROKEN = Code(
    "seal.broken",
    N_(
        "What was sealed for this meeting was altered afterwards: it does not fit its SHA-256 any more. "
        "Open a backup from before."
    ),
)

_BY_NUMBER = {
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.EFBIG: DISK_FULL,
    errno.EACCES: NOT_ALLOWED,
    errno.EPERM: NOT_ALLOWED,
    errno.EROFS: READ_ONLY,
}


# What keeps from saving only as long as nothing is done about it.
PASSING = frozenset({DISK_FULL, DISK_FAULT, BUSY, NOT_ALLOWED, READ_ONLY})
# What says that something cannot be written, though it may be read.
PROTECTED = frozenset({READ_ONLY, NOT_ALLOWED})


def of_system(fault: OSError, path: Path) -> EnvironmentFault:
    """Return what the operating system refused about ``path``, in our terms."""
    code = _BY_NUMBER.get(fault.errno or 0, DISK_FAULT)
    return told(code, path, fault.strerror or type(fault).__name__)


@contextmanager
def system_faults(path: Path) -> Iterator[None]:
    """Turn what the operating system refuses inside into an `EnvironmentFault` about ``path``."""
    try:
        yield
    except OSError as fault:
        raise of_system(fault, path) from fault


def told(code: Code, path: Place, reason: str) -> EnvironmentFault:
    """Return the fault ``code`` about ``path``, with the reason that some of the sentences quote."""
    return EnvironmentFault(code, path=str(path), reason=reason)
