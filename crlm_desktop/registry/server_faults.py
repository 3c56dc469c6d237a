"""What can go wrong with a registry on a server, each with what happened and what to do."""

from __future__ import annotations

from crlm_desktop.errors import N_, Code
from crlm_desktop.registry import faults

# PostgreSQL cuts longer names off, without saying so.
LOGIN_BYTES = 63

NO_DRIVER = Code(
    "server.no-driver",
    N_("This installation cannot open registries on a server: its extra “department” is missing. {path}"),
)
UNREACHABLE = Code(
    "server.unreachable",
    N_("The server of {path} cannot be reached: {reason}. Check the network and the address, then try again."),
)
NOT_PROTECTED = Code(
    "server.not-protected",
    N_(
        "The way to {path} is not protected as it must be: {reason}. Nothing was sent; ask the server's administrator "
        "for its certificate (“sslrootcert”)."
    ),
)
NO_SCRAM = Code(
    "server.no-scram",
    N_("The server of {path} does not ask for passwords by SCRAM-SHA-256. Its administrator has to turn that on."),
)
SERVER_REFUSED = Code("server.refused", N_("The server of {path} refuses: {reason}."))
NAME_WHO = Code("server.name-who", N_("{path} is on a server, which must know who you are: give your name as a user."))
NO_REGISTRY = Code(
    "server.no-registry",
    N_("There is no registry in {path}, or you are no user of it. Check the address, or ask its administrator."),
)
NO_DATABASE = Code(
    "server.no-database",
    N_("The server of {path} has no such database. Check its name, capital letters too, or ask its administrator."),
)
OUT_OF_REACH = Code(
    "server.out-of-reach",
    N_("The server of {path} is not reached yet. What you typed is still there; it is tried again and again."),
)
NOT_A_USER = Code(
    "server.not-a-user", N_("You are no user of the registry {path}, or not any more. Ask its administrator.")
)
NEEDS_UPGRADE = Code(
    "server.needs-upgrade",
    N_(
        "The registry {path} is of the older schema {found}; this version uses {known}. The server's administrator "
        "brings it up to date: “crlm-desktop registry upgrade”. Nothing was changed."
    ),
)
NOT_PERMITTED = Code(
    "server.not-permitted",
    N_(
        "The server of {path} does not permit you this. Nothing was changed; your role may be another by now: "
        "close the registry and open it again."
    ),
)
LOGIN_TAKEN = Code(
    "server.login-taken",
    N_("The server has this login already, or keeps the name for itself. Nothing was changed; choose another name."),
)
LOGIN_LONG = Code(
    "server.login-long",
    N_("On a server the name of a user has at most {most} bytes: 63 Latin letters, or 21 Chinese characters."),
)
RENAMING_ONESELF = Code(
    "server.renaming-oneself", N_("On a server nobody changes their own name. Another administrator can do it.")
)
SERVER_FULL = Code(
    "server.full", N_("The disk of the server of {path} is full. Nothing was changed; tell its administrator.")
)
SERVER_BUSY = Code(
    "server.busy", N_("Somebody else is saving in {path} just now. Nothing was changed; try again in a moment.")
)
SERVER_DAMAGED = Code(
    "server.damaged",
    N_("The server of {path} finds its data damaged ({reason}). Tell its administrator, who keeps the backups."),
)
TOO_LONG = Code("server.too-long", N_("A text is longer than the registry {path} can keep. Nothing was changed."))
NOT_A_TEXT = Code(
    "server.not-a-text", N_("A text holds a character that cannot be kept in {path}. Nothing was changed.")
)
NO_RECOVERY = Code(
    "server.no-recovery",
    N_("A registry on a server has no recovery key: the server's administrator can set a new password."),
)
FOLDERS_ONLY = Code(
    "server.folders-only",
    N_(
        "{path} is on a server, and this is for registries in a folder. Backups are made and restored by the server's "
        "administrator."
    ),
)
NOT_PREPARED = Code(
    "server.not-prepared",
    N_(
        "The login “{login}” cannot prepare a registry in {path}: it has to own the database and may create roles "
        "(see “A department's server” in the manual of the registry)."
    ),
)
NOT_UNICODE = Code("server.not-unicode", N_("The database {path} is not encoded in UTF8. Make it anew in UTF8."))
THERE_ALREADY = Code("server.there-already", N_("There is a registry in {path} already. Nothing was changed."))
NOT_UPGRADED = Code(
    "server.not-upgraded",
    N_("The registry {path} could not be brought from schema {found} to {known}: {reason}. It is as it was before."),
)

# That the server is not reached: what was asked of it is asked again when it is back.
LOST = (faults.CONNECTION_LOST, faults.UNCERTAIN, UNREACHABLE, OUT_OF_REACH)
