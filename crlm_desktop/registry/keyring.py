"""The key slots of an open registry, with the key that they wrap: each change replaces the key file as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from crlm_desktop.registry import keys
from crlm_desktop.registry.keys import KdfCost, Keys, Slot, SlotKind


class Keyring:
    """Adds, replaces and takes away slots; nobody but the open registry knows its key."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._file = folder / keys.FILE_NAME
        self._key = key

    @property
    def content(self) -> Keys:
        """The slots as they are on the disk."""
        return keys.read(self._file)

    @property
    def has_recovery_key(self) -> bool:
        """Whether there is a slot that the recovery key opens."""
        return any(slot.kind is SlotKind.RECOVERY for slot in self.content.slots)

    def users(self) -> frozenset[str]:
        """Return the ids of the users who have a slot."""
        return frozenset(slot.id for slot in self.content.slots if slot.kind is SlotKind.USER)

    def opens(self, user_id: str, passphrase: str) -> bool:
        """Whether the passphrase opens the slot of a user; it costs one Argon2id."""
        content = self.content
        slot = next((one for one in content.slots if one.id == user_id and one.kind is SlotKind.USER), None)
        return slot is not None and keys.unlock_slot(content.registry, slot, passphrase) == self._key

    def put(self, user_id: str, passphrase: str, *, label: str, cost: KdfCost) -> None:
        """Give a user a slot, which replaces the one they have."""
        content = self.content
        made = keys.new_slot(content.registry, self._key, passphrase, cost=cost, label=label, slot_id=user_id)
        self._write(content, *(made if one.id == user_id else one for one in content.slots), new=made)

    def put_recovery(self, secret: str, *, cost: KdfCost) -> None:
        """Let a recovery key in, which replaces the one there is."""
        content = self.content
        made = keys.new_slot(content.registry, self._key, secret, cost=cost, kind=SlotKind.RECOVERY)
        self._write(content, *(one for one in content.slots if one.kind is not SlotKind.RECOVERY), new=made)

    def remove(self, user_id: str) -> None:
        """Take the slot of a user away."""
        content = self.content
        self._write(content, *(one for one in content.slots if one.id != user_id))

    def follow(self, names: Mapping[str, str]) -> None:
        """Label the users' slots by the names that hold, and drop those of nobody, which a crash may have left."""
        content = self.content
        kept = [
            one if one.kind is SlotKind.RECOVERY else replace(one, label=names[one.id])
            for one in content.slots
            if one.kind is SlotKind.RECOVERY or one.id in names
        ]
        if tuple(kept) != content.slots:
            self._write(content, *kept)

    def restore(self, content: Keys) -> None:
        """Bring back slots as they were: what was to go with their change was refused."""
        self._write(content, *content.slots)

    def _write(self, before: Keys, *slots: Slot, new: Slot | None = None) -> None:
        added = (new,) if new is not None and new not in slots else ()
        keys.replace_file(Keys(registry=before.registry, slots=(*slots, *added)), self._file)
